public import SteelyardContracts
public import SteelyardForecasts

/// A walk through history: weights are chosen from what was known, held, and chosen anew.
///
/// The rule sees the returns of the window before a day and the weights held then, and nothing else, so it can't look ahead. Between choices
/// weights drift with the returns. A trade costs a share of what is traded, taken off the capital at once.
public struct WalkForward: Sendable {
  /// Simple returns per step, without gaps.
  public let panel: ReturnPanel
  /// How many steps before a choice the rule sees.
  public let lookback: Int
  /// Steps between choices.
  public let every: Int
  /// What trading costs, as a share of what is bought or sold.
  public let costRate: Double

  /// A walk from its parts.
  ///
  /// - Throws: `invalidInput` for a lookback below 2, no step between choices, a cost that is negative or 1 and more, or a return of −1 and less;
  ///   `missingMarketData` for a gap, or a history that is not longer than the lookback.
  public init(
    _ panel: ReturnPanel, lookback: Int, every: Int, costRate: Double
  ) throws(SteelyardError) {
    guard lookback >= 2, every >= 1, costRate >= 0, costRate < 1 else {
      throw SteelyardError(
        .invalidInput,
        "A walk with a lookback of \(lookback) steps, a choice every \(every) and a cost of \(costRate) is none.",
        remedy: "Give at least 2 steps, at least 1, and a share from 0 to below 1.")
    }
    guard panel.stepCount > lookback else {
      throw SteelyardError(
        .missingMarketData,
        "\(panel.stepCount) steps of history leave nothing after a lookback of \(lookback).",
        remedy: "Give a longer history, or look back less.")
    }
    for step in 0..<panel.stepCount {
      for (asset, element) in panel.step(step).enumerated() {
        guard let element else {
          throw SteelyardError(
            .missingMarketData, "\(panel.assets[asset]) has no return at step \(step).",
            remedy: "Shorten the panel to the common history.",
            subject: .instrument(panel.assets[asset]))
        }
        guard element > -1 else {
          throw SteelyardError(
            .invalidInput, "The return of \(panel.assets[asset]) at step \(step) is \(element).",
            remedy: "Give simple returns above −1.", subject: .instrument(panel.assets[asset]))
        }
      }
    }
    self.panel = panel
    self.lookback = lookback
    self.every = every
    self.costRate = costRate
  }

  /// One choice.
  public struct Choice: Sendable, Hashable {
    /// The step before which it was made.
    public let step: Int
    /// The weights chosen; what they leave of 1 is cash without interest.
    public let weights: [Double]
    /// Σ |weight − weight held|.
    public let turnover: Double
    /// What it cost, as a share of the capital.
    public let cost: Double
  }

  /// Where a walk came to.
  public struct Course: Sendable, Hashable {
    /// Every choice.
    public let choices: [Choice]
    /// What the capital returned at each step after the lookback, costs taken off.
    public let returns: [Double]

    /// Capital after each step, from 1 before the first.
    public var capital: [Double] {
      var value = 1.0
      return returns.map {
        value *= 1 + $0
        return value
      }
    }
  }

  /// Walks.
  ///
  /// - Parameter rule: Weights for a window of returns and the weights held.
  /// - Returns: The course; where the capital is lost it ends with a return of −1.
  /// - Throws: What the rule throws; `invalidInput` where it gives another count or weights that are not finite.
  public func course(
    _ rule: (_ window: ReturnPanel, _ held: [Double]) throws(SteelyardError) -> [Double]
  ) throws(SteelyardError) -> Course {
    let count = panel.assets.count
    var held = [Double](repeating: 0, count: count)
    var choices: [Choice] = []
    var returns: [Double] = []
    for step in lookback..<panel.stepCount {
      var cost = 0.0
      if (step - lookback).isMultiple(of: every) {
        let weights = try rule(try window(before: step), held)
        guard weights.count == count, weights.allSatisfy(\.isFinite) else {
          throw SteelyardError(
            .invalidInput, "The rule gave \(weights.count) weights for \(count) assets.",
            remedy: "Give a finite weight for each asset.")
        }
        let turnover = zip(weights, held).reduce(0) { $0 + abs($1.0 - $1.1) }
        cost = costRate * turnover
        choices.append(Choice(step: step, weights: weights, turnover: turnover, cost: cost))
        held = weights
      }
      let moves = panel.step(step).map { $0 ?? 0 }
      let profit = zip(held, moves).reduce(0) { $0 + $1.0 * $1.1 }
      let total = (1 - cost) * (1 + profit) - 1
      guard total > -1 else {
        returns.append(-1)
        break
      }
      returns.append(total)
      held = zip(held, moves).map { $0 * (1 + $1) / (1 + profit) }
    }
    return Course(choices: choices, returns: returns)
  }

  private func window(before step: Int) throws(SteelyardError) -> ReturnPanel {
    try ReturnPanel(
      assets: panel.assets,
      columns: panel.assets.indices.map { asset in
        ((step - lookback)..<step).map { panel[asset, $0] }
      })
  }
}

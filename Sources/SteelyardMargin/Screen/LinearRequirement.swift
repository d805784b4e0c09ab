import SteelyardScenarios

/// What a requirement keeps of one asset that is all there is of its coin: its profit is its size times a move,
/// and so is everything that is kept.
package struct LinearRequirement: Sendable {
  /// Of one US dollar that is held, and of one that is owed.
  private let held: ScreenBounds
  private let owed: ScreenBounds

  /// What the formulas of `figures` may differ by, as a share of the largest move: they add in another order.
  private static let slackShare = 1e-11

  /// The requirement of an asset.
  ///
  /// - Parameter moves: How its price moves; shape `[column]`.
  init(
    _ measure: DynamicMeasure, moves: [Double], core: ScreenLayout.Group,
    stressed: ScreenLayout.Group?, crashes: ScreenLayout.Group?
  ) {
    func kept(_ sign: Double) -> ScreenBounds {
      func losses(_ group: ScreenLayout.Group) -> [Double] {
        group.columns.map { -sign * moves[$0] }
      }
      func tail(_ group: ScreenLayout.Group?) -> Double {
        group.map { LinearRequirement.expectedShortfall(of: losses($0), $0.weights) } ?? 0
      }
      let crash = crashes.flatMap { losses($0).max() } ?? 0
      let amount = measure.kept(
        core: tail(core), stressed: tail(stressed), crash: max(0, crash))
      let largest = moves.reduce(0) { max($0, abs($1)) }
      let slack = largest * LinearRequirement.slackShare
      return ScreenBounds(lower: max(0, amount - slack), upper: amount + slack)
    }
    held = kept(1)
    owed = kept(-1)
  }

  /// What is kept of so many US dollars of it, below zero where it is owed.
  func callAsFunction(_ sizeUSD: Double) -> ScreenBounds {
    let unit = sizeUSD < 0 ? owed : held
    return ScreenBounds(lower: abs(sizeUSD) * unit.lower, upper: abs(sizeUSD) * unit.upper)
  }

  /// The mean of the largest losses that weigh 1 together, not less than zero.
  ///
  /// - Parameter weights: In units of what the tail holds; their sum is 1 or more.
  package static func expectedShortfall(of losses: [Double], _ weights: [Double]) -> Double {
    var left = 1.0
    var sum = 0.0
    for (loss, weight) in zip(losses, weights).sorted(by: { $0.0 > $1.0 }) {
      guard left > 0 else { break }
      let counted = min(weight, left)
      sum += counted * loss
      left -= counted
    }
    return max(0, sum)
  }
}

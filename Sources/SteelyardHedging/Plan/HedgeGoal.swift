public import SteelyardContracts
public import SteelyardMargin

/// What a hedge is to make small, and what it must keep to.
public struct HedgeGoal: Sendable, Hashable {
  /// The risk that is weighed against cost.
  public enum Risk: Sendable, Hashable {
    /// Mean loss of the worst 1 − level of the scenarios, in US dollars; the level is at least 0 and below 1.
    case expectedShortfall(level: Double)
    /// Variance of the scenarios over the deviation before the hedge, in US dollars.
    case variance
    /// The model's initial margin, in US dollars.
    case initialMargin
  }

  /// A rule that the hedged book must keep.
  public enum Constraint: Sendable, Hashable {
    /// |delta| of a coin at most so many US dollars. From and until bound the expiries that are summed; where both are
    /// nil, what has no expiry counts too: balances, perpetuals.
    case delta(Currency, from: Timestamp? = nil, until: Timestamp? = nil, within: Double)
    /// |gamma| of a coin, the second derivative to its relative move, in US dollars; expiries as of `delta`.
    case gamma(Currency, from: Timestamp? = nil, until: Timestamp? = nil, within: Double)
    /// |vega| of a coin for one volatility point, in US dollars; expiries as of `delta`.
    case vega(Currency, from: Timestamp?, until: Timestamp?, within: Double)
    /// |profit| under a shock at most so much: neutral to a principal move of the surface, or any other.
    case neutral(MarketShock, within: Double)
    /// The loss under a shock at most so much, costs counted.
    case lossMax(MarketShock, Double)
    /// Mean loss of the worst 1 − level of the scenarios at most so much, costs counted.
    case shortfallMax(level: Double, Double)
    /// Initial margin at least so much lower.
    case marginFreed(Double)
    /// The probability that the maintenance excess is gone at the end of the scenarios, at most; made certain by
    /// keeping the mean loss of so large a tail below the excess.
    case liquidationProbability(Double)
  }

  /// The risk.
  public let risk: Risk
  /// US dollars of cost that a dollar of risk is worth, > 0.
  public let weight: Double
  /// The rules.
  public let constraints: [Constraint]
  /// Most that costs and net premiums may come to, in US dollars; nil for no limit.
  public let budgetUSD: Double?
  /// Most instruments that are traded; nil for no limit.
  public let tradesMax: Int?

  /// A goal from its parts.
  ///
  /// - Throws: `invalidInput` for a level, weight, limit or budget that cannot be.
  public init(
    _ risk: Risk, weight: Double = 1, constraints: [Constraint] = [], budgetUSD: Double? = nil,
    tradesMax: Int? = nil
  ) throws(SteelyardError) {
    func refuse(_ what: String, _ remedy: String) -> SteelyardError {
      SteelyardError(.invalidInput, what, remedy: remedy)
    }
    func check(level: Double) throws(SteelyardError) {
      guard level >= 0, level < 1 else {
        throw refuse("The level is \(level).", "Give one from 0 to below 1, such as 0.975.")
      }
    }
    if case .expectedShortfall(let level) = risk { try check(level: level) }
    guard weight > 0, weight.isFinite else {
      throw refuse("The weight of risk is \(weight).", "Give a number above zero.")
    }
    if let budgetUSD, !(budgetUSD >= 0 && budgetUSD.isFinite) {
      throw refuse("The budget is \(budgetUSD) USD.", "Give an amount from 0 up.")
    }
    if let tradesMax, tradesMax < 1 {
      throw refuse("At most \(tradesMax) instruments are traded.", "Allow at least 1.")
    }
    for constraint in constraints {
      let limit: Double
      switch constraint {
      case .delta(_, _, _, let within), .gamma(_, _, _, let within), .vega(_, _, _, let within),
        .neutral(_, let within):
        limit = within
      case .lossMax(_, let most): limit = most
      case .marginFreed(let amount): limit = amount
      case .shortfallMax(let level, let most):
        try check(level: level)
        limit = most
      case .liquidationProbability(let probability):
        guard probability > 0, probability < 1 else {
          throw refuse(
            "The probability of liquidation is \(probability).",
            "Give one above 0 and below 1, such as 0.01.")
        }
        limit = probability
      }
      guard limit >= 0, limit.isFinite else {
        throw refuse("A limit of the hedge is \(limit).", "Give an amount from 0 up.")
      }
    }
    self.risk = risk
    self.weight = weight
    self.constraints = constraints
    self.budgetUSD = budgetUSD
    self.tradesMax = tradesMax
  }

  /// The same goal with another weight.
  func with(weight: Double) throws(SteelyardError) -> HedgeGoal {
    try HedgeGoal(
      risk, weight: weight, constraints: constraints, budgetUSD: budgetUSD, tradesMax: tradesMax)
  }

  /// The shocks that rules name, in their order.
  var namedShocks: [MarketShock] {
    constraints.compactMap { constraint in
      switch constraint {
      case .neutral(let shock, _), .lossMax(let shock, _): shock
      default: nil
      }
    }
  }
}

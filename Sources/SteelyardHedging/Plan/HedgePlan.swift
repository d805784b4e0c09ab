public import SteelyardContracts
public import SteelyardMargin

/// The trades that make the risk of a book least for their cost, in lots, and what becomes of everything by them.
///
/// A plan only: nothing is sent. Amounts are in US dollars, P&L positive for a gain.
public struct HedgePlan: Sendable {
  /// A book before or after.
  public struct Standing: Sendable {
    /// The model's figures.
    public let figures: AccountFigures
    /// Mean loss of the worst scenarios at `shortfallLevel`, positive for a loss; costs apart, uncredited means taken
    /// off.
    public let expectedShortfall: Double
    /// Deviation over the scenarios.
    public let deviation: Double
    /// The largest loss of a scenario.
    public let worstLoss: Double
    /// The share of the scenarios at whose end the maintenance excess of now does not cover the loss.
    public let liquidationProbability: Double
    /// Delta, gamma, vega and theta by coin.
    public let greeks: [CoinGreeks]
  }

  /// The sensitivities of a coin.
  public struct CoinGreeks: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// US dollars for a move to twice the price, to first order.
    public let delta: Double
    /// The second derivative to the relative move.
    public let gamma: Double
    /// For one volatility point.
    public let vega: Double
    /// For a day.
    public let theta: Double
  }

  /// One trade.
  public struct Trade: Sendable {
    /// What.
    public let candidate: HedgeCandidate
    /// Units, negative sold.
    public let quantity: Double
    /// What it costs.
    public let cost: HedgeCost
    /// Premium paid, negative received.
    public let premium: Double
    /// By how much the goal's risk rises where it is left out of the plan.
    public let riskTaken: Double
  }

  /// A rule and whether it is kept.
  public struct Kept: Sendable {
    /// What is asked.
    public enum Rule: Sendable {
      /// The budget.
      case budget(Double)
      /// The initial excess is not below what it has to be.
      case initialExcess
      /// A rule of the goal.
      case constraint(HedgeGoal.Constraint)
    }

    /// The rule.
    public let rule: Rule
    /// How far it is missed, in US dollars; 0 where it is kept.
    public let missed: Double
  }

  /// A point of the frontier of cost against risk, in real numbers of units.
  public struct FrontierPoint: Sendable, Hashable {
    /// US dollars of cost that a dollar of risk is worth there.
    public let weight: Double
    /// Costs of the trades.
    public let cost: Double
    /// Net premiums.
    public let premium: Double
    /// The goal's risk.
    public let risk: Double
  }

  /// What was asked.
  public let goal: HedgeGoal
  /// The level of the shortfalls that are told.
  public let shortfallLevel: Double
  /// Before.
  public let before: Standing
  /// After.
  public let after: Standing
  /// The trades, the one that takes most risk first.
  public let trades: [Trade]
  /// What all of them cost.
  public let cost: HedgeCost
  /// Net premiums.
  public let premium: Double
  /// The goal's risk before and after.
  public let risk: (before: Double, after: Double)
  /// Rules, and whether they are kept.
  public let rules: [Kept]
  /// cost + weight × risk in lots less the same of the program in real numbers, over the latter; nil where no real
  /// numbers keep the rules.
  public let gap: Double?
  /// What is held after.
  public let portfolio: Portfolio
  /// Cost against risk, the cheapest first; points that a cheaper one beats are left out.
  public let frontier: [FrontierPoint]
  /// Programs solved and lists of lots judged.
  public let effort: (programs: Int, judged: Int)

  /// Whether every rule is kept.
  public var keepsRules: Bool { rules.allSatisfy { $0.missed == 0 } }
}

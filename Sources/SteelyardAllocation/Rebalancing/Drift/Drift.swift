public import SteelyardContracts
public import SteelyardMath

/// How far a portfolio stands from its targets, which rules that breaks, and where each weight should go.
///
/// A coin is traded where any rule says so. Without a rule every coin is, at each date of the calendar. Between dates
/// nothing is, whatever the bands say. Exactly at the edge of a band is within it.
public struct Drift: Sendable, Hashable {
  /// What one rule says of one coin.
  public struct Finding: Sendable, Hashable {
    /// The coin, as an index.
    public let coin: Int
    /// The rule.
    public let rule: DriftRule
    /// What was measured, ≥ 0, in the rule's own unit: points of weight, a share of the target, a share of variance, or
    /// marginal utility; nil where it is without end (a share of a target of nothing).
    public let measured: Double?
    /// What is allowed, in the same unit.
    public let band: Double
    /// Whether it is beyond the band.
    public let fires: Bool
  }

  /// The coins.
  public let coins: [Currency]
  /// Weights now; shape `[coin]`.
  public let held: [Double]
  /// Weights that are wanted; shape `[coin]`.
  public let targets: [Double]
  /// Weights that the rules ask for after the trades; shape `[coin]`.
  public let aims: [Double]
  /// What each rule says of each coin, coin by coin.
  public let findings: [Finding]
  /// Whether the calendar has come; true without one.
  public let isDue: Bool
  /// When it comes next; nil without a calendar or a last date.
  public let due: Timestamp?
  /// What bands were multiplied by.
  public let bandFactor: Double

  /// Whether any weight is to move.
  public var asksForTrades: Bool { zip(held, aims).contains { $0 != $1 } }

  /// How far weights are from targets: half the sum of all distances, cash counted.
  ///
  /// It is what would have to be bought to be at the targets, as a share of the equity.
  public var distance: Double {
    let moves = zip(held, targets).map { $1 - $0 }
    let cash = -moves.reduce(0, +)
    return 0.5 * (moves.reduce(0) { $0 + abs($1) } + abs(cash))
  }

  /// What is asked, besides the weights.
  public struct Question: Sendable, Hashable {
    /// The rules; none for the calendar alone.
    public let rules: [DriftRule]
    /// Where a weight that drifted goes.
    public let destination: DriftDestination
    /// Calendar and regime.
    public let timing: RebalanceTiming
    /// Covariance of the coins' returns a year, where a rule needs it; shape `[coin × coin]`.
    public let covariance: Matrix?

    /// A question from its parts.
    ///
    /// - Throws: `invalidInput` for a rule's numbers, a no-trade region beside other rules, or neither rules nor a
    ///   calendar; `missingMarketData` where a rule needs a covariance that is not there.
    public init(
      rules: [DriftRule], destination: DriftDestination, timing: RebalanceTiming = .init(),
      covariance: Matrix? = nil
    ) throws(SteelyardError) {
      for rule in rules {
        try rule.check()
        if rule.needsCovariance, covariance == nil {
          throw SteelyardError(
            .missingMarketData, "The rule \(rule.code) needs to know how the coins move together.",
            remedy: "Give a history of their prices, or another rule.")
        }
      }
      guard !rules.isEmpty || timing.calendar != nil else {
        throw SteelyardError(
          .invalidInput, "Nothing says when a weight has drifted too far.",
          remedy: "Give a band or a calendar.")
      }
      self.rules = rules
      self.destination = destination
      self.timing = timing
      self.covariance = covariance
    }
  }
}

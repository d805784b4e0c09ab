import SteelyardContracts

/// When a weight has drifted far enough from its target to be traded.
public enum DriftRule: Sendable, Hashable {
  /// Further than so many points of weight: |w − t| > band.
  case absolute(Double)
  /// Further than such a share of the target: |w − t| > band × |t|. Where the target is nothing, anything held is.
  case relative(Double)
  /// The coin's share of the variance is further from what it would be at the targets: |s(w) − s(t)| > band, with
  /// s_i = w_i (Σw)_i / w'Σw.
  case riskContribution(Double)
  /// Further than `NoTradeBand.halfWidth` at the coin's own cost of trading and this relative risk aversion.
  case costBand(riskAversion: Double)
  /// Outside `NoTradeRegion`: the marginal utility of trading over so many days is more than its cost.
  case noTradeRegion(riskAversion: Double, horizonDays: Double)

  /// Its kind, for programs.
  public var code: String {
    switch self {
    case .absolute: "absolute"
    case .relative: "relative"
    case .riskContribution: "risk_contribution"
    case .costBand: "cost_band"
    case .noTradeRegion: "no_trade_region"
    }
  }

  /// Whether it looks at how coins move together.
  public var needsCovariance: Bool {
    switch self {
    case .riskContribution, .noTradeRegion: true
    case .absolute, .relative, .costBand: false
    }
  }

  /// Sees to it that the numbers can be.
  ///
  /// - Throws: `invalidInput` for a band, an aversion or a horizon that is not above zero.
  func check() throws(SteelyardError) {
    let numbers: [(String, Double)] =
      switch self {
      case .absolute(let band), .relative(let band), .riskContribution(let band): [("band", band)]
      case .costBand(let aversion): [("risk aversion", aversion)]
      case .noTradeRegion(let aversion, let days):
        [("risk aversion", aversion), ("horizon in days", days)]
      }
    for (name, number) in numbers where !(number > 0 && number.isFinite) {
      throw SteelyardError(
        .invalidInput, "The \(name) of the rule \(code) is \(number).",
        remedy: "Give a number above zero.")
    }
  }
}

/// Where a weight that has drifted is brought.
public enum DriftDestination: String, Sendable, Hashable, Codable, CaseIterable {
  /// All the way to its target.
  case target
  /// To the nearest edge of its band, which costs less and comes back sooner.
  case edge
}

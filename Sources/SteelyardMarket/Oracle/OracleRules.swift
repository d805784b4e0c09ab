public import SteelyardContracts

/// What the oracle accepts.
public struct OracleRules: Sendable, Hashable {
  /// Oldest observation that counts, in seconds, > 0.
  public var ageSecondsMax: Double
  /// Seconds by which an observation may be ahead of the oracle's time: clocks differ.
  public var aheadSecondsMax: Double
  /// Least confidence of a source that states one, 0 to 1.
  public var confidenceMin: Double
  /// Distance from the median, in median absolute deviations, up to which a source always counts.
  public var deviationMultipleMax: Double
  /// Distance from the median up to which a source counts however close the others are, ≥ 0, as
  /// price / median − 1: a spread of two ticks is no reason to reject a third.
  public var deviationMin: Double
  /// Distance from the median beyond which a source never counts, > 0, as price / median − 1.
  public var deviationMax: Double
  /// Accepted sources that a fresh price needs, ≥ `quorum`.
  public var freshSourcesMin: Int
  /// Accepted sources that any price needs, ≥ 1.
  public var quorum: Int
  /// Dispersion (see `OraclePrice.dispersion`) beyond which a price is degraded, > 0.
  public var dispersionMax: Double
  /// Most that the price moves in a second, as ln of the ratio, > 0; beyond, it follows at this pace.
  public var moveMaxPerSecond: Double
  /// How fast the stable price follows.
  public var stable: StablePrice.Rules

  /// For an index out of five venues.
  ///
  /// Observations count for 30 s. 5 deviations reject, but never within 0.1 % and always beyond 1 %. A
  /// fresh price needs four, any price three; a dispersion of 0.5 % degrades it. The price moves up to
  /// 0.5 % in a second, 30 % in a minute: no market of the years 2018 to 2025 was held back by that
  /// for long, and a feed that loses a digit is. The stable price: `StablePrice.Rules.standard`.
  public static let fiveVenues = OracleRules(
    ageSecondsMax: 30, aheadSecondsMax: 2, confidenceMin: 0.5, deviationMultipleMax: 5,
    deviationMin: 0.001, deviationMax: 0.01, freshSourcesMin: 4, quorum: 3, dispersionMax: 0.005,
    moveMaxPerSecond: 0.005, stable: .standard)

  /// Rules from their parts; `check()` says whether they can be.
  public init(
    ageSecondsMax: Double, aheadSecondsMax: Double, confidenceMin: Double,
    deviationMultipleMax: Double, deviationMin: Double, deviationMax: Double, freshSourcesMin: Int,
    quorum: Int, dispersionMax: Double, moveMaxPerSecond: Double, stable: StablePrice.Rules
  ) {
    self.ageSecondsMax = ageSecondsMax
    self.aheadSecondsMax = aheadSecondsMax
    self.confidenceMin = confidenceMin
    self.deviationMultipleMax = deviationMultipleMax
    self.deviationMin = deviationMin
    self.deviationMax = deviationMax
    self.freshSourcesMin = freshSourcesMin
    self.quorum = quorum
    self.dispersionMax = dispersionMax
    self.moveMaxPerSecond = moveMaxPerSecond
    self.stable = stable
  }

  /// Throws `invalidInput`, with the rule's name, where the rules can't be.
  public func check() throws(SteelyardError) {
    let positive = [
      ("ageSecondsMax", ageSecondsMax), ("deviationMax", deviationMax),
      ("dispersionMax", dispersionMax), ("moveMaxPerSecond", moveMaxPerSecond),
      ("stable.moveMaxPerSecond", stable.moveMaxPerSecond),
      ("stable.elapsedSecondsMax", stable.elapsedSecondsMax),
    ]
    for (name, value) in positive where !(value > 0 && value.isFinite) {
      throw OracleRules.wrong(name, "\(value)", "a finite number above zero")
    }
    for (name, value) in [("aheadSecondsMax", aheadSecondsMax), ("deviationMin", deviationMin)]
    where !(value >= 0 && value.isFinite) {
      throw OracleRules.wrong(name, "\(value)", "a finite number not below zero")
    }
    guard confidenceMin >= 0, confidenceMin <= 1 else {
      throw OracleRules.wrong("confidenceMin", "\(confidenceMin)", "a number from 0 to 1")
    }
    // Below one deviation the sources that make the median could be rejected by it.
    guard deviationMultipleMax >= 1, deviationMultipleMax.isFinite else {
      throw OracleRules.wrong("deviationMultipleMax", "\(deviationMultipleMax)", "at least 1")
    }
    guard deviationMin <= deviationMax else {
      throw OracleRules.wrong("deviationMin", "\(deviationMin)", "at most deviationMax")
    }
    guard quorum >= 1, freshSourcesMin >= quorum else {
      throw OracleRules.wrong(
        "freshSourcesMin", "\(freshSourcesMin) with a quorum of \(quorum)",
        "a quorum of at least 1 and no more than freshSourcesMin")
    }
  }

  private static func wrong(_ name: String, _ value: String, _ range: String) -> SteelyardError {
    SteelyardError(.invalidInput, "\(name) is \(value).", remedy: "Give \(range).")
  }
}

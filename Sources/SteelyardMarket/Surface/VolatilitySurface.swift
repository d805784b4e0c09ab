import Glibc
public import SteelyardContracts

/// Total variance over log-moneyness and time: fitted slices and what lies between and beyond.
///
/// - Between two slices total variance is linear in time at equal log-moneyness ln(K/F).
/// - Before the first, the smile keeps its shape in k/√T: w(k, T) = (T/T₁) w₁(k√(T₁/T)). That adds
///   neither butterflies nor calendars where the first slice has none.
/// - After the last, total variance rises in parallel, at the at-the-money variance per year of the
///   last slice.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), lemma 5.1, for what lies between.
public struct VolatilitySurface: Sendable {
  /// The underlying.
  public let underlying: Underlying
  /// The instant of the snapshot it was fitted to.
  public let time: Timestamp
  /// The fitted slices in order of time, at least one.
  public let slices: [SmileSlice]
  /// Years to each expiry and its forward, with the index at time zero first.
  private let forwards: [(timeToExpiry: Double, value: Double)]

  /// A surface from slices in order of time.
  ///
  /// - Throws: `missingMarketData` without a slice.
  package init(
    underlying: Underlying, time: Timestamp, slices: [SmileSlice], index: Double,
    forwards: [(timeToExpiry: Double, value: Double)]
  ) throws(SteelyardError) {
    guard !slices.isEmpty else {
      throw SteelyardError(
        .missingMarketData, "\(underlying) has no expiry with enough quotes for a surface.",
        remedy: "Add a market file with at least five strikes of one expiry.")
    }
    self.underlying = underlying
    self.time = time
    self.slices = slices
    self.forwards = [(0, index)] + forwards
  }

  /// The same on other slices of the same expiries.
  func with(slices: [SmileSlice]) throws(SteelyardError) -> VolatilitySurface {
    try VolatilitySurface(
      underlying: underlying, time: time, slices: slices, index: forwards[0].value,
      forwards: Array(forwards.dropFirst()))
  }

  /// w at a log-moneyness ln(K/F) and a time in years, > 0.
  public func totalVariance(logMoneyness: Double, timeToExpiry: Double) -> Double {
    let later = slices.firstIndex { $0.timeToExpiry >= timeToExpiry }
    guard let later else {
      let last = slices[slices.count - 1]
      return last.totalVariance(at: logMoneyness)
        + last.totalVariance(at: 0) * (timeToExpiry / last.timeToExpiry - 1)
    }
    let after = slices[later]
    if after.timeToExpiry == timeToExpiry { return after.totalVariance(at: logMoneyness) }
    if later == 0 {
      let share = timeToExpiry / after.timeToExpiry
      return share * after.totalVariance(at: logMoneyness / share.squareRoot())
    }
    let before = slices[later - 1]
    let share =
      (timeToExpiry - before.timeToExpiry) / (after.timeToExpiry - before.timeToExpiry)
    let start = before.totalVariance(at: logMoneyness)
    return start + share * (after.totalVariance(at: logMoneyness) - start)
  }

  /// The forward at a time in years, ≥ 0.
  ///
  /// Log-forward is linear in time between known forwards, from the index at time zero on; after
  /// the last it keeps growing at the rate from the index to there.
  public func forward(timeToExpiry: Double) -> Double {
    let later = forwards.firstIndex { $0.timeToExpiry >= timeToExpiry }
    guard let later else {
      let last = forwards[forwards.count - 1]
      guard last.timeToExpiry > 0 else { return last.value }
      return forwards[0].value
        * exp(timeToExpiry / last.timeToExpiry * log(last.value / forwards[0].value))
    }
    let after = forwards[later]
    if later == 0 || after.timeToExpiry == timeToExpiry { return after.value }
    let before = forwards[later - 1]
    let share =
      (timeToExpiry - before.timeToExpiry) / (after.timeToExpiry - before.timeToExpiry)
    return before.value * exp(share * log(after.value / before.value))
  }

  /// The volatility, decimal, at a strike in quote currency and an expiry.
  ///
  /// - Throws: `invalidInput` where the strike is not above zero; `notApplicable` where the expiry
  ///   is not after the snapshot.
  public func volatility(strike: Double, expiry: Timestamp) throws(SteelyardError) -> Double {
    guard strike > 0, strike.isFinite else {
      throw SteelyardError(
        .invalidInput, "The strike is \(strike).", remedy: "Give a finite strike above zero.")
    }
    let timeToExpiry = time.years(to: expiry)
    guard timeToExpiry > 0 else {
      throw SteelyardError(
        .notApplicable, "The expiry \(expiry) is not after the surface's \(time).",
        remedy: "Ask for expiries to come.")
    }
    let distance = log(strike / forward(timeToExpiry: timeToExpiry))
    let variance = totalVariance(logMoneyness: distance, timeToExpiry: timeToExpiry)
    return (variance / timeToExpiry).squareRoot()
  }
}

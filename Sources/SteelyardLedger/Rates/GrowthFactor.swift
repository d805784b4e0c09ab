public import SteelyardContracts

/// Continuous growth in whole numbers: exp(x) - 1 with the same digits on every machine.
///
/// Numbers are counts of 10^-36 in 128 bits, products go through 256. The exponent is reduced by whole
/// multiples of ln 2 to [0, ln 2), where the power series ends below 10^-36 within 34 terms. What is cut off stays
/// below 10^-33 of the result: up to an exponent of 30 that is right to the last of its 18 digits but for a
/// rest at the very edge of one.
public enum GrowthFactor {
  /// Largest exponent: e^40 is 2.4 x 10^17.
  public static let exponentMax: Int64 = 40
  /// Microseconds in a year of 365 days.
  static let microsecondsPerYear: UInt128 = 31_536_000_000_000
  /// 10^36.
  private static let scale = UInt128(Amount.unitsPerOne) * UInt128(Amount.unitsPerOne)
  /// ln 2 in units of 10^-36, rounded down.
  private static let logarithmOfTwo: UInt128 = 693_147_180_559_945_309_417_232_121_458_176_568
  /// Terms of the series; (ln 2)^34 / 34! is below 10^-43.
  private static let termsMax: UInt128 = 34

  /// What one unit of debt grows by: exp(rate x time) - 1, rounded down to 18 digits.
  ///
  /// - Parameters:
  ///   - rate: A year of 365 days, as a decimal, ≥ 0.
  ///   - microseconds: How long, ≥ 0.
  /// - Throws: `invalidInput` for a negative rate or time, `limitExceeded` where rate x time is above 40.
  /// - Source: Derive v2-core `CashAsset._accrueInterest` and `InterestRateModel.getBorrowInterestFactor`
  ///   (derive.md, 7).
  public static func growth(
    rate: Amount, microseconds: Int64
  ) throws(SteelyardError) -> Amount {
    guard !rate.isNegative, microseconds >= 0 else {
      throw SteelyardError(
        .invalidInput, "A rate of \(rate) or a time of \(microseconds) us is negative.",
        remedy: "Give a rate and a time from 0 up.")
    }
    let (product, overflow) = rate.units.magnitude.multipliedReportingOverflow(
      by: UInt128(microseconds))
    let scaled = product.multipliedFullWidth(by: UInt128(Amount.unitsPerOne))
    guard !overflow, scaled.high < microsecondsPerYear else { throw tooLarge(rate, microseconds) }
    let exponent = microsecondsPerYear.dividingFullWidth(scaled).quotient
    guard exponent <= UInt128(exponentMax) * scale else { throw tooLarge(rate, microseconds) }
    return less(exponential(exponent))
  }

  /// exp(x) as a power of two and a factor in [1, 2) of units of 10^-36.
  private static func exponential(_ exponent: UInt128) -> (doublings: UInt128, factor: UInt128) {
    let (doublings, rest) = exponent.quotientAndRemainder(dividingBy: logarithmOfTwo)
    var sum = scale
    var term = scale
    var count: UInt128 = 1
    while term > 0, count <= termsMax {
      term = scale.dividingFullWidth(term.multipliedFullWidth(by: rest)).quotient / count
      sum += term
      count += 1
    }
    return (doublings, sum)
  }

  /// The growth without the one it began with, cut to 18 digits.
  private static func less(_ power: (doublings: UInt128, factor: UInt128)) -> Amount {
    let whole = power.factor.multipliedFullWidth(by: UInt128(1) << power.doublings)
    let units = UInt128(Amount.unitsPerOne).dividingFullWidth(whole).quotient
    return Amount(units: Int128(units) - Amount.unitsPerOne)
  }

  private static func tooLarge(_ rate: Amount, _ microseconds: Int64) -> SteelyardError {
    SteelyardError(
      .limitExceeded,
      "Growth at \(rate) a year over \(microseconds) us is beyond e^\(exponentMax).",
      remedy: "Accrue more often, or lower the rate.")
  }
}

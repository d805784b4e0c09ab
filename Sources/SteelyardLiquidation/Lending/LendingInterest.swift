public import SteelyardContracts

/// By how much debts and deposits of a lending pool grow, in units of 10^-27.
///
/// - Source: Aave v3.0 `MathUtils`: deposits in a straight line, debts by the first three terms of the binomial of
///   (1 + rate / year)^seconds.
public enum LendingInterest {
  /// Seconds of a year.
  static let year: UInt128 = 31_536_000
  /// The longest time, a century.
  public static let secondsMax: UInt128 = 100 * year

  /// One plus what a deposit earns.
  ///
  /// - Parameter rate: A year, in units of 10^-27.
  /// - Throws: `invalidInput` for a time beyond `secondsMax`.
  public static func linear(rate: UInt128, seconds: UInt128) throws(SteelyardError) -> UInt128 {
    try check(seconds)
    return ProtocolInteger.ray
      + (try ProtocolInteger.product(rate, seconds, over: year, .down))
  }

  /// One plus what a debt costs.
  ///
  /// - Parameter rate: A year, in units of 10^-27.
  /// - Throws: `invalidInput` for a time beyond `secondsMax`, `limitExceeded` for a growth beyond 128 bits.
  public static func compounded(rate: UInt128, seconds: UInt128) throws(SteelyardError) -> UInt128 {
    try check(seconds)
    guard seconds > 0 else { return ProtocolInteger.ray }
    let squared = try ProtocolInteger.rayMultiplied(rate, rate) / (year * year)
    let cubed = try ProtocolInteger.rayMultiplied(squared, rate) / year
    let pairs = seconds * (seconds - 1)
    let triples = pairs * (seconds > 2 ? seconds - 2 : 0)
    let second = try ProtocolInteger.product(pairs, squared, over: 1, .down) / 2
    let third = try ProtocolInteger.product(triples, cubed, over: 1, .down) / 6
    return try ProtocolInteger.sum(
      try ProtocolInteger.sum(try linear(rate: rate, seconds: seconds), second), third)
  }

  private static func check(_ seconds: UInt128) throws(SteelyardError) {
    guard seconds <= secondsMax else {
      throw SteelyardError(
        .invalidInput, "Interest over \(seconds) s is beyond a century.",
        remedy: "Give at most \(secondsMax) s.")
    }
  }
}

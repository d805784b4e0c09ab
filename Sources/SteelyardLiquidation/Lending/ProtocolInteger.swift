import SteelyardContracts

/// The integer arithmetic of lending protocols: products over a divisor in one step, rounded as they round.
enum ProtocolInteger {
  enum Rounding {
    /// Down.
    case down
    /// To the nearest, halves up.
    case halfUp
  }

  /// left x right / divisor, the product exact.
  ///
  /// - Throws: `invalidInput` for a divisor of 0, `limitExceeded` for a quotient of 2^128 or more.
  static func product(
    _ left: UInt128, _ right: UInt128, over divisor: UInt128, _ rounding: Rounding
  ) throws(SteelyardError) -> UInt128 {
    guard divisor != 0 else {
      throw SteelyardError(
        .invalidInput, "\(left) x \(right) is divided by zero.",
        remedy: "Give prices and balances above zero.")
    }
    var product = left.multipliedFullWidth(by: right)
    if rounding == .halfUp {
      let (low, carries) = product.low.addingReportingOverflow(divisor / 2)
      product = (carries ? product.high + 1 : product.high, low)
    }
    guard product.high < divisor else {
      throw SteelyardError(
        .limitExceeded, "\(left) x \(right) / \(divisor) is 2^128 or more.",
        remedy: "Use smaller balances.")
    }
    return divisor.dividingFullWidth(product).quotient
  }

  /// One, in units of 10^-27.
  static let ray: UInt128 = 1_000_000_000_000_000_000_000_000_000

  /// A product of numbers in units of 10^-27, halves up.
  static func rayMultiplied(
    _ left: UInt128, _ right: UInt128
  ) throws(SteelyardError) -> UInt128 { try product(left, right, over: ray, .halfUp) }

  /// A quotient in units of 10^-27, halves up.
  static func rayDivided(
    _ left: UInt128, by right: UInt128
  ) throws(SteelyardError) -> UInt128 { try product(left, ray, over: right, .halfUp) }

  /// A sum.
  ///
  /// - Throws: `limitExceeded` for 2^128 or more.
  static func sum(_ left: UInt128, _ right: UInt128) throws(SteelyardError) -> UInt128 {
    let (sum, overflows) = left.addingReportingOverflow(right)
    guard !overflows else {
      throw SteelyardError(
        .limitExceeded, "\(left) + \(right) is 2^128 or more.", remedy: "Use smaller balances.")
    }
    return sum
  }

  /// A share in basis points, halves up.
  static func percent(_ amount: UInt128, _ basisPoints: UInt128) throws(SteelyardError) -> UInt128 {
    try product(amount, basisPoints, over: 10_000, .halfUp)
  }

  /// What has this share in basis points, halves up.
  static func undoPercent(
    _ amount: UInt128, _ basisPoints: UInt128
  ) throws(SteelyardError) -> UInt128 {
    try product(amount, 10_000, over: basisPoints, .halfUp)
  }

  /// 10 to a power of 0 to 30.
  static func powerOfTen(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(UInt128(1)) { power, _ in power * 10 }
  }
}

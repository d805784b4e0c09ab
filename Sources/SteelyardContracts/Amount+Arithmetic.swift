extension Amount {
  /// The exact sum.
  ///
  /// - Throws: `limitExceeded` outside ±1.7 x 10^20.
  public func adding(_ other: Amount) throws(SteelyardError) -> Amount {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    if overflow || sum == .min { throw Amount.overflow("\(self) + \(other)") }
    return Amount(units: sum)
  }

  /// The exact difference.
  ///
  /// - Throws: `limitExceeded` outside ±1.7 x 10^20.
  public func subtracting(_ other: Amount) throws(SteelyardError) -> Amount {
    let (difference, overflow) = units.subtractingReportingOverflow(other.units)
    if overflow || difference == .min { throw Amount.overflow("\(self) - \(other)") }
    return Amount(units: difference)
  }

  /// The product, rounded to 18 digits as said.
  ///
  /// - Throws: `limitExceeded` outside ±1.7 x 10^20.
  public func multiplied(
    by other: Amount, rounding: Rounding
  ) throws(SteelyardError) -> Amount {
    let product = units.magnitude.multipliedFullWidth(by: other.units.magnitude)
    let negative = (units < 0) != (other.units < 0)
    let scale = UInt128(Amount.unitsPerOne)
    guard product.high < scale else { throw Amount.overflow("\(self) x \(other)") }
    let (quotient, remainder) = scale.dividingFullWidth(product)
    guard quotient <= Int128.max.magnitude else { throw Amount.overflow("\(self) x \(other)") }
    let rounded = rounding.adjusted(
      quotient: quotient, remainder: remainder, divisor: scale, negative: negative)
    return try Amount.signed(rounded, negative: negative, of: "\(self) x \(other)")
  }

  /// The quotient, rounded to 18 digits as said.
  ///
  /// - Throws: `invalidInput` for a zero divisor, `limitExceeded` outside ±1.7 x 10^20.
  public func divided(
    by other: Amount, rounding: Rounding
  ) throws(SteelyardError) -> Amount {
    guard !other.isZero else {
      throw SteelyardError(
        .invalidInput, "\(self) is divided by zero.", remedy: "Give a divisor other than zero.")
    }
    let scaled = units.magnitude.multipliedFullWidth(by: UInt128(Amount.unitsPerOne))
    let divisor = other.units.magnitude
    let negative = (units < 0) != (other.units < 0)
    guard scaled.high < divisor else { throw Amount.overflow("\(self) / \(other)") }
    let (quotient, remainder) = divisor.dividingFullWidth(scaled)
    guard quotient <= Int128.max.magnitude else { throw Amount.overflow("\(self) / \(other)") }
    let rounded = rounding.adjusted(
      quotient: quotient, remainder: remainder, divisor: divisor, negative: negative)
    return try Amount.signed(rounded, negative: negative, of: "\(self) / \(other)")
  }

  /// The nearest multiple of a step (a tick or a lot) in the stated direction.
  ///
  /// - Throws: `invalidInput` unless `step` is above zero, `limitExceeded` out of range.
  public func rounded(
    toMultipleOf step: Amount, _ rounding: Rounding
  ) throws(SteelyardError) -> Amount {
    guard step.units > 0 else {
      throw SteelyardError(
        .invalidInput, "The step \(step) is not above zero.", remedy: "Give a positive step.")
    }
    let (quotient, remainder) = units.magnitude.quotientAndRemainder(
      dividingBy: step.units.magnitude)
    let count = rounding.adjusted(
      quotient: quotient, remainder: remainder, divisor: step.units.magnitude,
      negative: units < 0)
    let (product, overflow) = count.multipliedReportingOverflow(by: step.units.magnitude)
    if overflow { throw Amount.overflow("\(self) rounded to \(step)") }
    return try Amount.signed(product, negative: units < 0, of: "\(self) rounded to \(step)")
  }

  /// The amount with the other sign.
  public static prefix func - (amount: Amount) -> Amount { Amount(units: -amount.units) }

  private static func signed(
    _ magnitude: UInt128, negative: Bool, of operation: @autoclosure () -> String
  ) throws(SteelyardError) -> Amount {
    guard let positive = Int128(exactly: magnitude) else { throw overflow(operation()) }
    return Amount(units: negative ? -positive : positive)
  }

  private static func overflow(_ operation: String) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "\(operation) is outside ±1.7e20, the range of exact amounts.",
      remedy: "Use smaller amounts.")
  }
}

extension Amount {
  /// amount x part / whole in one step, rounded once.
  ///
  /// - Throws: `invalidInput` for a whole of zero, `limitExceeded` outside ±1.7 x 10^20.
  package func share(
    _ part: Amount, of whole: Amount, rounding: Rounding
  ) throws(SteelyardError) -> Amount {
    guard !whole.isZero else {
      throw SteelyardError(
        .invalidInput, "A share of nothing is asked for.", remedy: "Give a whole above zero.")
    }
    let product = units.magnitude.multipliedFullWidth(by: part.units.magnitude)
    let divisor = whole.units.magnitude
    let isNegative = ((units < 0) != (part.units < 0)) != (whole.units < 0)
    guard product.high < divisor else { throw shareOverflow }
    let (quotient, remainder) = divisor.dividingFullWidth(product)
    let isHalfOrMore =
      remainder > divisor - remainder
      || (remainder == divisor - remainder && quotient & 1 == 1)
    let isAway =
      switch rounding {
      case .down: isNegative
      case .up: !isNegative
      case .towardsZero: false
      case .awayFromZero: true
      case .halfToEven: isHalfOrMore
      }
    guard quotient < Int128.max.magnitude else { throw shareOverflow }
    let size = Int128(quotient) + (isAway && remainder != 0 ? 1 : 0)
    return Amount(units: isNegative ? -size : size)
  }

  private var shareOverflow: SteelyardError {
    SteelyardError(
      .limitExceeded, "A share of \(self) is outside ±1.7e20, the range of exact amounts.",
      remedy: "Use smaller amounts.")
  }
}

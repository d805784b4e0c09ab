public import SteelyardContracts

extension UInt256 {
  /// A product of 512 bits, lowest limb first.
  static func limbs(
    _ left: UInt256, _ right: UInt256
  ) -> (UInt128, UInt128, UInt128, UInt128) {
    let low = left.low.multipliedFullWidth(by: right.low)
    let first = left.low.multipliedFullWidth(by: right.high)
    let second = left.high.multipliedFullWidth(by: right.low)
    let high = left.high.multipliedFullWidth(by: right.high)
    var middle = low.high
    var carry: UInt128 = 0
    for part in [first.low, second.low] {
      let (sum, overflows) = middle.addingReportingOverflow(part)
      middle = sum
      if overflows { carry += 1 }
    }
    var upper = high.low
    var top = high.high
    for part in [first.high, second.high, carry] {
      let (sum, overflows) = upper.addingReportingOverflow(part)
      upper = sum
      if overflows { top += 1 }
    }
    return (low.low, middle, upper, top)
  }

  /// left x right / divisor, the product exact, rounded down or up.
  ///
  /// - Throws: `invalidInput` for a divisor of zero, `limitExceeded` for a quotient of 2^256 or more.
  public static func quotient(
    _ left: UInt256, _ right: UInt256, over divisor: UInt256, roundedUp: Bool = false
  ) throws(SteelyardError) -> UInt256 {
    guard !divisor.isZero else {
      throw SteelyardError(
        .invalidInput, "A number of a pool is divided by zero.",
        remedy: "Give prices and liquidity above zero.")
    }
    let product = limbs(left, right)
    let result =
      divisor.high == 0
      ? shortDivision(product, by: divisor.low) : longDivision(product, by: divisor)
    guard let result else { throw tooLarge }
    return roundedUp && result.hasRemainder ? try result.quotient.adding(.one) : result.quotient
  }

  /// A quotient and whether something is left.
  private struct Division {
    let quotient: UInt256
    let hasRemainder: Bool
  }

  private static func shortDivision(
    _ product: (UInt128, UInt128, UInt128, UInt128), by divisor: UInt128
  ) -> Division? {
    guard product.3 == 0, product.2 < divisor else { return nil }
    let (high, first) = divisor.dividingFullWidth((product.2, product.1))
    let (low, rest) = divisor.dividingFullWidth((first, product.0))
    return Division(quotient: UInt256(high: high, low: low), hasRemainder: rest != 0)
  }

  /// Long division with digits of 128 bits, two of them in the divisor.
  ///
  /// - Source: D. Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D.
  private static func longDivision(
    _ product: (UInt128, UInt128, UInt128, UInt128), by divisor: UInt256
  ) -> Division? {
    // A quotient of three digits or more would leave the range.
    guard UInt256(high: product.3, low: product.2) < divisor else { return nil }
    let shift = divisor.high.leadingZeroBitCount
    let upper = shifted(divisor.high, divisor.low, shift)
    let lower = divisor.low << shift
    var rest = (
      shifted(product.3, product.2, shift), shifted(product.2, product.1, shift),
      shifted(product.1, product.0, shift)
    )
    let high = digit(&rest, upper, lower)
    rest = (rest.1, rest.2, product.0 << shift)
    let low = digit(&rest, upper, lower)
    return Division(
      quotient: UInt256(high: high, low: low), hasRemainder: rest.1 != 0 || rest.2 != 0)
  }

  private static func shifted(_ high: UInt128, _ low: UInt128, _ count: Int) -> UInt128 {
    count == 0 ? high : (high << count) | (low >> (128 - count))
  }

  /// One digit of the quotient of three digits by two; what is left stays in the lower two.
  private static func digit(
    _ rest: inout (UInt128, UInt128, UInt128), _ upper: UInt128, _ lower: UInt128
  ) -> UInt128 {
    var digit = UInt128.max
    var remainder: UInt128? = nil
    if rest.0 < upper {
      let estimate = upper.dividingFullWidth((rest.0, rest.1))
      digit = estimate.quotient
      remainder = estimate.remainder
    } else {
      // The estimate of the largest digit leaves rest.1 + upper, where that is still one digit.
      let (sum, overflows) = rest.1.addingReportingOverflow(upper)
      remainder = overflows ? nil : sum
    }
    while let left = remainder {
      let test = digit.multipliedFullWidth(by: lower)
      guard (test.high, test.low) > (left, rest.2) else { break }
      digit -= 1
      let (sum, overflows) = left.addingReportingOverflow(upper)
      remainder = overflows ? nil : sum
    }
    let first = digit.multipliedFullWidth(by: lower)
    let second = digit.multipliedFullWidth(by: upper)
    let (low, lowBorrows) = rest.2.subtractingReportingOverflow(first.low)
    // Both parts that the middle loses fit: what is taken off is at most one divisor too much.
    let (part, partBorrows) = rest.1.subtractingReportingOverflow(first.high)
    let (next, nextBorrows) = part.subtractingReportingOverflow(second.low)
    let (middle, middleBorrows) = next.subtractingReportingOverflow(lowBorrows ? 1 : 0)
    let borrowed: UInt128 =
      (partBorrows ? 1 : 0) + (nextBorrows ? 1 : 0) + (middleBorrows ? 1 : 0)
    let (taken, topBorrows) = rest.0.subtractingReportingOverflow(second.high)
    let (top, lastBorrows) = taken.subtractingReportingOverflow(borrowed)
    guard topBorrows || lastBorrows else {
      rest = (top, middle, low)
      return digit
    }
    // One too much: a divisor is given back.
    let (backLow, carries) = low.addingReportingOverflow(lower)
    rest = (0, middle &+ upper &+ (carries ? 1 : 0), backLow)
    return digit - 1
  }
}

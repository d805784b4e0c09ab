package import SteelyardContracts

extension Amount {
  /// Reads a decimal text like `init(parsing:)`, but rounds what goes beyond 18 digits.
  ///
  /// - Throws: `invalidInput` where the text is not a number, `limitExceeded` outside
  ///   ±1.7 x 10^20.
  package init(
    parsing text: some StringProtocol, rounding: Rounding
  ) throws(SteelyardError) {
    guard let decimal = DecimalText(text.utf8) else {
      self = try Amount(parsing: text)
      return
    }
    let excess = decimal.digits.count - (Amount.scaleDigits + decimal.pointPosition)
    guard excess > 0 else {
      self = try Amount(parsing: text)
      return
    }
    let kept = decimal.digits.prefix(max(0, decimal.digits.count - excess))
    let dropped = decimal.digits.suffix(excess)
    // Digits that begin below the 18th are far from a half, whatever they are.
    let isShifted = excess > decimal.digits.count
    var units: Int128 = 0
    for digit in kept {
      let (ten, first) = units.multipliedReportingOverflow(by: 10)
      let (sum, second) = ten.addingReportingOverflow(Int128(digit))
      guard !first, !second else {
        throw SteelyardError(
          .limitExceeded, "\(text.prefix(40)) is outside ±1.7e20, the range of exact amounts.",
          remedy: "Use a smaller number.")
      }
      units = sum
    }
    let isExact = dropped.allSatisfy { $0 == 0 }
    let first = isShifted ? 0 : dropped.first ?? 0
    let beyondHalf =
      first > 5 || (first == 5 && dropped.dropFirst().contains { $0 != 0 })
    let isHalf = first == 5 && !beyondHalf
    let goesAway =
      switch rounding {
      case .down: decimal.isNegative
      case .up: !decimal.isNegative
      case .towardsZero: false
      case .awayFromZero: true
      case .halfToEven: beyondHalf || (isHalf && units & 1 == 1)
      }
    if !isExact, goesAway { units += 1 }
    self.init(units: decimal.isNegative ? -units : units)
  }
}

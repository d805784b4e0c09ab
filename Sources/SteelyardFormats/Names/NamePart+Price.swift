import SteelyardContracts

extension NamePart {
  /// A strike or barrier level in the one form it is printed in: no sign, no leading zeros, no
  /// zeros at the end of the fraction, above zero.
  ///
  /// - Parameters:
  ///   - point: What the grammar writes for the decimal point.
  ///   - fractionDigitsMax: Most digits after the point.
  func price(
    _ role: StaticString, point: Unicode.Scalar, fractionDigitsMax: Int = Amount.scaleDigits
  ) throws(SteelyardError) -> Amount {
    let pieces = split(at: point)
    guard pieces.count <= 2, pieces.allSatisfy({ !$0.bytes.isEmpty }),
      pieces.allSatisfy({ $0.bytes.allSatisfy(isDigit) })
    else {
      throw refusal(
        expected: "the \(role): digits, with \"\(point)\" before a fraction",
        remedy: "Write it as 80000 or 0\(point)625.")
    }
    let whole = pieces[0].bytes
    let fraction = pieces.count == 2 ? pieces[1].bytes : []
    guard whole.count == 1 || whole.first != UInt8(ascii: "0"),
      fraction.last != UInt8(ascii: "0")
    else {
      throw refusal(
        expected: "the \(role) without needless zeros",
        remedy: "Leave out zeros at the start and at the end of the fraction.")
    }
    guard fraction.count <= fractionDigitsMax else {
      throw refusal(
        expected: "at most \(fractionDigitsMax) digits after the point of the \(role)")
    }
    guard let amount = NamePart.amount(whole: whole, fraction: fraction) else {
      throw refusal(expected: "the \(role) in the range of exact amounts, below 1.7e20")
    }
    guard !amount.isZero else { throw refusal(expected: "a \(role) above zero") }
    return amount
  }

  private static func amount(whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>) -> Amount? {
    guard whole.count <= 21 else { return nil }
    // At most 21 + 18 digits: 10^39 would leave Int128, so the last steps are checked.
    var units: Int128 = 0
    let zeros = repeatElement(UInt8(ascii: "0"), count: Amount.scaleDigits - fraction.count)
    for digits in [Array(whole), Array(fraction), Array(zeros)] {
      for digit in digits {
        let (ten, tooLarge) = units.multipliedReportingOverflow(by: 10)
        let (sum, overflow) = ten.addingReportingOverflow(Int128(digit - UInt8(ascii: "0")))
        if tooLarge || overflow { return nil }
        units = sum
      }
    }
    return Amount(units: units)
  }
}

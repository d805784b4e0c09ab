/// A decimal number taken apart: sign, digits, and where the point stands.
///
/// The grammar is that of CSV files: an optional sign, digits with at most one point, an optional
/// exponent. No `nan`, no `inf`, no hexadecimal.
struct DecimalText {
  private(set) var isNegative = false
  /// Digits without leading zeros.
  private(set) var digits: [UInt8] = []
  /// The value is 0.DIGITS x 10^pointPosition.
  private(set) var pointPosition = 0

  private enum Part { case sign, whole, fraction, exponentSign, exponentDigits }

  /// The parts of a number, or nil where the text is none.
  init?(_ text: some Collection<UInt8>) {
    var exponent = 0
    var exponentIsNegative = false
    var part = Part.sign
    var hasDigits = false
    for byte in text {
      switch (byte, part) {
      case (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponentSign),
        (UInt8(ascii: "0")...UInt8(ascii: "9"), .exponentDigits):
        exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 100_000)
        part = .exponentDigits
      case (UInt8(ascii: "0")...UInt8(ascii: "9"), _):
        hasDigits = true
        if part == .sign { part = .whole }
        let digit = byte - UInt8(ascii: "0")
        if digits.isEmpty, digit == 0 {
          if part == .fraction { pointPosition -= 1 }
        } else {
          digits.append(digit)
          if part == .whole { pointPosition += 1 }
        }
      case (UInt8(ascii: "+"), .sign) where !hasDigits, (UInt8(ascii: "-"), .sign) where !hasDigits:
        isNegative = byte == UInt8(ascii: "-")
        part = .whole
      case (UInt8(ascii: "+"), .exponentSign), (UInt8(ascii: "-"), .exponentSign):
        exponentIsNegative = byte == UInt8(ascii: "-")
        part = .exponentDigits
        exponent = 0
      case (UInt8(ascii: "."), .sign), (UInt8(ascii: "."), .whole): part = .fraction
      case (UInt8(ascii: "e"), .whole) where hasDigits, (UInt8(ascii: "E"), .whole) where hasDigits,
        (UInt8(ascii: "e"), .fraction) where hasDigits,
        (UInt8(ascii: "E"), .fraction) where hasDigits:
        part = .exponentSign
      default: return nil
      }
    }
    let last = text.suffix(1).first ?? 0
    let endsWithDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
    guard hasDigits, endsWithDigit || (last == UInt8(ascii: ".") && part == .fraction) else {
      return nil
    }
    pointPosition += exponentIsNegative ? -exponent : exponent
  }
}

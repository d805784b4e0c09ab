extension Amount: CustomStringConvertible, LosslessStringConvertible {
  /// The shortest decimal text of exactly this number: `0.625`, `-80000`.
  public var description: String {
    let (whole, fraction) = units.magnitude.quotientAndRemainder(
      dividingBy: UInt128(Amount.unitsPerOne))
    var text = (units < 0 ? "-" : "") + String(whole)
    if fraction != 0 {
      let digits = String(fraction)
      let padded = String(repeating: "0", count: Amount.scaleDigits - digits.count) + digits
      text += "." + padded.prefix(padded.count - padded.reversed().prefix { $0 == "0" }.count)
    }
    return text
  }

  /// Reads a decimal text, or gives nil where it is not an exact amount.
  public init?(_ description: String) {
    guard let amount = try? Amount(parsing: description) else { return nil }
    self = amount
  }

  /// Reads a decimal text: digits, at most one point, an optional sign and exponent (`-1.5e-8`).
  ///
  /// - Throws: `invalidInput` where the text is not a number or has more than 18 digits after the
  ///   point, `limitExceeded` outside ±1.7 x 10^20.
  public init(parsing text: some StringProtocol) throws(SteelyardError) {
    var reader = DecimalReader()
    for byte in text.utf8 {
      guard reader.accepts(byte) else { throw Amount.notANumber(text) }
    }
    guard reader.isComplete else { throw Amount.notANumber(text) }
    self = try reader.amount(text: String(text.prefix(60)))
  }

  private static func notANumber(_ text: some StringProtocol) -> SteelyardError {
    SteelyardError(
      .invalidInput, "\"\(text.prefix(60))\" is not a decimal number.",
      remedy: "Write digits with at most one point, such as -12.5 or 1e-8.")
  }
}

/// Reads a decimal number byte by byte, without allocation.
private struct DecimalReader {
  private enum Part { case start, whole, fraction, exponentStart, exponent }
  private var part = Part.start
  private var negative = false
  private var digits: UInt128 = 0
  private var digitCount = 0
  private var significantCount = 0
  private var scale = 0
  // Zeros of the fraction that count only once another digit follows: "0.10" is "0.1".
  private var pendingZeros = 0
  private var exponentNegative = false
  private var exponent = 0
  private var exponentDigits = 0
  private var overflowed = false

  var isComplete: Bool {
    digitCount > 0 && part != .exponentStart && (part != .exponent || exponentDigits > 0)
  }

  mutating func accepts(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): take(digit: byte - UInt8(ascii: "0"))
    case UInt8(ascii: "."):
      guard part == .start || part == .whole else { return false }
      part = .fraction
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      if part == .start, digitCount == 0 {
        negative = byte == UInt8(ascii: "-")
        part = .whole
      } else if part == .exponentStart {
        exponentNegative = byte == UInt8(ascii: "-")
        part = .exponent
      } else {
        return false
      }
    case UInt8(ascii: "e"), UInt8(ascii: "E"):
      guard digitCount > 0, part == .whole || part == .fraction else { return false }
      part = .exponentStart
    default: return false
    }
    return true
  }

  private mutating func take(digit: UInt8) {
    switch part {
    case .exponentStart, .exponent:
      part = .exponent
      exponentDigits += 1
      exponent = min(exponent * 10 + Int(digit), 100_000)
    case .start, .whole, .fraction:
      if part == .start { part = .whole }
      digitCount += 1
      if part == .whole {
        append(digit)
      } else if digit == 0 {
        pendingZeros += 1
      } else {
        scale += pendingZeros + 1
        while pendingZeros > 0 {
          append(0)
          pendingZeros -= 1
        }
        append(digit)
      }
    }
  }

  private mutating func append(_ digit: UInt8) {
    if significantCount > 0 || digit != 0 { significantCount += 1 }
    let (ten, first) = digits.multipliedReportingOverflow(by: 10)
    let (sum, second) = ten.addingReportingOverflow(UInt128(digit))
    overflowed = overflowed || first || second
    digits = sum
  }

  /// digits x 10^(exponent - scale), in units of 10^-18.
  func amount(text: String) throws(SteelyardError) -> Amount {
    var units = digits
    let power = (exponentNegative ? -exponent : exponent) - scale
    var shift = Amount.scaleDigits + power
    // More digits than 128 bits hold: either before the point or after the 18th place.
    if overflowed, significantCount + power <= Amount.wholeDigitsMax {
      throw SteelyardError(
        .invalidInput, "\(text) has more than 18 digits after the point.",
        remedy: "Round it to 18 digits.")
    }
    var tooLarge = overflowed
    while shift > 0, units != 0, !tooLarge {
      (units, tooLarge) = units.multipliedReportingOverflow(by: 10)
      shift -= 1
    }
    while shift < 0, units != 0, units % 10 == 0 {
      units /= 10
      shift += 1
    }
    guard !tooLarge, let positive = Int128(exactly: units) else {
      throw SteelyardError(
        .limitExceeded, "\(text) is outside ±1.7e20, the range of exact amounts.",
        remedy: "Use a smaller number.")
    }
    guard shift >= 0 || units == 0 else {
      throw SteelyardError(
        .invalidInput, "\(text) has more than 18 digits after the point.",
        remedy: "Round it to 18 digits.")
    }
    return Amount(units: negative ? -positive : positive)
  }
}

extension Amount: Codable {
  /// Reads the decimal text that `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    self = try Amount(parsing: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the decimal text, so that no reader rounds it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

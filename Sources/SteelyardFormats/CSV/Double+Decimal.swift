import SteelyardJSONScanner

extension Double {
  /// Reads a decimal text, correctly rounded; nil where it is none (`nan`, `inf`, `0x1p3`).
  ///
  /// Up to 19 digits whose value fits 53 bits, scaled by at most 10^22, take one exact division or
  /// product (W. Clinger, "How to read floating point numbers accurately", PLDI 1990, section 3);
  /// the rest goes to the standard library.
  init?(decimal text: Slice<UnsafeBufferPointer<UInt8>>) {
    var mantissa: UInt64 = 0
    var scale = 0
    var digitCount = 0
    var isFraction = false
    var isPlain = true
    var position = text.startIndex
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative { position += 1 }
    while position < text.endIndex {
      let byte = text[position]
      position += 1
      if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digitCount < 19 {
        mantissa = mantissa &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
        digitCount += 1
        if isFraction { scale += 1 }
      } else {
        isPlain = false
        break
      }
    }
    if isPlain, digitCount > 0, mantissa < 1 << 53 {
      let magnitude = Double(mantissa) / Double.exactPowersOfTen[scale]
      self = isNegative ? -magnitude : magnitude
      return
    }
    guard DecimalText(text) != nil else { return nil }
    self.init(String(decoding: text, as: UTF8.self))
  }

  /// 10^0 to 10^22: those that a double holds exactly.
  private static let exactPowersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

/// The number of leading bytes that are valid UTF-8.
func validUTF8Length(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
  steelyard_utf8_valid_length(bytes.baseAddress, bytes.count)
}

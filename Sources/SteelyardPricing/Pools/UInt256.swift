public import SteelyardContracts

/// A whole number below 2^256: what contracts on chains compute with.
///
/// Only what pools need: sums, shifts and products over a divisor with 512 bits in between. Nothing wraps: what leaves the
/// range is an error.
public struct UInt256: Sendable, Hashable, Comparable {
  /// The upper half.
  public let high: UInt128
  /// The lower half.
  public let low: UInt128

  /// A number from its halves.
  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// A smaller number.
  public init(_ low: UInt128) { self.init(high: 0, low: low) }

  /// Nothing.
  public static let zero = UInt256(0)
  /// One.
  public static let one = UInt256(1)
  /// 2^256 - 1.
  public static let max = UInt256(high: .max, low: .max)

  /// 2 to a power of 0 to 255.
  static func powerOfTwo(_ exponent: Int) -> UInt256 {
    exponent < 128 ? UInt256(1 << exponent) : UInt256(high: 1 << (exponent - 128), low: 0)
  }

  /// By size.
  public static func < (left: UInt256, right: UInt256) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// Whether it is nothing.
  public var isZero: Bool { high == 0 && low == 0 }

  /// The number as the nearest `Double`.
  public var doubleValue: Double { Double(high) * 0x1p128 + Double(low) }

  /// A sum.
  ///
  /// - Throws: `limitExceeded` for 2^256 or more.
  public func adding(_ other: UInt256) throws(SteelyardError) -> UInt256 {
    guard let sum = sum(other) else { throw UInt256.tooLarge }
    return sum
  }

  /// A sum; nil for 2^256 or more.
  func sum(_ other: UInt256) -> UInt256? {
    let (low, carries) = low.addingReportingOverflow(other.low)
    let (half, isBeyond) = high.addingReportingOverflow(other.high)
    let (whole, isOver) = half.addingReportingOverflow(carries ? 1 : 0)
    return isBeyond || isOver ? nil : UInt256(high: whole, low: low)
  }

  /// A difference.
  ///
  /// - Throws: `limitExceeded` where it is below zero.
  public func subtracting(_ other: UInt256) throws(SteelyardError) -> UInt256 {
    guard self >= other else {
      throw SteelyardError(
        .limitExceeded, "\(self) - \(other) is below zero.", remedy: "Use a smaller amount.")
    }
    let (low, borrows) = low.subtractingReportingOverflow(other.low)
    return UInt256(high: high &- other.high &- (borrows ? 1 : 0), low: low)
  }

  /// A product; nil for 2^256 or more.
  func product(_ other: UInt256) -> UInt256? {
    let limbs = UInt256.limbs(self, other)
    return limbs.3 == 0 && limbs.2 == 0 ? UInt256(high: limbs.1, low: limbs.0) : nil
  }

  /// Half of it so many times, 0 to 255, rounded down.
  func shiftedRight(_ count: Int) -> UInt256 {
    if count == 0 { return self }
    if count >= 128 { return UInt256(high >> (count - 128)) }
    return UInt256(high: high >> count, low: (low >> count) | (high << (128 - count)))
  }

  /// What shifting right by so many bits, 1 to 128, would lose.
  func lowBits(_ count: Int) -> UInt128 { count == 128 ? low : low & ((1 << count) - 1) }

  static var tooLarge: SteelyardError {
    SteelyardError(
      .limitExceeded, "A number of a pool is 2^256 or more.", remedy: "Use smaller amounts.")
  }
}

extension UInt256: CustomStringConvertible, LosslessStringConvertible {
  /// Ten to the 38th: the largest power of ten below 2^128.
  private static let digits38: UInt128 = 100_000_000_000_000_000_000_000_000_000_000_000_000

  /// The digits.
  public var description: String {
    var parts: [UInt128] = []
    var rest = self
    repeat {
      let (upper, remainder) = rest.high.quotientAndRemainder(dividingBy: Self.digits38)
      let (lower, digits) = Self.digits38.dividingFullWidth((remainder, rest.low))
      parts.append(digits)
      rest = UInt256(high: upper, low: lower)
    } while !rest.isZero
    let last = parts.removeLast()
    return parts.reversed().reduce("\(last)") { text, part in
      let digits = "\(part)"
      return text + String(repeating: "0", count: 38 - digits.count) + digits
    }
  }

  /// A number from its digits; nil for anything else, or 2^256 and more.
  public init?(_ description: String) {
    guard !description.isEmpty else { return nil }
    var number = UInt256.zero
    for character in description.utf8 {
      guard (48...57).contains(character),
        let tenfold = number.product(UInt256(10)),
        let next = tenfold.sum(UInt256(UInt128(character - 48)))
      else { return nil }
      number = next
    }
    self = number
  }
}

/// An exact decimal number with 18 digits after the point: money, balances, quantities, strikes.
///
/// Stored as an `Int128` count of 10^-18, so the range is about ±1.7 x 10^20. Arithmetic is checked:
/// it is exact, or rounds as the caller says, or throws `limitExceeded`.
public struct Amount: Sendable, Hashable {
  /// Digits after the decimal point.
  public static let scaleDigits = 18
  /// Most digits before the point.
  static let wholeDigitsMax = 21
  /// Units in one: 10^18.
  public static let unitsPerOne: Int128 = 1_000_000_000_000_000_000

  /// The number in units of 10^-18.
  public let units: Int128

  /// An amount of so many units of 10^-18.
  ///
  /// - Precondition: `units` is not `Int128.min`, which has no opposite.
  public init(units: Int128) {
    precondition(units != .min, "Int128.min is outside the range of exact amounts.")
    self.units = units
  }

  /// A whole number.
  public init(_ whole: Int64) { units = Int128(whole) * Amount.unitsPerOne }

  /// Nothing.
  public static let zero = Amount(units: 0)
  /// One.
  public static let one = Amount(units: unitsPerOne)

  /// Whether the amount is below zero.
  public var isNegative: Bool { units < 0 }
  /// Whether the amount is zero.
  public var isZero: Bool { units == 0 }
  /// The size without its sign.
  public var magnitude: Amount { Amount(units: units < 0 ? -units : units) }
}

extension Amount: Comparable {
  /// Orders by value.
  public static func < (left: Amount, right: Amount) -> Bool { left.units < right.units }
}

extension Amount {
  /// The nearest double to this exact number.
  ///
  /// Correctly rounded where the significant digits fit 53 bits, as those of every listed strike
  /// and quantity do; otherwise read from the decimal text, which is correctly rounded too.
  public var doubleValue: Double {
    var digits = units
    var scale = Amount.scaleDigits
    for step in [9, 4, 2, 1, 1, 1] where scale >= step {
      let divisor = Amount.powersOfTen[step]
      while scale >= step, digits % divisor == 0, digits != 0 {
        digits /= divisor
        scale -= step
      }
    }
    if digits.magnitude <= 1 << 53 {
      return Double(Int64(digits)) / Double(Int64(Amount.powersOfTen[scale]))
    }
    return Double(description) ?? Double(units) / 1e18
  }

  /// 10^0 to 10^18.
  static let powersOfTen: [Int128] = (0...scaleDigits).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0) == 0 ? 1 : powers[powers.count - 1] * 10)
  }
}

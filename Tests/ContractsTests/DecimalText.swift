import SteelyardContracts

/// Exact integers of any length as lists of decimal digits, lowest first: school arithmetic, slow
/// and independent of the 128-bit arithmetic that it checks.
struct DecimalText: Equatable {
  var digits: [Int]

  init(digits: [Int]) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
  }

  init(_ text: String) { self.init(digits: text.reversed().compactMap(\.wholeNumberValue)) }

  var text: String { digits.isEmpty ? "0" : digits.reversed().map(String.init).joined() }

  static func < (left: DecimalText, right: DecimalText) -> Bool {
    if left.digits.count != right.digits.count { return left.digits.count < right.digits.count }
    return left.digits.reversed().lexicographicallyPrecedes(right.digits.reversed())
  }

  static func * (left: DecimalText, right: DecimalText) -> DecimalText {
    var columns = Array(repeating: 0, count: left.digits.count + right.digits.count + 1)
    for (place, digit) in left.digits.enumerated() {
      for (otherPlace, other) in right.digits.enumerated() {
        columns[place + otherPlace] += digit * other
      }
    }
    return carried(columns)
  }

  static func + (left: DecimalText, right: DecimalText) -> DecimalText {
    let count = max(left.digits.count, right.digits.count) + 1
    return carried(
      (0..<count).map { place in
        (place < left.digits.count ? left.digits[place] : 0)
          + (place < right.digits.count ? right.digits[place] : 0)
      })
  }

  /// The difference; the left side must not be smaller.
  static func - (left: DecimalText, right: DecimalText) -> DecimalText {
    var digits = left.digits
    for place in digits.indices {
      digits[place] -= place < right.digits.count ? right.digits[place] : 0
      if digits[place] < 0 {
        digits[place] += 10
        digits[place + 1] -= 1
      }
    }
    return DecimalText(digits: digits)
  }

  func quotientAndRemainder(by divisor: DecimalText) -> (DecimalText, DecimalText) {
    var remainder = DecimalText(digits: [])
    var quotient: [Int] = []
    for digit in digits.reversed() {
      remainder = DecimalText(digits: [digit] + remainder.digits)
      var times = 0
      while !(remainder < divisor) {
        remainder = remainder - divisor
        times += 1
      }
      quotient.insert(times, at: 0)
    }
    return (DecimalText(digits: quotient), remainder)
  }

  /// The quotient of magnitudes, rounded as the rule says for a value of this sign.
  func divided(by divisor: DecimalText, _ rounding: Rounding, negative: Bool) -> DecimalText {
    let (quotient, remainder) = quotientAndRemainder(by: divisor)
    if remainder.digits.isEmpty { return quotient }
    let twice = remainder + remainder
    let isOdd = (quotient.digits.first ?? 0) % 2 == 1
    let grows =
      switch rounding {
      case .down: negative
      case .up: !negative
      case .towardsZero: false
      case .awayFromZero: true
      case .halfToEven: divisor < twice || (twice == divisor && isOdd)
      }
    return grows ? quotient + DecimalText("1") : quotient
  }

  private static func carried(_ columns: [Int]) -> DecimalText {
    var carry = 0
    let digits = columns.map { column in
      let sum = column + carry
      carry = sum / 10
      return sum % 10
    }
    return DecimalText(digits: digits)
  }
}

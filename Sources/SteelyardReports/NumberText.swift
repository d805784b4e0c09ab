/// The decimal text of numbers, the same on every machine and in every locale.
///
/// What is rounded is the shortest decimal that reads back as the number, the one that JSON shows,
/// half away from zero: 2.675 becomes 2.68 although its double lies a hair below.
package enum NumberText {
  /// The text of a number in a style; `NaN` and infinities are named in words.
  package static func text(_ number: Double, _ style: NumberStyle) -> String {
    guard number.isFinite else {
      return number.isNaN ? "not a number" : number > 0 ? "infinite" : "-infinite"
    }
    switch style {
    case .grouped(let decimals): return fixed(number, decimals, isGrouped: true)
    case .shortest: return shortest(number)
    case .fixed(let decimals): return fixed(number, decimals, isGrouped: false)
    case .significant(let count): return significant(number, count)
    }
  }

  /// Beyond 10^15 a double holds no decimals, and rows of zeros would pretend digits.
  private static let plainMax = 1e15
  /// Below this a fixed text would begin with more zeros than an eye counts.
  private static let plainMin = 1e-4

  private static func fixed(_ number: Double, _ decimals: Int, isGrouped: Bool) -> String {
    guard abs(number) < plainMax else { return scientific(number, 6) }
    var digits = DecimalDigits(number)
    digits.round(toDecimals: decimals)
    return digits.fixed(decimals: decimals, isGrouped: isGrouped)
  }

  private static func shortest(_ number: Double) -> String {
    guard abs(number) < plainMax, number == 0 || abs(number) >= 1e-12 else {
      return scientific(number, 17)
    }
    let digits = DecimalDigits(number)
    return digits.fixed(decimals: digits.decimals, isGrouped: true)
  }

  private static func significant(_ number: Double, _ count: Int) -> String {
    if number == 0 { return "0" }
    guard abs(number) < plainMax, abs(number) >= plainMin else { return scientific(number, count) }
    var digits = DecimalDigits(number)
    digits.round(toSignificant: count)
    return digits.fixed(decimals: max(0, count - digits.pointPosition), isGrouped: false)
  }

  private static func scientific(_ number: Double, _ count: Int) -> String {
    var digits = DecimalDigits(number)
    digits.round(toSignificant: count)
    return digits.scientific(count: count)
  }
}

/// The digits d₁d₂d₃ and so on of a decimal number, the first after the point, x 10^pointPosition.
struct DecimalDigits: Equatable {
  private(set) var isNegative: Bool
  private(set) var digits: [UInt8]
  private(set) var pointPosition: Int

  /// The shortest decimal of a finite number.
  init(_ number: Double) {
    isNegative = number < 0
    digits = []
    pointPosition = 0
    var isAfterPoint = false
    var exponent = 0
    let text = number.magnitude.description
    let parts = text.split(separator: "e", maxSplits: 1)
    for byte in (parts.first ?? "").utf8 {
      if byte == UInt8(ascii: ".") {
        isAfterPoint = true
      } else {
        digits.append(byte - UInt8(ascii: "0"))
        if !isAfterPoint { pointPosition += 1 }
      }
    }
    if parts.count == 2 { exponent = Int(parts[1]) ?? 0 }
    pointPosition += exponent
    trim()
  }

  /// Whether it is zero.
  var isZero: Bool { digits.isEmpty }

  /// Digits after the point.
  var decimals: Int { max(0, digits.count - pointPosition) }

  /// Rounds to so many digits after the point, half away from zero.
  mutating func round(toDecimals decimals: Int) { keep(pointPosition + decimals) }

  /// Rounds to so many digits in all, half away from zero.
  mutating func round(toSignificant count: Int) { keep(count) }

  private mutating func keep(_ count: Int) {
    guard count < digits.count else { return }
    let isUp = count >= 0 && digits[count] >= 5
    digits.removeLast(digits.count - max(count, 0))
    if isUp { increment() }
    trim()
  }

  private mutating func increment() {
    var index = digits.count - 1
    while index >= 0, digits[index] == 9 {
      digits[index] = 0
      index -= 1
    }
    if index >= 0 {
      digits[index] += 1
    } else {
      digits.insert(1, at: 0)
      pointPosition += 1
    }
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    let leading = digits.prefix { $0 == 0 }.count
    digits.removeFirst(leading)
    pointPosition = digits.isEmpty ? 0 : pointPosition - leading
  }

  private func digit(_ index: Int) -> Character {
    let digit = digits.indices.contains(index) ? digits[index] : 0
    return Character(Unicode.Scalar(UInt8(ascii: "0") + digit))
  }

  /// With so many digits after the point; zero has no sign.
  func fixed(decimals: Int, isGrouped: Bool) -> String {
    var text = isNegative && !isZero ? "-" : ""
    let wholeCount = max(pointPosition, 1)
    for place in 0..<wholeCount {
      if isGrouped, place > 0, (wholeCount - place) % 3 == 0 { text.append(",") }
      text.append(digit(place + pointPosition - wholeCount))
    }
    guard decimals > 0 else { return text }
    text.append(".")
    for place in 0..<decimals { text.append(digit(pointPosition + place)) }
    return text
  }

  /// `1.234e-07`, with so many digits.
  func scientific(count: Int) -> String {
    var text = isNegative ? "-" : ""
    text.append(digit(0))
    if count > 1 {
      text.append(".")
      for place in 1..<count { text.append(digit(place)) }
    }
    let exponent = pointPosition - 1
    let magnitude = String(exponent.magnitude)
    return text + (exponent < 0 ? "e-" : "e+") + (magnitude.count < 2 ? "0" : "") + magnitude
  }
}

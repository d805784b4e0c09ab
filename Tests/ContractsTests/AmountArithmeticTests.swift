import SteelyardContracts
import TestSupport
import Testing

@Suite("Amount arithmetic")
struct AmountArithmeticTests {
  static let largest = DecimalText(Int128.max.description)
  static let one = DecimalText(Amount.unitsPerOne.description)

  @Test(
    "products, quotients and steps equal school arithmetic on digits",
    arguments: Rounding.allCases)
  func schoolArithmetic(rounding: Rounding) throws {
    let seed: UInt64 = 2_718
    print("amount arithmetic \(rounding): seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1500 {
      let left = RandomAmounts.next(using: &generator)
      let right = RandomAmounts.next(using: &generator)
      let leftDigits = DecimalText(left.units.magnitude.description)
      let rightDigits = DecimalText(right.units.magnitude.description)
      let negative = left.isNegative != right.isNegative
      check(
        (leftDigits * rightDigits).divided(by: Self.one, rounding, negative: negative),
        negative, "\(left) x \(right)"
      ) { try left.multiplied(by: right, rounding: rounding) }
      guard !right.isZero else { continue }
      check(
        (leftDigits * Self.one).divided(by: rightDigits, rounding, negative: negative),
        negative, "\(left) / \(right)"
      ) { try left.divided(by: right, rounding: rounding) }
      let steps = leftDigits.divided(by: rightDigits, rounding, negative: left.isNegative)
      check(steps * rightDigits, left.isNegative, "\(left) to \(right)") {
        try left.rounded(toMultipleOf: right.magnitude, rounding)
      }
    }
  }

  @Test("sums are exact or overflow")
  func sums() throws {
    let seed: UInt64 = 3_141
    print("amount sums: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let left = RandomAmounts.next(using: &generator)
      let right = RandomAmounts.next(using: &generator)
      #expect(try left.units + right.units == left.adding(right).units)
      #expect(try left == left.adding(right).subtracting(right))
    }
  }

  @Test("out of range is an error in every operation, at either end")
  func overflow() throws {
    let largest = Amount(units: .max)
    let unit = Amount(units: 1)
    let smallest = -largest
    for operation in [
      { try largest.adding(unit) },
      { try smallest.subtracting(unit) },
      { try smallest.adding(-unit) },
      { try largest.multiplied(by: Amount(2), rounding: .down) },
      { try largest.multiplied(by: largest, rounding: .down) },
      { try largest.divided(by: unit, rounding: .up) },
      { try largest.rounded(toMultipleOf: Amount(1), .up) },
    ] as [() throws -> Amount] {
      let error = #expect(throws: SteelyardError.self) { try operation() }
      #expect(error?.code == .limitExceeded)
    }
    #expect(try smallest.adding(largest).isZero)
  }

  @Test("division by zero and steps that are not positive are refused")
  func refusals() {
    #expect(throws: SteelyardError.self) { try Amount.one.divided(by: .zero, rounding: .down) }
    #expect(throws: SteelyardError.self) { try Amount.one.rounded(toMultipleOf: .zero, .down) }
    #expect(throws: SteelyardError.self) {
      try Amount.one.rounded(toMultipleOf: Amount(-1), .down)
    }
  }

  private func check(
    _ magnitude: DecimalText, _ negative: Bool, _ inputs: String,
    _ operation: () throws -> Amount
  ) {
    do {
      let got = try operation()
      let expected = (negative && magnitude.text != "0" ? "-" : "") + magnitude.text
      if expected != got.units.description {
        Issue.record("\(inputs): expected \(expected), got \(got.units)")
      }
    } catch {
      if !(Self.largest < magnitude) || (error as? SteelyardError)?.code != .limitExceeded {
        Issue.record("\(inputs): expected \(magnitude.text), got \(error)")
      }
    }
  }
}

import SteelyardContracts
import TestSupport
import Testing

@Suite("Amount")
struct AmountTests {
  @Test("amounts order by value and know their sign")
  func order() {
    let small = Amount(units: -3)
    #expect(small < .zero)
    #expect(small.isNegative)
    #expect(Amount.zero.isZero)
    #expect(Amount(units: 3) == small.magnitude)
    #expect(Amount(units: 3) == -small)
    #expect(Amount(1) == .one)
  }

  @Test("the value without an opposite is refused")
  func noOpposite() async {
    await #expect(processExitsWith: .failure) { _ = Amount(units: .min) }
  }

  @Test("doubles are the nearest to the exact decimal")
  func doubles() throws {
    let seed: UInt64 = 53
    print("amount doubles: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200_000 {
      let amount = RandomAmounts.next(using: &generator)
      let expected = Double(amount.description)
      if expected != amount.doubleValue {
        Issue.record("\(amount): expected \(String(describing: expected))")
        return
      }
    }
    for text in ["9007199254740993", "9007199254740992", "0.1", "-0.000000000000000001"] {
      #expect(try Double(text) == Amount(parsing: text).doubleValue)
    }
    #expect(0 == Amount.zero.doubleValue)
    #expect(Double(Int128.max) / 1e18 == Amount(units: .max).doubleValue)
  }
}

/// Random amounts of every magnitude, with few or many significant digits.
enum RandomAmounts {
  static func next(using generator: inout SeededGenerator) -> Amount {
    let bits = Int.random(in: 0...126, using: &generator)
    var units = Int128.random(in: 0...(Int128(1) << bits), using: &generator)
    if Bool.random(using: &generator) {
      let step = (0..<Int.random(in: 0...30, using: &generator)).reduce(Int128(1)) { power, _ in
        power * 10
      }
      units -= units % step
    }
    return Amount(units: Bool.random(using: &generator) ? units : -units)
  }
}

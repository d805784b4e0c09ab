import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Whole numbers of 256 bits")
struct UInt256Tests {
  /// Schoolbook division bit by bit, of 512 bits as bools: slow and plain.
  private static func quotient(
    _ left: UInt256, _ right: UInt256, _ divisor: UInt256
  ) -> (quotient: [Bool], hasRemainder: Bool) {
    func bits(_ number: UInt256) -> [Bool] {
      (0..<256).map { ($0 < 128 ? number.low >> $0 : number.high >> ($0 - 128)) & 1 == 1 }
    }
    // The product, by adding shifted copies.
    var product = [Int](repeating: 0, count: 513)
    let factor = bits(right)
    for (place, bit) in bits(left).enumerated() where bit {
      for (other, second) in factor.enumerated() where second { product[place + other] += 1 }
    }
    for place in 0..<512 {
      product[place + 1] += product[place] / 2
      product[place] %= 2
    }
    // Long division: the rest is below the divisor, so 257 bits hold twice of it.
    let by = bits(divisor) + [false]
    var rest = [Bool](repeating: false, count: 257)
    var quotient = [Bool](repeating: false, count: 512)
    for place in (0..<512).reversed() {
      rest = [product[place] == 1] + rest.dropLast()
      let isLess =
        (0..<257).reversed().lazy.compactMap { rest[$0] == by[$0] ? nil : by[$0] }.first ?? false
      guard !isLess else { continue }
      quotient[place] = true
      var borrow = 0
      for bit in 0..<257 {
        let difference = (rest[bit] ? 1 : 0) - (by[bit] ? 1 : 0) - borrow
        borrow = difference < 0 ? 1 : 0
        rest[bit] = difference & 1 == 1
      }
    }
    return (quotient, rest.contains(true))
  }

  @Test("products over divisors against bits, over sizes of every kind")
  func divides() throws {
    var generator = SeededGenerator(seed: 0x256)
    func number() -> UInt256 {
      // Runs of ones and zeros reach the corners of long division.
      let high = UInt128.random(in: .min ... .max, using: &generator)
      let low = UInt128.random(in: .min ... .max, using: &generator)
      let shift = Int.random(in: 0...127, using: &generator)
      switch Int.random(in: 0...5, using: &generator) {
      case 0: return UInt256(high: 0, low: low >> shift)
      case 1: return UInt256(high: high >> shift, low: low)
      case 2: return UInt256(high: .max << shift, low: 0)
      case 3: return UInt256(high: .max, low: .max << shift)
      case 4: return UInt256(high: 1 << shift, low: .max >> shift)
      default: return UInt256(high: high, low: low)
      }
    }
    var beyond = 0
    for round in 0..<3_000 {
      let (left, right, divisor) = (number(), number(), number())
      guard !divisor.isZero else { continue }
      let wanted = Self.quotient(left, right, divisor)
      guard !wanted.quotient[256...].contains(true) else {
        beyond += 1
        #expect(throws: SteelyardError.self) {
          try UInt256.quotient(left, right, over: divisor)
        }
        continue
      }
      func half(_ bits: ArraySlice<Bool>) -> UInt128 {
        bits.reversed().reduce(0) { ($0 << 1) | ($1 ? 1 : 0) }
      }
      let down = UInt256(
        high: half(wanted.quotient[128..<256]), low: half(wanted.quotient[0..<128]))
      #expect(
        try UInt256.quotient(left, right, over: divisor) == down,
        "round \(round): \(left) x \(right) / \(divisor)")
      if wanted.hasRemainder, down != .max {
        #expect(
          try UInt256.quotient(left, right, over: divisor, roundedUp: true) == down.adding(.one))
      }
    }
    #expect(beyond > 100 && beyond < 2_900)
  }

  @Test("digits and back")
  func text() throws {
    for text in [
      "0", "7", "340282366920938463463374607431768211456",
      "100000000000000000000000000000000000000000000000000000000000000000000000000000",
      "115792089237316195423570985008687907853269984665640564039457584007913129639935",
    ] { #expect(UInt256(text)?.description == text) }
    for text in [
      "", "-1", "1.5", "x",
      "115792089237316195423570985008687907853269984665640564039457584007913129639936",
    ] { #expect(UInt256(text) == nil, "\(text)") }
  }

  @Test("nothing wraps")
  func bounds() {
    #expect(throws: SteelyardError.self) { try UInt256.max.adding(.one) }
    #expect(throws: SteelyardError.self) { try UInt256.zero.subtracting(.one) }
    #expect(throws: SteelyardError.self) { try UInt256.quotient(.one, .one, over: .zero) }
  }
}

import SteelyardContracts
import TestSupport
import Testing

@Suite("Sharing out in proportion, capped")
struct CappedSharesTests {
  private static func claims(_ pairs: [(Int64, Int64)]) -> [CappedShares.Claim] {
    pairs.map { CappedShares.Claim(weight: Amount($0), cap: Amount($1)) }
  }

  @Test("100 in proportion 3 : 1 is 75 and 25; with a cap of 60 the other pays 40")
  func worked() throws {
    let plain = try CappedShares(of: Amount(100), over: Self.claims([(3, 100), (1, 100)]))
    #expect(plain.parts == [Amount(75), Amount(25)] && plain.rest == .zero)
    let capped = try CappedShares(of: Amount(100), over: Self.claims([(3, 60), (1, 100)]))
    #expect(capped.parts == [Amount(60), Amount(40)] && capped.rest == .zero)
    let short = try CappedShares(of: Amount(100), over: Self.claims([(3, 60), (1, 30), (0, 500)]))
    #expect(short.parts == [Amount(60), Amount(30), .zero] && short.rest == Amount(10))
    let nobody = try CappedShares(of: Amount(100), over: [])
    #expect(nobody.parts.isEmpty && nobody.rest == Amount(100))
  }

  @Test("units that are left go to the largest parts cut off, of equal ones to the first")
  func units() throws {
    // Sevenths of 10 units: 10/7, 20/7 and 40/7 are 1, 2 and 5 with 3/7, 6/7 and 5/7 cut off.
    let sevenths = try CappedShares(
      of: Amount(units: 10), over: Self.claims([(1, 1), (2, 1), (4, 1)]))
    #expect(sevenths.parts == [1, 3, 6].map { Amount(units: $0) })
    let thirds = try CappedShares(
      of: Amount(units: 11), over: Self.claims([(5, 1), (5, 1), (5, 1)]))
    #expect(thirds.parts == [4, 4, 3].map { Amount(units: $0) })
  }

  @Test("small numbers against a sharing in rounds, and exactly conserved")
  func rounds() throws {
    var generator = SeededGenerator(seed: 41)
    for _ in 0..<4000 {
      let count = Int(generator.next() % 7)
      let weights = (0..<count).map { _ in Int128(generator.next() % 6) }
      let caps = (0..<count).map { _ in Int128(generator.next() % 12) }
      let amount = Int128(generator.next() % 50)
      let shares = try CappedShares(
        of: Amount(units: amount),
        over: zip(weights, caps).map {
          CappedShares.Claim(weight: Amount(units: $0), cap: Amount(units: $1))
        })
      let expected = Self.inRounds(amount, weights, caps)
      #expect(shares.parts.map(\.units) == expected, "\(amount) over \(weights), \(caps)")
      #expect(shares.parts.map(\.units).reduce(shares.rest.units, +) == amount)
      #expect(zip(shares.parts, caps).allSatisfy { $0.units <= $1 })
    }
  }

  /// Everybody who would reach the cap is set to it, all at once, until nobody is; then the largest remainders.
  private static func inRounds(
    _ amount: Int128, _ weights: [Int128], _ caps: [Int128]
  ) -> [Int128] {
    var parts = [Int128](repeating: 0, count: weights.count)
    var open = Set(weights.indices.filter { weights[$0] > 0 && caps[$0] > 0 })
    var left = amount
    while !open.isEmpty {
      let total = open.reduce(0) { $0 + weights[$1] }
      let full = open.filter { caps[$0] * total <= left * weights[$0] }
      guard full.isEmpty else {
        for place in full {
          parts[place] = caps[place]
          left -= caps[place]
        }
        open.subtract(full)
        continue
      }
      for place in open { parts[place] = left * weights[place] / total }
      var over = left - open.reduce(0) { $0 + parts[$1] }
      for place in open.sorted(by: {
        (-(left * weights[$0] % total), $0) < (-(left * weights[$1] % total), $1)
      }) where over > 0 {
        parts[place] += 1
        over -= 1
      }
      break
    }
    return parts
  }

  @Test("large amounts keep every digit, and the order of claims changes no sum")
  func large() throws {
    let claims = try (1...9).map { number in
      CappedShares.Claim(
        weight: try Amount(parsing: "98765432\(number).123456789012345678"),
        cap: Amount(1_000_000_000_000_000_000))
    }
    let amount = try Amount(parsing: "999999999999999999.999999999999999999")
    let shares = try CappedShares(of: amount, over: claims)
    #expect(shares.parts.map(\.units).reduce(0, +) == amount.units)
    let reversed = try CappedShares(of: amount, over: claims.reversed())
    let sameOrder = Array(reversed.parts.reversed())
    #expect(zip(shares.parts, sameOrder).allSatisfy { abs($0.units - $1.units) <= 1 })
  }

  @Test("sizes below zero, and weights beyond the range")
  func refusals() throws {
    for (amount, weight, cap) in [(-1, 1, 1), (1, -1, 1), (1, 1, -1)] as [(Int64, Int64, Int64)] {
      #expect {
        _ = try CappedShares(of: Amount(amount), over: Self.claims([(weight, cap)]))
      } throws: { ($0 as? SteelyardError)?.code == .invalidInput }
    }
    let huge = CappedShares.Claim(weight: Amount(units: .max), cap: .one)
    #expect {
      _ = try CappedShares(of: .one, over: [huge, huge])
    } throws: { ($0 as? SteelyardError)?.code == .limitExceeded }
  }
}

import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

/// One of five sources is the adversary's: at any value, at any time.
@Suite("One hostile source of five")
struct OracleAdversaryTests {
  /// What the hostile source may say, given the honest prices.
  private static func attacks(
    _ honest: [Double], using generator: inout SeededGenerator
  ) -> [Double] {
    let sorted = honest.sorted()
    return [
      0, -1, .nan, .infinity, -.infinity, 1e308, Double.leastNonzeroMagnitude, sorted[0] * 0.5,
      sorted[3] * 2,
      sorted[0] * 0.9901, sorted[3] * 1.0099, sorted[0], sorted[1], sorted[2], sorted[3],
      sorted[1] + (sorted[2] - sorted[1]) * Double.random(in: 0...1, using: &generator),
      sorted[0] * exp(Double.random(in: -0.02...0.02, using: &generator)),
    ]
  }

  @Test("at any value the price stays between the second and third of the honest four")
  func anyValue() throws {
    let seed: UInt64 = 0x5EED_4201
    print("OracleAdversaryTests.anyValue seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle()
    var worstMove = 0.0
    var freshMove = 0.0
    for trial in 0..<4000 {
      let spread = [0.0003, 0.001, 0.003, 0.01][trial % 4]
      let honest = SamplePanel.prices(4, about: 70_000, spread: spread, using: &generator)
      let sorted = honest.sorted()
      let without = try? oracle.price(
        of: SamplePanel.sources(honest), at: SamplePanel.time, memory: nil)
      for attack in Self.attacks(honest, using: &generator) {
        guard
          let price = try? oracle.price(
            of: SamplePanel.sources(honest + [attack]), at: SamplePanel.time, memory: nil)
        else { continue }
        #expect(price.price >= sorted[1] && price.price <= sorted[2], "\(honest) \(attack)")
        if let without {
          let move = abs(log(price.price / without.price))
          // Without the fifth the price is the middle of the two, so the move is half their gap.
          #expect(move <= log(sorted[2] / sorted[1]))
          worstMove = max(worstMove, move)
          if price.state == .fresh { freshMove = max(freshMove, move) }
        }
      }
    }
    print(
      "one of five moved the price by at most \(worstMove) in any state, \(freshMove) while fresh")
    #expect(freshMove <= oracle.rules.deviationMax)
  }

  @Test("while fresh, what any honest fifth could have said lies within 1 % of the price")
  func freshBound() throws {
    let seed: UInt64 = 0x5EED_4202
    print("OracleAdversaryTests.freshBound seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle { $0.dispersionMax = 1 }
    var freshCount = 0
    var widest = 0.0
    for _ in 0..<20_000 {
      // Two camps, so that the adversary decides between them. With an honest fifth the price would
      // lie between the second and third of the honest four; while fresh, four of five are within
      // `deviationMax` of the price, and so both of those are, or the price is one of them.
      let gap = Double.random(in: 0...0.03, using: &generator)
      let honest = [100, 100 * exp(0.1 * gap), 100 * exp(gap), 100 * exp(1.1 * gap)]
      let attack = 100 * exp(gap * Double.random(in: -0.2...1.3, using: &generator))
      guard
        let price = try? oracle.price(
          of: SamplePanel.sources(honest + [attack]), at: SamplePanel.time, memory: nil),
        price.state == .fresh
      else { continue }
      freshCount += 1
      widest = max(widest, honest[2] / price.price - 1, 1 - honest[1] / price.price)
    }
    print("the furthest that one source got a fresh price from the honest ones: \(widest)")
    #expect(freshCount > 1000 && widest <= oracle.rules.deviationMax + 1e-15)
  }

  @Test(
    "a source that creeps away is left behind and never moves the price by more than the spread")
  func creepingDrift() throws {
    let seed: UInt64 = 0x5EED_4203
    print("OracleAdversaryTests.creepingDrift seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle()
    var attacked: OraclePrice?
    var clean: OraclePrice?
    var middle = 70_000.0
    for second in 0..<2000 {
      let time = SamplePanel.time.advanced(bySeconds: Int64(second))
      middle *= exp(Double.random(in: -0.0002...0.0002, using: &generator))
      let honest = SamplePanel.prices(5, about: middle, spread: 0.0005, using: &generator)
      var hostile = honest
      hostile[4] = middle * exp(0.00002 * Double(second))
      let next = try oracle.price(
        of: SamplePanel.sources(hostile, at: time), at: time, memory: attacked?.memory)
      let other = try oracle.price(
        of: SamplePanel.sources(honest, at: time), at: time, memory: clean?.memory)
      let sorted = honest.prefix(4).sorted()
      #expect(next.price >= sorted[1] && next.price <= sorted[2])
      #expect(abs(log(next.price / other.price)) <= 0.001)
      if second == 1999 {
        #expect(next.verdicts.last?.ruling == .outlier && next.state == .fresh)
        #expect(abs(log(next.stable.value / other.stable.value)) <= 0.001)
      }
      attacked = next
      clean = other
    }
  }

  @Test("a source that goes silent changes nothing while it is young and is dropped when it is old")
  func stale() throws {
    let oracle = try SamplePanel.oracle()
    var memory: OracleMemory?
    for second in 0..<60 {
      let time = SamplePanel.time.advanced(bySeconds: Int64(second))
      let price = 70_000 * exp(-0.0001 * Double(second))
      let sources =
        SamplePanel.sources([price, price, price, price], at: time)
        + [SamplePanel.source("silent", 70_000, age: 0)]
      let next = try oracle.price(of: sources, at: time, memory: memory)
      expectClose(expected: price, got: next.price, .relative(1e-14))
      #expect(next.state == .fresh)
      #expect(second <= 30 || next.verdicts.last?.ruling == .stale)
      memory = next.memory
    }
  }

  /// Simulates five honest venues about a walk and one of them hostile for a minute, pushing up (for a
  /// long) or down (for a short), and prints how far each valuation got.
  @Test("what one source gains a long or a short, as position, collateral and liability")
  func valuations() throws {
    let seed: UInt64 = 0x5EED_4204
    print("OracleAdversaryTests.valuations seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    let oracle = try SamplePanel.oracle()
    var gains = (long: 0.0, short: 0.0, collateral: 0.0, liability: 0.0)
    for _ in 0..<200 {
      var middle = 70_000.0
      var memories: [OracleMemory?] = [nil, nil, nil]
      for second in 0..<60 {
        let time = SamplePanel.time.advanced(bySeconds: Int64(second))
        middle *= exp(Double.random(in: -0.0003...0.0003, using: &generator))
        let honest = SamplePanel.prices(5, about: middle, spread: 0.001, using: &generator)
        let sorted = honest.prefix(4).sorted()
        // The best a source can do is to stand just beyond the honest, on the side it wants.
        let panels = [
          honest, honest.prefix(4) + [sorted[3] * 1.0005], honest.prefix(4) + [sorted[0] * 0.9995],
        ]
        var prices: [OraclePrice] = []
        for (index, panel) in panels.enumerated() {
          let price = try oracle.price(
            of: SamplePanel.sources(Array(panel), at: time), at: time, memory: memories[index])
          memories[index] = price.memory
          prices.append(price)
        }
        let bound = log(sorted[2] / sorted[1])
        #expect(log(prices[1].price / prices[0].price) <= bound + 1e-12)
        #expect(log(prices[0].price / prices[2].price) <= bound + 1e-12)
        gains.long = max(gains.long, log(prices[1].price / prices[0].price))
        gains.short = max(gains.short, log(prices[0].price / prices[2].price))
        gains.collateral = max(
          gains.collateral, log(prices[1].value(of: .collateral) / prices[0].value(of: .collateral))
        )
        gains.liability = max(
          gains.liability, log(prices[0].value(of: .liability) / prices[2].value(of: .liability)))
      }
    }
    print(
      "with venues within 0.1 %, one source of five gains a long \(gains.long), a short "
        + "\(gains.short), collateral \(gains.collateral), a liability \(gains.liability)")
    #expect(gains.long <= 0.002 && gains.short <= 0.002)
    #expect(gains.collateral <= gains.long && gains.liability <= gains.short)
    #expect(gains.long > 0 && gains.short > 0)
  }
}

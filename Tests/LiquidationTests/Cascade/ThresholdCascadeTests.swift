import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Sales that reach others")
struct ThresholdCascadeTests {
  private func cascade(
    shock: Double = 0.1, _ impact: SaleImpact, sizes: [Double] = [10, 10, 10],
    prices: [Double] = [92, 85, 70]
  ) throws -> ThresholdCascade {
    try ThresholdCascade(
      price: 100, shock: shock, impact: impact, sizes: sizes, liquidationPrices: prices)
  }

  @Test("the first sale reaches the second, which does not reach the third")
  func rounds() throws {
    let found = try cascade(.linear(slope: 0.5))
    #expect(found.rounds.map(\.liquidated) == [[0], [1]])
    #expect(found.rounds.map(\.price) == [85, 80])
    #expect(found.finalPrice == 80 && found.amplification == 2)
  }

  @Test("without impact there is no cascade, however many are reached")
  func noImpact() throws {
    let found = try cascade(.linear(slope: 0))
    #expect(found.finalPrice == found.priceAfterShock && found.amplification == 1)
    #expect(found.liquidated == [0])
  }

  @Test("a larger shock and a thinner market liquidate no fewer, and no order of accounts matters")
  func properties() throws {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<200 {
      let sizes = (0..<30).map { _ in Double.random(in: 0...20, using: &generator) }
      let prices = (0..<30).map { _ in Double.random(in: 60...99, using: &generator) }
      let slope = Double.random(in: 0...0.2, using: &generator)
      let shock = Double.random(in: 0.01...0.2, using: &generator)
      let found = try cascade(shock: shock, .linear(slope: slope), sizes: sizes, prices: prices)
      let larger = try cascade(
        shock: shock * 1.2, .linear(slope: slope), sizes: sizes, prices: prices)
      let thinner = try cascade(
        shock: shock, .linear(slope: slope * 1.5), sizes: sizes, prices: prices)
      #expect(Set(larger.liquidated).isSuperset(of: found.liquidated))
      #expect(Set(thinner.liquidated).isSuperset(of: found.liquidated))
      #expect(larger.finalPrice <= found.finalPrice && thinner.finalPrice <= found.finalPrice)
      let order = (0..<30).shuffled(using: &generator)
      let shuffled = try cascade(
        shock: shock, .linear(slope: slope), sizes: order.map { sizes[$0] },
        prices: order.map { prices[$0] })
      #expect(Set(shuffled.liquidated.map { order[$0] }) == Set(found.liquidated))
      expectClose(expected: found.finalPrice, got: shuffled.finalPrice, .relative(1e-13))
    }
  }

  @Test("impacts by their formulas")
  func impacts() {
    #expect(SaleImpact.linear(slope: 2).price(from: 100, selling: 10) == 80)
    #expect(SaleImpact.linear(slope: 2).price(from: 100, selling: 100) == 0)
    #expect(SaleImpact.pool(reserve: 100).price(from: 100, selling: 100) == 25)
    #expect(
      SaleImpact.squareRoot(coefficient: 0.1, dailyVolume: 400).price(from: 100, selling: 100)
        == 95)
  }

  @Test("prices, shocks and counts out of range are refused")
  func refused() {
    #expect(throws: SteelyardError.self) { try cascade(shock: 0, .linear(slope: 1)) }
    #expect(throws: SteelyardError.self) { try cascade(shock: 1, .linear(slope: 1)) }
    #expect(throws: SteelyardError.self) {
      try cascade(.linear(slope: 1), sizes: [1], prices: [1, 2])
    }
    #expect(throws: SteelyardError.self) {
      try cascade(.linear(slope: 1), sizes: [-1], prices: [1])
    }
  }
}

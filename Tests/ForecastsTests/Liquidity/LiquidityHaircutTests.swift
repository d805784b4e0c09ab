import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Haircuts for the cost of selling") struct LiquidityHaircutTests {
  // Python: 1 - exp(-(3·0.04 + 0.002/2 + 0.8·0.05·sqrt(2e6/5e7))).
  @Test("worked")
  func worked() throws {
    let parts = try LiquidityHaircut(tailMultiple: 3, impactFactor: 0.8).parts(
      horizonDeviation: 0.04, spread: 0.002, dailyDeviation: 0.05, quantity: 2e6,
      dailyVolume: 5e7)
    expectClose(expected: 0.12, got: parts.volatility, .relative(1e-14))
    expectClose(expected: 0.001, got: parts.spread, .relative(1e-14))
    expectClose(expected: 0.008, got: parts.impact, .relative(1e-14))
    expectClose(expected: 0.12102603445441684, got: parts.haircut, .relative(1e-14))
  }

  @Test("in [0, 1), rising with volatility, spread and size, falling with volume")
  func monotone() throws {
    let rule = try LiquidityHaircut(tailMultiple: 2.33, impactFactor: 1)
    func haircut(_ inputs: [Double]) throws -> Double {
      try rule.parts(
        horizonDeviation: inputs[0], spread: inputs[1], dailyDeviation: inputs[2],
        quantity: inputs[3], dailyVolume: inputs[4]
      ).haircut
    }
    var generator = SeededGenerator(seed: 81)
    for _ in 0..<200 {
      let base = (0..<5).map { _ in Double.random(in: 0.001...2, using: &generator) }
      let before = try haircut(base)
      #expect(before > 0 && before < 1)
      for index in 0..<5 {
        var moved = base
        moved[index] *= 1.1
        let after = try haircut(moved)
        #expect(index < 4 ? after > before : after < before)
      }
    }
    #expect(try haircut([0, 0, 0, 0, 1]) == 0)
  }

  @Test("impossible numbers are refused")
  func refusals() throws {
    ForecastErrors.expect(.invalidInput, "no rule") {
      _ = try LiquidityHaircut(tailMultiple: -1, impactFactor: 1)
    }
    let rule = try LiquidityHaircut(tailMultiple: 1, impactFactor: 1)
    for index in 0..<5 {
      var inputs = [0.1, 0.1, 0.1, 1, 1]
      inputs[index] = index == 4 ? 0 : -0.1
      ForecastErrors.expect(.invalidInput, "no haircut") {
        _ = try rule.parts(
          horizonDeviation: inputs[0], spread: inputs[1], dailyDeviation: inputs[2],
          quantity: inputs[3], dailyVolume: inputs[4])
      }
    }
  }
}

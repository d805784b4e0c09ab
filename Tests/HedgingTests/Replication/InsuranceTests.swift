import Glibc
import SteelyardContracts
import SteelyardHedging
import SteelyardMath
import SteelyardPricing
import TestSupport
import Testing

@Suite struct InsuranceTests {
  private static func rule(
    multiple: Double, floor: PortfolioInsurance.Floor = .constant, exposureMax: Double = 1000,
    cost: Double = 0
  ) throws -> PortfolioInsurance.Rule {
    try PortfolioInsurance.Rule(
      floorShare: 0.8, multiple: multiple, exposureMax: exposureMax, floor: floor, cost: cost,
      rate: 0.03, tolerance: 0)
  }

  @Test("CPPI over many looks comes to its continuous form", arguments: [2.0, 4])
  func continuous(multiple: Double) throws {
    let process = try PriceProcess(start: 1, drift: 0.1, volatility: 0.6)
    var generator = SplitMix64(seed: 2)
    let path = process.path(steps: 200_000, years: 1, &generator)
    // The form reads the volatility that came about.
    var squares = 0.0
    for step in 1..<path.count {
      let move = log(path[step] / path[step - 1])
      squares += move * move
    }
    let found = try PortfolioInsurance(
      Self.rule(multiple: multiple), along: path, years: 1, value: 100)
    let expected = try PortfolioInsurance.continuousValue(
      value: 100, floorNow: 80, multiple: multiple, priceRatio: path[path.count - 1],
      volatility: squares.squareRoot(), rate: 0.03, years: 1)
    expectClose(expected: expected, got: found.values[path.count - 1], .relative(2e-3))
  }

  @Test("a fall of 1 / m between two looks takes the cushion, and a deeper one the floor")
  func gap() throws {
    let just = try PortfolioInsurance(
      PortfolioInsurance.Rule(
        floorShare: 0.8, multiple: 4, exposureMax: 10, floor: .constant, cost: 0, rate: 0,
        tolerance: 0),
      along: [100, 75, 75], years: 1, value: 100)
    // 20 of cushion, 80 of exposure, a fall of a quarter: 20 lost.
    expectClose(expected: 80, got: just.values[1], .relative(1e-14))
    #expect(just.lockedStep == 1)
    let deep = try PortfolioInsurance(
      PortfolioInsurance.Rule(
        floorShare: 0.8, multiple: 4, exposureMax: 10, floor: .constant, cost: 0, rate: 0,
        tolerance: 0),
      along: [100, 60, 120], years: 1, value: 100)
    expectClose(expected: 68, got: deep.values[2], .relative(1e-14))
    expectClose(expected: 12, got: deep.gapMax, .relative(1e-13))
    expectClose(expected: 12, got: deep.shortfall, .relative(1e-13))
  }

  @Test("the probability of a gap is what paths show")
  func gapProbability() throws {
    let expected = try PortfolioInsurance.gapProbability(
      multiple: 5, volatility: 0.9, drift: 0, rate: 0, years: 1, looks: 12)
    let process = try PriceProcess(start: 1, drift: 0, volatility: 0.9)
    var generator = SplitMix64(seed: 6)
    var broken = 0
    let paths = 20_000
    for _ in 0..<paths {
      let path = process.path(steps: 12, years: 1, &generator)
      if (1..<path.count).contains(where: { path[$0] / path[$0 - 1] <= 0.8 }) { broken += 1 }
    }
    let error = (expected * (1 - expected) / Double(paths)).squareRoot()
    expectClose(expected: expected, got: Double(broken) / Double(paths), .absolute(4 * error))
    #expect(
      try PortfolioInsurance.gapProbability(
        multiple: 1, volatility: 0.9, drift: 0, rate: 0, years: 1, looks: 12) == 0)
  }

  @Test("a ratchet keeps its share of the highest value where nothing jumps")
  func ratchet() throws {
    let path = (0...2000).map { step -> Double in
      let time = Double(step) / 2000
      return time < 0.5 ? 1 + 2 * time : 2 - 2.4 * (time - 0.5)
    }
    let found = try PortfolioInsurance(
      Self.rule(multiple: 3, floor: .ratchet(0.85), exposureMax: 1), along: path, years: 1,
      value: 100)
    let plain = try PortfolioInsurance(
      Self.rule(multiple: 3, exposureMax: 1), along: path, years: 1, value: 100)
    let highest = found.values.max() ?? 0
    #expect(found.gapMax == 0)
    #expect((found.values.last ?? 0) >= 0.85 * highest)
    #expect((plain.values.last ?? 0) < 0.85 * (plain.values.max() ?? 0))
  }

  @Test(
    "insurance by puts costs all of the value and ends at the floor or above",
    arguments: [70.0, 90, 99])
  func puts(floor: Double) throws {
    let found = try OptionInsurance(
      value: 100, floor: floor, spot: 50_000, years: 0.5, volatility: 0.7, rate: 0.02)
    expectClose(
      expected: 100, got: found.coins * (50_000 + found.putValue), .relative(1e-10))
    for price in [1.0, 20_000, 50_000, 90_000] {
      #expect(found.value(at: price) >= floor * (1 - 1e-12))
    }
    #expect(found.participation < 1)
    let error = #expect(throws: SteelyardError.self) {
      _ = try OptionInsurance(
        value: 100, floor: 102, spot: 50_000, years: 0.5, volatility: 0.7, rate: 0.02)
    }
    #expect(error?.code == .notApplicable)
  }

  @Test(
    "a put that is made costs its premium on average where volatility is as supposed and trading is free"
  )
  func madePut() throws {
    let process = try PriceProcess(start: 100, drift: 0, volatility: 0.6)
    let fair = try PutReplication(
      strike: 90, years: 0.25, impliedVolatility: 0.6, hedgeVolatility: 0.6, cost: 0,
      rule: .every(1), under: process, steps: 60, paths: 2000, seed: 9)
    expectClose(
      expected: fair.boughtPremium, got: fair.madeCost.mean,
      .absolute(4 * fair.madeCost.standardError))
    let jumps = try PriceProcess(
      start: 100, drift: 0, volatility: 0.6,
      jumps: .init(perYear: 12, mean: -0.08, deviation: 0.06))
    let costly = try PutReplication(
      strike: 90, years: 0.25, impliedVolatility: 0.6, hedgeVolatility: 0.6, cost: 0.001,
      rule: .every(1), under: jumps, steps: 60, paths: 2000, seed: 9)
    #expect(costly.madeCost.mean > fair.madeCost.mean)
    #expect(costly.worstExcess > fair.worstExcess)
    #expect((costly.lelandPremium ?? 0) > costly.boughtPremium)
  }

  @Test("daily rebalanced tokens lose by the path: by hand, and to the continuous form")
  func tokens() throws {
    let inverse = try LeveragedToken(
      coin: .btc, leverage: -1, feePerYear: 0, rebalancingCost: 0)
    // Up a tenth and back: 0.9 × (1 + 1/11).
    expectClose(
      expected: 0.9 * 12 / 11, got: inverse.growth(along: [0.1, 1 / 1.1 - 1]), .relative(1e-14))
    #expect(inverse.growth(along: [0.1, 1 / 1.1 - 1]) < 1)
    let triple = try LeveragedToken(
      coin: .btc, leverage: 3, feePerYear: 0.1, rebalancingCost: 0)
    #expect(triple.growth(along: [-0.4, 0.5]) == 0)
    var generator = SplitMix64(seed: 12)
    let process = try PriceProcess(start: 1, drift: 0, volatility: 0.8)
    let path = process.path(steps: 40_000, years: 30.0 / 365, &generator)
    let moves = (1..<path.count).map { path[$0] / path[$0 - 1] - 1 }
    let squares = moves.reduce(0) { $0 + log1p($1) * log1p($1) }
    let realised = (squares / (30.0 / 365)).squareRoot()
    expectClose(
      expected: triple.growth(after: path[path.count - 1] - 1, volatility: realised, days: 30),
      got: triple.growth(along: moves, daysPerStep: 30.0 / 40_000), .relative(3e-3))
    // ½ × 3 × 2 × 0.64 × 30 / 365 + 0.1 × 30 / 365.
    expectClose(
      expected: 1 - exp(-(1.92 + 0.1) * 30 / 365), got: triple.decay(volatility: 0.8, days: 30),
      .relative(1e-12))
  }

  @Test("a hedged option loses by a jump what its short gamma says, and a barrier its delta")
  func gaps() throws {
    let option = try Black76(
      forward: 100, strike: 100, timeToExpiry: 0.1, volatility: 0.6, rate: 0)
    let small = try HedgeGap.jumpProfit(of: option, .call, logJump: 0.01, volatilityAfter: 0.6)
    let change = 100 * expm1(0.01)
    let gamma = option.greeks(.call).forwardGamma
    expectClose(expected: 0.5 * gamma * change * change, got: small, .relative(0.02))
    // A fall of a third leaves the call worthless: the hedge's gain less the premium.
    let lost = option.greeks(.call).forwardDelta * 100 * (1 - exp(-0.4)) - option.value(.call)
    expectClose(
      expected: lost,
      got: try HedgeGap.jumpProfit(of: option, .call, logJump: -0.4, volatilityAfter: 0.6),
      .absolute(0.15))
    let pin = try HedgeGap.pin(of: option)
    expectClose(expected: 0.5 / gamma, got: pin.moveForHalf, .relative(1e-12))
    expectClose(expected: 0.5, got: pin.deltaDeviation, .absolute(0.01))
    let vanilla = try BlackScholes(
      spot: 112, strike: 100, timeToExpiry: 0.002, volatility: 0.6, rate: 0, yield: 0)
    let knockOut = try BarrierOption(
      vanilla: vanilla, kind: .upAndOut, barrier: 115, monitoring: .continuous)
    let found = try HedgeGap.barrier(of: knockOut, .call, slip: 0.01)
    // With 17 hours left an up-and-out call gives up 15 at the barrier: its delta there is far below zero, many times
    // the vanilla's.
    #expect(found.deltaAtBarrier < -1)
    #expect(found.deltaMultiple > 2)
    expectClose(
      expected: -found.deltaAtBarrier * 1.15, got: found.slippageLoss, .relative(1e-12))
    let gone = try BarrierOption(
      vanilla: vanilla, kind: .upAndIn, barrier: 115, monitoring: .continuous)
    let error = #expect(throws: SteelyardError.self) {
      _ = try HedgeGap.barrier(of: gone, .call, slip: 0.01)
    }
    #expect(error?.code == .notApplicable)
  }
}

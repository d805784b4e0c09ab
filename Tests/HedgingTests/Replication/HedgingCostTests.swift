import Glibc
import SteelyardContracts
import SteelyardHedging
import SteelyardMath
import SteelyardPricing
import TestSupport
import Testing

@Suite struct HedgingCostTests {
  @Test("Leland's number by hand, and no volatility where costs eat all")
  func leland() throws {
    // A = 0.7978846 × 0.01 / (0.5 × 0.1) = 0.1595769 at δt = 0.01.
    let found = try LelandVolatility(volatility: 0.5, roundTripCost: 0.01, years: 0.01)
    expectClose(expected: 0.159_576_912_160_573, got: found.lelandNumber, .relative(1e-12))
    expectClose(
      expected: 0.5 * 1.159_576_912_160_573.squareRoot(), got: found.short, .relative(1e-12))
    let costly = try LelandVolatility(volatility: 0.5, roundTripCost: 0.1, years: 0.01)
    #expect(costly.long == nil)
  }

  @Test("the band grows with the cube root of the cost, and trades to its edge")
  func band() throws {
    func width(_ cost: Double) throws -> Double {
      try WhalleyWilmottBand(
        spot: 100, gamma: 0.02, cost: cost, riskAversion: 1, rate: 0, years: 0.1
      ).halfWidth
    }
    // (1.5 × 0.001 × 100 × 0.0004)^(1/3) = (6e-5)^(1/3).
    expectClose(expected: pow(6e-5, 1.0 / 3), got: try width(0.001), .relative(1e-12))
    expectClose(expected: 2 * (try width(0.001)), got: try width(0.008), .relative(1e-12))
    let band = try WhalleyWilmottBand(
      spot: 100, gamma: 0.02, cost: 0.001, riskAversion: 1, rate: 0, years: 0.1)
    #expect(band.hedge(held: 0.5, delta: 0.5) == 0.5)
    #expect(band.hedge(held: 0, delta: 0.5) == 0.5 - band.halfWidth)
    #expect(band.hedge(held: 1, delta: 0.5) == 0.5 + band.halfWidth)
  }

  private static func plan(
    cost: Double, rule: DeltaHedge.Rule, quantity: Double = 1
  ) throws -> DeltaHedge.Plan {
    try DeltaHedge.Plan(
      strike: 100, right: .call, years: 0.25, hedgeVolatility: 0.5, quantity: quantity, cost: cost,
      rule: rule)
  }

  @Test(
    "the error of hedging at steps falls with their root, as Derman's law says",
    arguments: [16, 64])
  func rootLaw(steps: Int) throws {
    let process = try PriceProcess(start: 100, drift: 0, volatility: 0.5)
    let found = try DeltaHedgeSample(
      Self.plan(cost: 0, rule: .every(1)), under: process, steps: steps, paths: 3000, seed: 7)
    let vega = try Black76(
      forward: 100, strike: 100, timeToExpiry: 0.25, volatility: 0.5, rate: 0
    ).greeks(.call).vega
    let expected = (Double.pi / 4).squareRoot() * vega * 0.5 / Double(steps).squareRoot()
    expectClose(expected: expected, got: found.profit.deviation, .relative(0.1))
    #expect(abs(found.profit.mean) < 4 * found.profit.standardError)
  }

  @Test("at Leland's volatility a short option that pays costs comes out even")
  func lelandHolds() throws {
    let leland = try LelandVolatility(volatility: 0.5, roundTripCost: 0.004, years: 0.25 / 60)
    let plan = try DeltaHedge.Plan(
      strike: 100, right: .call, years: 0.25, hedgeVolatility: leland.short, quantity: -1,
      cost: 0.002, rule: .every(1))
    let process = try PriceProcess(start: 100, drift: 0, volatility: 0.5)
    let found = try DeltaHedgeSample(plan, under: process, steps: 60, paths: 3000, seed: 3)
    // Leland leaves out the first trade and the last, half a coin each at first: 0.002 × (54 + 50).
    let ends = 0.002 * 104
    expectClose(expected: -ends, got: found.profit.mean, .absolute(0.12))
    let plain = try DeltaHedgeSample(
      Self.plan(cost: 0.002, rule: .every(1), quantity: -1), under: process, steps: 60, paths: 3000,
      seed: 3)
    #expect(plain.profit.mean < found.profit.mean - 0.3)
  }

  @Test("the band costs less than hedging at every step")
  func bandIsCheaper() throws {
    let process = try PriceProcess(start: 100, drift: 0, volatility: 0.5)
    func sample(_ rule: DeltaHedge.Rule) throws -> DeltaHedgeSample {
      try DeltaHedgeSample(
        Self.plan(cost: 0.002, rule: rule), under: process, steps: 90, paths: 800, seed: 5)
    }
    let every = try sample(.every(1))
    let band = try sample(.band(riskAversion: 1))
    #expect(band.costs.mean < 0.8 * every.costs.mean)
    #expect(band.tradeCountMean < every.tradeCountMean)
  }

  @Test("along one path the profit is the trades written out, and gamma tells it roughly")
  func onePath() throws {
    let path = [100.0, 110, 95]
    let found = try DeltaHedge(Self.plan(cost: 0.001, rule: .every(1)), along: path)
    func option(_ price: Double, _ years: Double) throws -> Black76 {
      try Black76(forward: price, strike: 100, timeToExpiry: years, volatility: 0.5, rate: 0)
    }
    let first = try option(100, 0.25)
    let second = try option(110, 0.125)
    let deltas = (first.greeks(.call).forwardDelta, second.greeks(.call).forwardDelta)
    let before = -first.value(.call) - deltas.0 * 10 + deltas.1 * 15
    let costs = 0.001 * (deltas.0 * 100 + (deltas.1 - deltas.0) * 110 + deltas.1 * 95)
    expectClose(expected: before, got: found.profitBeforeCosts, .relative(1e-12))
    expectClose(expected: costs, got: found.costs, .relative(1e-12))
    #expect(found.tradeCount == 3)
  }

  @Test("scalping at its break-even volatility leaves nothing")
  func scalp() throws {
    func scalp(_ realised: Double) throws -> GammaScalp {
      try GammaScalp(
        gamma: 2e-5, spot: 60_000, realised: realised, implied: 0.6, years: 1.0 / 365, hedges: 24,
        cost: 0.0005)
    }
    let even = try scalp(0.6).breakEvenVolatility
    #expect(even > 0.6)
    let found = try scalp(even)
    expectClose(expected: found.theta + found.costs, got: found.gains, .relative(1e-12))
    // ½ × 2e-5 × 3.6e9 × 0.36 / 365.
    expectClose(expected: 12_960.0 / 365, got: found.theta, .relative(1e-12))
    #expect(found.gammaDrag > 0)
  }

  @Test("the mean of a path is its drift, jumps or not")
  func drift() throws {
    let jumps = try PriceProcess.Jumps(perYear: 20, mean: -0.05, deviation: 0.05)
    for jumps in [nil, jumps] {
      let process = try PriceProcess(start: 1, drift: 0.3, volatility: 0.4, jumps: jumps)
      var generator = SplitMix64(seed: 4)
      let ends = (0..<20_000).map { _ in process.path(steps: 2, years: 0.5, &generator)[2] }
      let found = try SampleStatistics(ends)
      expectClose(expected: exp(0.15), got: found.mean, .absolute(4 * found.standardError))
    }
  }

  @Test("numbers that cannot be are refused")
  func refused() {
    let tries: [() throws -> Void] = [
      { _ = try LelandVolatility(volatility: 0, roundTripCost: 0.01, years: 1) },
      {
        _ = try WhalleyWilmottBand(
          spot: 1, gamma: 1, cost: 0.1, riskAversion: 0, rate: 0, years: 1)
      },
      { _ = try PriceProcess(start: -1, drift: 0, volatility: 0.5) },
      { _ = try DeltaHedge(Self.plan(cost: 0, rule: .every(1)), along: [100]) },
      { _ = try Self.plan(cost: 0, rule: .every(0)) },
      {
        _ = try GammaScalp(
          gamma: 0, spot: 1, realised: 1, implied: 1, years: 1, hedges: 1, cost: 0)
      },
    ]
    for body in tries {
      let error = #expect(throws: SteelyardError.self) { try body() }
      #expect(error?.code == .invalidInput)
    }
  }
}

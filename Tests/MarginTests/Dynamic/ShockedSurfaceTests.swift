import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Shocked smiles and the Greeks of the dynamic model's core")
struct ShockedSurfaceTests {
  private func slices(
    _ moves: CoinScenarios, _ response: SurfaceResponse, skew: Double
  ) throws -> ShockedSlices {
    var market = try SyntheticMarket()
    market.skew = skew
    let snapshot = try market.snapshot()
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let count = moves.spot.count
    let group = try JointScenarios(
      labels: (0..<count).map { "move \($0)" }, weights: [Double](repeating: 1, count: count),
      coins: [.btc: moves])
    let columns = try JointColumns(
      [group], of: .btc, response: response,
      settlement: SettlementRule(horizonDays: 0, averagingWindowSeconds: 0, delivery: .cash))
    return ShockedSlices(
      of: try #require(snapshot.market(of: underlying)).expiries, in: columns,
      columns: Array(0..<count))
  }

  private func response(stickiness: Double, shortPower: Double) -> SurfaceResponse {
    SurfaceResponse(
      tenor: TenorScaling(
        referenceDays: 30, shortPower: shortPower, longPower: shortPower, daysMin: 1),
      slope: 0, curvature: 0, stickiness: stickiness, moneynessMax: 3, shareMin: 0.05, shareMax: 20)
  }

  @Test("a market that does not move, or whose volatilities all rise alike, breaks nothing")
  func nothing() throws {
    for moves in [
      CoinScenarios(horizonDays: 0, spot: [0, -0.05]),
      CoinScenarios(horizonDays: 0, spot: [0, 0], volatility: [0.4, -0.4]),
    ] {
      let found = try slices(moves, response(stickiness: 1, shortPower: 0), skew: 0)
      #expect(found.butterflies.brokenCount == 0 && found.calendars.brokenCount == 0)
      #expect(found.butterflies.checkedCount == 2 * 4 * 8)
      #expect(found.butterflies.worst == nil && found.calendars.worst == nil)
    }
  }

  @Test("short volatilities that rise too far make a calendar free: by how much, by hand")
  func calendar() throws {
    let found = try slices(
      CoinScenarios(horizonDays: 0, spot: [0, 0], volatility: [0.5, 0]),
      response(stickiness: 0, shortPower: 1), skew: 0)
    // Variance is 0.286 a year everywhere. After 12.9583 and 40.9583 days volatilities rise by
    // e^(15/12.9583) and e^(15/40.9583): 0.286 t e^(30/t) / 365 is 0.1028165 and 0.0667598.
    let worst = try #require(found.calendars.worst)
    #expect(worst.column == 0 && found.calendars.columns == [0])
    expectClose(expected: 0.036056702449467196, got: worst.size, .relative(1e-6))
    #expect(found.calendars.brokenCount > 0)
  }

  @Test("a smile that tilts too far has a butterfly that pays to be bought")
  func butterfly() throws {
    let tilted = CoinScenarios(
      horizonDays: 0, spot: [0, 0], volatility: [0, 0], skew: [1.5, 0])
    let found = try slices(tilted, response(stickiness: 0, shortPower: 0), skew: 0)
    #expect(found.butterflies.columns == [0])
    #expect((found.butterflies.worst?.size ?? 0) > 0.001)
  }

  private static let sample = DynamicSample(core: [.btc: DynamicSample.moves])

  @Test("the Greeks' parts sum to the core, and small books of linear contracts have none")
  func greeks() throws {
    let dynamic = try #require(
      try Self.sample.explained(
        [("BTC-26JUN26-70000-C", "-2"), ("BTC-26JUN26-60000-P", "1"), DynamicSample.bitcoin]
      ).dynamic)
    let found = try #require(dynamic.approximation)
    #expect(found.full == dynamic.initial.core)
    expectClose(
      expected: found.full, got: found.pieces.reduce(0) { $0 + $1.shortfall }, .relative(1e-9))
    #expect(found.worst.count == 5 && found.worst[0].full <= found.worst[1].full)
    #expect(found.coins.map(\.coin) == [.btc])
    // Moves of up to 10 % over 104 days: the Greeks come near, and not to the bit.
    expectClose(expected: found.full, got: found.approximated, .relative(0.05))
    #expect(found.full != found.approximated)
    #expect(dynamic.surfaceChecks.count == 1 && dynamic.surfaceChecks[0].scenarioCount >= 3)
    let linear = try #require(try Self.sample.explained([DynamicSample.bitcoin]).dynamic)
    #expect(linear.approximation == nil && linear.surfaceChecks.isEmpty)
  }
}

import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("displaced market")
struct MarketDisplacementTests {
  private static let start = Timestamp(microseconds: 1_780_000_000_000_000)
  private static let call = "BTC-25SEP26-60000-C"

  private func market() throws -> MarketSnapshot {
    var market = TestSupport.SampleMarket(time: Self.start)
    try market.add(future: "BTC-PERPETUAL", mark: 60_010, index: 60_000)
    try market.add(future: "BTC-25SEP26", mark: 60_300, index: 60_000)
    try market.add(
      option: Self.call, volatility: 0.6, forward: 60_300, index: 60_000, mark: 0.0612)
    try market.add(future: "ETH-PERPETUAL", mark: 2_001, index: 2_000)
    market.add(asset: .usdc, priceUSD: 0.999)
    return try market.snapshot()
  }

  private let marks = MarketSnapshot.MarkVolatility(
    source: .marks, surfaces: [:], isDiscounted: false)

  private func displaced(
    spot: Double = 0, scope: MarketDisplacement.Scope = .everyCoin, volatility: Double = 0,
    days: Double = 0
  ) throws -> MarketSnapshot {
    try market().displaced(
      by: MarketDisplacement(
        spotMove: spot, scope: scope, volatilityMove: volatility, days: days), marks: marks)
  }

  private func mark(_ name: String, in market: MarketSnapshot) throws -> Double {
    try #require(market.observation(of: try TestSupport.SampleMarket.instrument(name))?.markPrice)
  }

  @Test("without a displacement it is the same market, and near it hardly another")
  func nothingMoves() throws {
    let before = try market()
    let same = try displaced()
    #expect(same.observations == before.observations)
    #expect(same.assetPrices == before.assetPrices)
    for (spot, volatility, days) in [(1e-9, 0, 0), (0, 1e-9, 0), (0, 0, 1e-7)] {
      let near = try displaced(spot: spot, volatility: volatility, days: days)
      expectClose(expected: 0.0612, got: try mark(Self.call, in: near), .absolute(1e-8))
      expectClose(expected: 60_300, got: try mark("BTC-25SEP26", in: near), .absolute(1e-3))
    }
  }

  @Test("spot takes index, perpetual, futures, forwards and coins along, and no stablecoin")
  func spot() throws {
    let after = try displaced(spot: -0.2)
    let bitcoin = try #require(after.underlyings.first { $0.underlying.base == .btc })
    expectClose(expected: 48_000, got: bitcoin.index, .relative(1e-14))
    expectClose(expected: 48_008, got: bitcoin.perpetualMark ?? .nan, .relative(1e-14))
    expectClose(expected: 48_240, got: bitcoin.expiries[0].forward.value, .relative(1e-14))
    expectClose(expected: 48_240, got: try mark("BTC-25SEP26", in: after), .relative(1e-14))
    expectClose(expected: 48_000, got: try after.priceUSD(of: .btc), .relative(1e-14))
    expectClose(expected: 1_600, got: try after.priceUSD(of: .eth), .relative(1e-14))
    #expect(try after.priceUSD(of: .usdc) == 0.999)
    #expect(try mark(Self.call, in: after) < 0.0612)
  }

  @Test("the spot of one coin leaves the others where they are")
  func oneCoin() throws {
    let after = try displaced(spot: 0.1, scope: .coin(.eth))
    #expect(try after.priceUSD(of: .btc) == 60_000)
    expectClose(expected: 2_200, got: try after.priceUSD(of: .eth), .relative(1e-14))
    #expect(try mark(Self.call, in: after) == 0.0612)
  }

  @Test("volatility moves every option's own and its mark, and no forward")
  func volatility() throws {
    let after = try displaced(volatility: 0.5)
    let row = try #require(
      after.observation(of: try TestSupport.SampleMarket.instrument(Self.call)))
    expectClose(expected: 0.9, got: row.markVolatility ?? .nan, .relative(1e-14))
    #expect(row.markPrice ?? 0 > 0.08)
    #expect(try mark("BTC-25SEP26", in: after) == 60_300)
  }

  @Test("after its expiry an option is gone and its settlement price is the forward")
  func expiry() throws {
    let before = try market()
    let expiry = try #require(
      try TestSupport.SampleMarket.instrument(Self.call).expiry)
    let after = try displaced(days: before.time.days(to: expiry))
    #expect(after.time == expiry)
    #expect(after.observation(of: try TestSupport.SampleMarket.instrument(Self.call)) == nil)
    let bitcoin = try #require(after.underlyings.first { $0.underlying.base == .btc })
    #expect(bitcoin.expiries.isEmpty)
    #expect(bitcoin.settlementPrice(at: expiry) == before.underlyings[0].expiries[0].forward.value)
  }

  @Test("what a settlement average has fixed does not move, and days fix the rest of it")
  func fixedPart() throws {
    let instrument = try TestSupport.SampleMarket.instrument(Self.call)
    let expiry = try #require(instrument.expiry)
    let time = expiry.advanced(bySeconds: -600)
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var published = ExpiryObservation(
      underlying: instrument.underlying, expiry: expiry, origin: .init(file: "sample", row: 1))
    published.forward = 60_000
    published.settlementAverage = .init(average: 59_000, elapsed: 0.6)
    try builder.add([published])
    try builder.add([
      IndexObservation(
        underlying: instrument.underlying, origin: .init(file: "sample", row: 1), price: 60_000,
        confidence: nil)
    ])
    let before = try builder.build().snapshot
    func forward(spot: Double, seconds: Double) throws -> ForwardPrice {
      try #require(
        try before.displaced(
          by: MarketDisplacement(
            spotMove: spot, scope: .everyCoin, volatilityMove: 0, days: seconds / 86_400),
          marks: marks
        ).underlyings.first?.expiries.first
      ).forward
    }
    let fallen = try forward(spot: -0.5, seconds: 0)
    // 0.6 x 59,000 is fixed; the other 24,600 halve.
    expectClose(expected: 35_400, got: fallen.fixed, .relative(1e-12))
    expectClose(expected: 47_700, got: fallen.value, .relative(1e-12))
    let aged = try forward(spot: 0, seconds: 300)
    expectClose(expected: 60_000, got: aged.value, .relative(1e-12))
    expectClose(expected: 0.8, got: aged.fixedShare, .relative(1e-9))
    expectClose(expected: 47_700, got: aged.fixed, .relative(1e-9))
  }

  @Test(
    "moves that leave nothing, and time that runs backwards, are refused",
    arguments: [(-1.0, 0.0, 0.0), (0, -1, 0), (0, 0, -1), (.nan, 0, 0), (0, 101, 0), (0, 0, 4000)])
  func refused(spot: Double, volatility: Double, days: Double) {
    #expect {
      try MarketDisplacement(
        spotMove: spot, scope: .everyCoin, volatilityMove: volatility, days: days)
    } throws: { error in
      (error as? SteelyardError)?.code == .invalidInput
    }
  }
}

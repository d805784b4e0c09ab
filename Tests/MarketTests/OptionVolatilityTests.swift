import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Volatility of an option")
struct OptionVolatilityTests {
  private let expiry = SampleMarket.expiry(days: 30)

  private func rows(withVolatility: Bool) throws -> [InstrumentObservation] {
    let inverse = try SampleMarket.inverse()
    return try [Int64(65_000), 70_000, 75_000].flatMap { strike in
      try OptionRight.allCases.map { right in
        var row = try SampleMarket.optionRow(
          inverse, expiry: expiry, strike: strike, right, forward: 70_200, volatility: 0.5)
        row.indexPrice = 70_000
        if !withVolatility { row.markVolatility = nil }
        return row
      }
    }
  }

  @Test("its own mark volatility first, then solved from its own mark price")
  func own() throws {
    let instrument = try SampleMarket.option(
      try SampleMarket.inverse(), expiry: expiry, strike: 75_000, .put)
    let marked = try SampleMarket.build(try rows(withVolatility: true)).snapshot
    #expect(
      try marked.volatility(of: instrument, source: .marks, surfaces: [:])
        == OptionVolatility(value: 0.5, origin: .markVolatility))
    let unmarked = try SampleMarket.build(try rows(withVolatility: false)).snapshot
    let solved = try unmarked.volatility(of: instrument, source: .marks, surfaces: [:])
    #expect(solved.origin == .markPrice)
    expectClose(expected: 0.5, got: solved.value, .relative(1e-10))
  }

  @Test("no quote and no surface is an error with a remedy")
  func missing() throws {
    let snapshot = try SampleMarket.build(try rows(withVolatility: true)).snapshot
    let inverse = try SampleMarket.inverse()
    let instrument = try SampleMarket.option(inverse, expiry: expiry, strike: 71_000, .call)
    for source in SurfaceSource.allCases {
      let error = #expect(throws: SteelyardError.self) {
        try snapshot.volatility(of: instrument, source: source, surfaces: [:])
      }
      #expect(error?.code == .missingMarketData && error?.remedy.isEmpty == false)
    }
    let perpetual = try Instrument(inverse, .perpetual)
    let error = #expect(throws: SteelyardError.self) {
      try snapshot.volatility(of: perpetual, source: .marks, surfaces: [:])
    }
    #expect(error?.code == .notApplicable)
  }

  @Test("the venue's slice where it publishes one")
  func venue() throws {
    let inverse = try SampleMarket.inverse()
    let slice = try SVISlice(
      level: 0.01, slope: 0.05, correlation: -0.2, centre: 0.01, width: 0.1)
    var builder = MarketSnapshotBuilder(time: nil, limits: SampleMarket.limits)
    try builder.add(try rows(withVolatility: true))
    var published = ExpiryObservation(
      underlying: inverse, expiry: expiry, origin: .init(file: "v.json", row: 1))
    published.slice = PublishedSlice(slice: slice, reference: nil)
    try builder.add([published])
    let snapshot = try builder.build().snapshot
    let found = try snapshot.volatility(
      of: try SampleMarket.option(inverse, expiry: expiry, strike: 71_000, .call),
      source: .venueParameters, surfaces: [:])
    #expect(found.origin == .venueSlice)
    let market = try #require(snapshot.market(of: inverse)?.market(at: expiry))
    expectClose(
      expected: (slice.totalVariance(at: 71_000 / 70_200 - 1) / market.timeToExpiry).squareRoot(),
      got: found.value, .relative(1e-3))
  }
}

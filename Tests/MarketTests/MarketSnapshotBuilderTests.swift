import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("Market snapshot builder")
struct MarketSnapshotBuilderTests {
  private func perpetual(
    _ underlying: Underlying, mark: Double?, index: Double? = nil, file: String = "a.json",
    row: Int = 1, secondsLater: Int64 = 0
  ) throws -> InstrumentObservation {
    var result = SampleMarket.row(
      try Instrument(underlying, .perpetual), file: file, row: row, secondsLater: secondsLater)
    result.markPrice = mark
    result.indexPrice = index
    return result
  }

  @Test("the later of two rows counts and nothing is reported")
  func laterWins() throws {
    let inverse = try SampleMarket.inverse()
    let outcome = try SampleMarket.build([
      try perpetual(inverse, mark: 70_100, secondsLater: 5), try perpetual(inverse, mark: 70_000),
    ])
    #expect(outcome.problems.isEmpty)
    #expect(outcome.snapshot.observations.map(\.markPrice) == [70_100])
    #expect(outcome.snapshot.time == SampleMarket.time.advanced(bySeconds: 5))
  }

  @Test("two different rows of one time are reported with both places")
  func conflict() throws {
    let inverse = try SampleMarket.inverse()
    let outcome = try SampleMarket.build([
      try perpetual(inverse, mark: 70_000, file: "a.json", row: 3),
      try perpetual(inverse, mark: 70_100, file: "b.json", row: 7),
    ])
    let problem = try #require(outcome.problems.first)
    #expect(problem.code == .invalidInput)
    #expect(problem.subject == .place(file: "b.json", row: 7, field: nil))
    #expect(problem.message.contains("a.json, row 3"))
    #expect(outcome.snapshot.observations.map(\.markPrice) == [70_000])
  }

  @Test("the same row twice is no conflict")
  func duplicate() throws {
    let inverse = try SampleMarket.inverse()
    let outcome = try SampleMarket.build([
      try perpetual(inverse, mark: 70_000), try perpetual(inverse, mark: 70_000, file: "b.json"),
    ])
    #expect(outcome.problems.isEmpty && outcome.snapshot.observations.count == 1)
  }

  @Test("expired, from the future, too old, without mark: left out and reported")
  func exclusions() throws {
    let inverse = try SampleMarket.inverse()
    let expiry = SampleMarket.expiry(days: 10)
    var rows = [
      try perpetual(inverse, mark: 70_000),
      SampleMarket.row(
        try SampleMarket.option(
          inverse, expiry: SampleMarket.expiry(days: -1), strike: 70_000, .call), row: 2),
      SampleMarket.row(
        try SampleMarket.option(inverse, expiry: expiry, strike: 1, .call), row: 3,
        secondsLater: 61),
      SampleMarket.row(
        try SampleMarket.option(inverse, expiry: expiry, strike: 2, .call), row: 4,
        secondsLater: -3601),
      SampleMarket.row(
        try SampleMarket.option(inverse, expiry: expiry, strike: 3, .call), row: 5),
    ]
    rows[2].markPrice = 0.1
    rows[3].markPrice = 0.1
    let outcome = try SampleMarket.build(
      rows, at: SampleMarket.time,
      limits: MarketSnapshotBuilder.AgeLimits(ageSecondsMax: 3600, aheadSecondsMax: 60))
    #expect(
      outcome.problems.map(\.code)
        == [.notApplicable, .invalidInput, .staleMarketData, .missingMarketData])
    #expect(
      outcome.problems.map(\.subject)
        == (2...5).map { .place(file: "a.json", row: $0, field: nil) })
    #expect(outcome.snapshot.observations.count == 1)
  }

  @Test(
    "numbers that can't be are refused by field",
    arguments: [Double.nan, .infinity, -1, -0.0001, -.infinity])
  func inadmissible(value: Double) throws {
    let inverse = try SampleMarket.inverse()
    let good = try perpetual(inverse, mark: 70_000)
    var bad = try SampleMarket.optionRow(
      inverse, expiry: SampleMarket.expiry(days: 10), strike: 70_000, .call, forward: 70_000,
      volatility: 0.5, row: 2)
    bad.bid = InstrumentObservation.Quote(price: value)
    let outcome = try SampleMarket.build([good, bad])
    #expect(outcome.problems.map(\.subject) == [.place(file: "a.json", row: 2, field: "bid")])
    #expect(outcome.snapshot.observations.count == 1)
  }

  @Test("a crossed quote is reported and its mark stays")
  func crossed() throws {
    var row = try SampleMarket.optionRow(
      try SampleMarket.inverse(), expiry: SampleMarket.expiry(days: 10), strike: 70_000, .call,
      forward: 70_000, volatility: 0.5)
    row.bid = InstrumentObservation.Quote(price: 0.05)
    row.ask = InstrumentObservation.Quote(price: 0.04)
    row.indexPrice = 70_000
    let outcome = try SampleMarket.build([row])
    #expect(outcome.problems.map(\.code) == [.arbitrage])
    #expect(outcome.snapshot.observations == [row])
    #expect(row.spread == nil && row.midPrice == nil)
  }

  @Test("the index is the median of what rows name, so one wrong row does not move it")
  func index() throws {
    let inverse = try SampleMarket.inverse()
    var rows = try (0..<5).map {
      try SampleMarket.optionRow(
        inverse, expiry: SampleMarket.expiry(days: 10), strike: 70_000 + $0, .call,
        forward: 70_000, volatility: 0.5)
    }
    for position in rows.indices { rows[position].indexPrice = 70_000 + Double(position) }
    rows[0].indexPrice = 1e9
    let market = try #require(try SampleMarket.build(rows).snapshot.market(of: inverse))
    #expect(market.index == 70_003 && market.indexSource == "median index")
  }

  @Test("a linear underlying without an index leans on the inverse one and the stablecoin's price")
  func linearIndex() throws {
    let linear = try SampleMarket.linear()
    var future = SampleMarket.row(
      try Instrument(linear, .future(expiry: SampleMarket.expiry(days: 10))))
    future.markPrice = 70_500
    let rows = [try perpetual(try SampleMarket.inverse(), mark: 70_010, index: 70_000), future]
    let priced = try SampleMarket.build(
      rows, prices: [AssetPrice(asset: .usdc, priceUSD: 0.9998, source: "given")])
    let index = try #require(priced.snapshot.market(of: linear)?.index)
    expectClose(expected: 70_000 / 0.9998, got: index, .relative(1e-15))
    #expect(priced.problems.isEmpty)
    let unpriced = try SampleMarket.build(rows)
    #expect(unpriced.problems.map(\.code) == [.missingMarketData])
    #expect(unpriced.snapshot.market(of: linear) == nil)
    #expect(unpriced.snapshot.observations.count == 2)
  }

  @Test("two indices of one coin price the stablecoin; it is never taken for a dollar")
  func stablecoin() throws {
    let rows = [
      try perpetual(try SampleMarket.inverse(), mark: 70_010, index: 70_000),
      try perpetual(try SampleMarket.linear(), mark: 70_010, index: 70_014),
    ]
    let snapshot = try SampleMarket.build(rows).snapshot
    expectClose(
      expected: 70_000 / 70_014, got: try snapshot.priceUSD(of: .usdc), .relative(1e-15))
    expectClose(expected: 70_000, got: try snapshot.priceUSD(of: .btc), .relative(1e-15))
    #expect(throws: SteelyardError.self) { try snapshot.priceUSD(of: .usdt) }
  }

  @Test("a given price counts before an index, and a second different one is reported")
  func givenPrice() throws {
    let prices = [
      AssetPrice(asset: .btc, priceUSD: 69_000, source: "given"),
      AssetPrice(asset: .btc, priceUSD: 68_000, source: "given again"),
      AssetPrice(asset: .eth, priceUSD: .nan, source: "given"),
    ]
    let outcome = try SampleMarket.build(
      [try perpetual(try SampleMarket.inverse(), mark: 70_000, index: 70_000)], prices: prices)
    #expect(try outcome.snapshot.priceUSD(of: .btc) == 69_000)
    #expect(outcome.problems.map(\.code) == [.invalidInput, .invalidInput])
  }

  @Test("nothing usable is an error that says so")
  func empty() throws {
    #expect(throws: SteelyardError.self) { try SampleMarket.build([]) }
    let expired = try SampleMarket.optionRow(
      try SampleMarket.inverse(), expiry: SampleMarket.expiry(days: 1), strike: 70_000, .call,
      forward: 70_000, volatility: 0.5)
    #expect(throws: SteelyardError.self) {
      try SampleMarket.build([expired], at: SampleMarket.expiry(days: 2))
    }
  }

  @Test("the order of the rows does not matter")
  func order() throws {
    let inverse = try SampleMarket.inverse()
    var rows = try (0..<20).map {
      try SampleMarket.optionRow(
        inverse, expiry: SampleMarket.expiry(days: 1 + $0 % 3), strike: 60_000 + 1000 * $0,
        $0 % 2 == 0 ? .call : .put, forward: 70_000, volatility: 0.5, row: Int($0) + 1)
    }
    rows.append(try perpetual(inverse, mark: 70_000))
    var generator = SeededGenerator(seed: 7)
    let first = try SampleMarket.build(rows).snapshot
    let second = try SampleMarket.build(rows.shuffled(using: &generator)).snapshot
    #expect(first.observations == second.observations)
    #expect(first.underlyings.map(\.index) == second.underlyings.map(\.index))
  }
}

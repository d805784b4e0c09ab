import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("Published expiries and indices") struct PublishedTableTests {
  private let expiry = SampleMarket.expiry(days: 30)

  private func observed(
    _ underlying: Underlying, file: String = "feed", at expiry: Timestamp? = nil,
    _ fill: (inout ExpiryObservation) -> Void
  ) -> ExpiryObservation {
    var result = ExpiryObservation(
      underlying: underlying, expiry: expiry ?? self.expiry, origin: .init(file: file, row: 1))
    fill(&result)
    return result
  }

  private func index(
    _ underlying: Underlying, _ price: Double?, _ confidence: Amount? = nil, file: String = "feed"
  ) -> IndexObservation {
    IndexObservation(
      underlying: underlying, origin: .init(file: file, row: 2), price: price,
      confidence: confidence)
  }

  private func build(
    _ expiries: [ExpiryObservation], _ indices: [IndexObservation],
    rows: [InstrumentObservation] = [], prices: [AssetPrice] = []
  ) throws -> MarketSnapshotBuilder.Outcome {
    var builder = MarketSnapshotBuilder(time: SampleMarket.time, limits: SampleMarket.limits)
    try builder.add(rows)
    try builder.add(prices)
    try builder.add(expiries)
    try builder.add(indices)
    return try builder.build()
  }

  @Test("published numbers make a market of their own, and count before what rows say")
  func published() throws {
    let linear = try SampleMarket.linear()
    let almost = try Amount(parsing: "0.399999999999999999")
    var row = SampleMarket.row(try Instrument(linear, .perpetual))
    row.markPrice = 70_100
    row.indexPrice = 69_000
    row.confidence = almost
    var option = try SampleMarket.optionRow(
      linear, expiry: expiry, strike: 70_000, .call, forward: 71_000, volatility: 0.5)
    option.underlyingPrice = 71_000
    option.interestRate = 0.01
    let outcome = try build(
      [
        observed(linear) {
          $0.forward = 70_500
          $0.rate = 0.04
          $0.confidence = ExpiryConfidence(forward: .one, rate: nil, volatility: almost)
        }
      ], [index(linear, 70_000, almost)], rows: [row, option])
    #expect(outcome.problems.isEmpty)
    let market = try #require(outcome.snapshot.market(of: linear))
    #expect(market.index == 70_000 && market.indexSource == "published index")
    #expect(market.indexConfidence == almost && market.perpetualConfidence == almost)
    let found = try #require(market.market(at: expiry))
    #expect(found.forward == ForwardPrice(value: 70_500, source: .published))
    #expect(found.rate == 0.04)
    #expect(found.confidence.volatility == almost && found.confidence.rate == nil)
    #expect(outcome.snapshot.expiryObservations.count == 1)
    let bare = try build([], [], rows: [row, option])
    let other = try #require(bare.snapshot.market(of: linear)?.market(at: expiry))
    #expect(other.rate == 0.01, "the rows' own rate, for want of a published one")
  }

  @Test("an index alone is a market; its confidence goes with the prices it gives")
  func alone() throws {
    let inverse = try SampleMarket.inverse()
    let half = try Amount(parsing: "0.5")
    let snapshot = try build([], [index(inverse, 70_000, half)]).snapshot
    #expect(snapshot.market(of: inverse)?.index == 70_000)
    #expect(snapshot.assetPrices.first { $0.asset == .btc }?.confidence == half)
  }

  @Test("sources complete each other; contradictions are reported and the first counts")
  func merge() throws {
    let linear = try SampleMarket.linear()
    let outcome = try build(
      [
        observed(linear) { $0.forward = 70_500 },
        observed(linear, file: "second") { $0.rate = 0.04 },
        observed(linear, file: "third") {
          $0.forward = 70_501
          $0.rate = 0.04
        },
      ],
      [
        index(linear, 70_000), index(linear, nil, .one, file: "second"),
        index(linear, 70_002, file: "third"),
      ])
    #expect(outcome.problems.map(\.code) == [.invalidInput, .invalidInput])
    for problem in outcome.problems {
      guard case .place("third", _, _) = problem.subject else {
        Issue.record("\(problem)")
        continue
      }
    }
    let market = try #require(outcome.snapshot.market(of: linear))
    #expect(market.index == 70_000 && market.indexConfidence == .one)
    let found = try #require(market.market(at: expiry))
    #expect(found.forward.value == 70_500 && found.rate == 0.04)
  }

  @Test("what cannot be is left out and reported")
  func wrong() throws {
    let linear = try SampleMarket.linear()
    let over = try Amount(parsing: "1.000000000000000001")
    let bad: [(inout ExpiryObservation) -> Void] = [
      { $0.forward = 0 }, { $0.forward = .nan }, { $0.rate = .infinity }, { $0.rate = 11 },
      { $0.settlementAverage = .init(average: -1, elapsed: 0.5) },
      { $0.settlementAverage = .init(average: 1, elapsed: 1.5) },
      { $0.settlementAverage = .init(average: 1, elapsed: .nan) },
      { $0.confidence = ExpiryConfidence(forward: over, rate: nil, volatility: nil) },
    ]
    let past = SampleMarket.time
    let outcome = try build(
      bad.map { observed(linear, $0) } + [
        observed(linear, at: past) { $0.settlementAverage = .init(average: 1, elapsed: 0.99) }
      ], [index(linear, 70_000), index(linear, .nan), index(linear, 1, -.one)])
    #expect(outcome.problems.filter { $0.code == .invalidInput }.count == bad.count + 2)
    #expect(outcome.problems.filter { $0.code == .notApplicable }.count == 1)
    #expect(outcome.snapshot.market(of: linear)?.expiries.isEmpty == true)
    #expect(outcome.snapshot.market(of: linear)?.settlementPrice(at: past) == nil)
  }

  @Test("a price whose confidence is no share is left out; two confidences are reported")
  func assets() throws {
    let linear = try SampleMarket.linear()
    let half = try Amount(parsing: "0.5")
    func price(_ asset: Currency, _ confidence: Amount?) -> AssetPrice {
      AssetPrice(asset: asset, priceUSD: 2, source: "test", confidence: confidence)
    }
    let outcome = try build(
      [], [index(linear, 70_000)],
      prices: [price(.eth, -.one), price(.usdc, half), price(.usdc, .one)])
    #expect(outcome.problems.map(\.code) == [.invalidInput, .invalidInput])
    #expect(outcome.snapshot.assetPrices.first { $0.asset == .usdc }?.confidence == half)
    #expect(!outcome.snapshot.assetPrices.contains { $0.asset == .eth })
  }

  @Test("inside the window a published forward is whole; one that stands in moves in part")
  func window() throws {
    let linear = try SampleMarket.linear()
    let soon = SampleMarket.time.advanced(bySeconds: 1_200)
    let average = InstrumentObservation.SettlementAverage(average: 69_000, elapsed: 0.25)
    let whole = try build(
      [
        observed(linear, at: soon) {
          $0.forward = 69_900
          $0.settlementAverage = average
        }
      ], [index(linear, 70_000)])
    let published = try #require(whole.snapshot.market(of: linear)?.market(at: soon)?.forward)
    #expect(published.value == 69_900 && published.fixed == 17_250 && published.fixedShare == 0.25)
    // Without a forward the index stands in: 17,250 + 70,000 · 0.75 = 69,750.
    let bare = try build(
      [observed(linear, at: soon) { $0.settlementAverage = average }], [index(linear, 70_000)])
    let standIn = try #require(bare.snapshot.market(of: linear)?.market(at: soon)?.forward)
    #expect(standIn.value == 69_750 && standIn.fixed == 17_250 && standIn.source == .index)
    // An average above the forward itself is wrong: nothing is taken as fixed.
    let wrong = try build(
      [
        observed(linear, at: soon) {
          $0.forward = 10_000
          $0.settlementAverage = average
        }
      ], [index(linear, 70_000)])
    #expect(wrong.problems.map(\.code) == [.invalidInput])
    #expect(wrong.snapshot.market(of: linear)?.market(at: soon)?.forward.fixed == 0)
  }

  @Test("an expiry that has passed is known by its settlement price, published or in a row")
  func settled() throws {
    let linear = try SampleMarket.linear()
    let past = SampleMarket.time.advanced(bySeconds: -60)
    let settlement = observed(linear, at: past) {
      $0.settlementAverage = .init(average: 70_400, elapsed: 1)
    }
    let outcome = try build([settlement, settlement], [index(linear, 70_000)])
    #expect(outcome.problems.isEmpty)
    let market = try #require(outcome.snapshot.market(of: linear))
    #expect(market.settlementPrice(at: past) == 70_400 && market.expiries.isEmpty)
    #expect(outcome.snapshot.expiryObservations == [settlement])
    var row = SampleMarket.row(
      try SampleMarket.option(linear, expiry: past, strike: 70_000, .call), secondsLater: -120)
    row.markPrice = 400
    row.settlementAverage = .init(average: 70_400, elapsed: 1)
    let byRow = try build([], [index(linear, 70_000)], rows: [row])
    #expect(byRow.problems.isEmpty)
    #expect(byRow.snapshot.market(of: linear)?.settlementPrice(at: past) == 70_400)
  }

  @Test("too much published is refused")
  func limit() throws {
    let linear = try SampleMarket.linear()
    var builder = MarketSnapshotBuilder(time: SampleMarket.time, limits: SampleMarket.limits)
    let expiries = [ExpiryObservation](
      repeating: observed(linear) { _ in }, count: MarketSnapshotBuilder.publishedMax + 1)
    let error = #expect(throws: SteelyardError.self) { try builder.add(expiries) }
    #expect(error?.code == .limitExceeded)
  }
}

import SteelyardContracts
import SteelyardMarket
import SteelyardMath
import SteelyardPricing
import TestSupport
import Testing

@Suite("Forward per expiry")
struct ForwardCurveTests {
  private let expiry = SampleMarket.expiry(days: 30)

  private func chain(_ underlying: Underlying, forward: Double) throws -> [InstrumentObservation] {
    try stride(from: Int64(60_000), through: 80_000, by: 2_000).flatMap { strike in
      try OptionRight.allCases.map { right in
        var row = try SampleMarket.optionRow(
          underlying, expiry: expiry, strike: strike, right, forward: forward, volatility: 0.55)
        row.indexPrice = 70_000
        return row
      }
    }
  }

  private func forward(
    _ rows: [InstrumentObservation], _ underlying: Underlying, _ expiry: Timestamp
  ) throws -> ForwardPrice {
    try #require(
      try SampleMarket.build(rows).snapshot.market(of: underlying)?.market(at: expiry)?.forward)
  }

  @Test("parity gives the forward the chain was priced on", arguments: [false, true])
  func parity(isLinear: Bool) throws {
    let underlying = try isLinear ? SampleMarket.linear() : SampleMarket.inverse()
    let found = try forward(try chain(underlying, forward: 70_312.5), underlying, expiry)
    expectClose(expected: 70_312.5, got: found.value, .relative(1e-12))
    guard case .putCallParity = found.source else {
      Issue.record("source \(found.source)")
      return
    }
  }

  @Test("marks rounded to 1e-4 coin move it by less than half a rounding")
  func rounded() throws {
    let inverse = try SampleMarket.inverse()
    var rows = try chain(inverse, forward: 70_312.5)
    for position in rows.indices {
      rows[position].markPrice = rows[position].markPrice.map { ($0 * 1e4).rounded() / 1e4 }
    }
    let found = try forward(rows, inverse, expiry)
    expectClose(expected: 70_312.5, got: found.value, .relative(5e-5))
  }

  @Test("single wrong marks and missing legs do not move it")
  func robust() throws {
    let inverse = try SampleMarket.inverse()
    var rows = try chain(inverse, forward: 70_312.5)
    rows[10].markPrice = 0.9
    rows.remove(at: 0)
    rows[4].markPrice = nil
    rows[20].markPrice = 0
    let found = try forward(rows, inverse, expiry)
    expectClose(expected: 70_312.5, got: found.value, .relative(1e-12))
  }

  @Test("without pairs: the printed forward, then the future, then between, then the index")
  func fallbacks() throws {
    let inverse = try SampleMarket.inverse()
    var printed = try SampleMarket.optionRow(
      inverse, expiry: expiry, strike: 70_000, .call, forward: 70_400, volatility: 0.5)
    printed.underlyingPrice = 70_400
    printed.indexPrice = 70_000
    #expect(
      try forward([printed], inverse, expiry)
        == ForwardPrice(value: 70_400, source: .underlyingPrice))

    printed.underlyingPriceSource = .index
    var future = SampleMarket.row(try Instrument(inverse, .future(expiry: expiry)))
    future.markPrice = 70_390
    #expect(
      try forward([printed, future], inverse, expiry)
        == ForwardPrice(value: 70_390, source: .future))

    let early = SampleMarket.expiry(days: 15)
    var between = try SampleMarket.optionRow(
      inverse, expiry: early, strike: 70_000, .call, forward: 70_000, volatility: 0.5)
    between.underlyingPriceSource = .index
    let interpolated = try forward([between, printed, future], inverse, early)
    #expect(interpolated.source == .interpolated)
    expectClose(
      expected: (70_000.0 * 70_390).squareRoot(), got: interpolated.value, .relative(1e-12))

    #expect(
      try forward([printed], inverse, expiry) == ForwardPrice(value: 70_000, source: .index))
  }

  @Test("one pair alone needs another source that agrees")
  func onePair() throws {
    let inverse = try SampleMarket.inverse()
    var rows = try OptionRight.allCases.map {
      try SampleMarket.optionRow(
        inverse, expiry: expiry, strike: 70_000, $0, forward: 70_300, volatility: 0.5)
    }
    for position in rows.indices {
      rows[position].underlyingPrice = 70_310
      rows[position].indexPrice = 70_000
    }
    #expect(try forward(rows, inverse, expiry).source == .putCallParity(strikes: 1))
    rows[0].markPrice = 0.2
    #expect(
      try forward(rows, inverse, expiry)
        == ForwardPrice(value: 70_310, source: .underlyingPrice))
  }

  @Test(
    "mark volatility reprices the mark on real chains",
    .enabled(if: MarketData.isPresent, MarketData.skipped), arguments: MarketData.jsonChains)
  func repricing(chain: String) throws {
    for coin in ["BTC", "ETH"] {
      let outcome = try MarketData.build(try MarketData.jsonRows(chain, coin: coin))
      var errors: [Double] = []
      for market in outcome.snapshot.underlyings {
        for expiry in market.expiries {
          for row in expiry.options {
            guard let terms = row.instrument.optionTerms, let mark = row.markPrice,
              let volatility = row.markVolatility
            else { continue }
            let model = try Black76(
              forward: expiry.forward.value, strike: terms.strike.doubleValue,
              timeToExpiry: row.time.years(to: terms.expiry), volatility: volatility, rate: 0
            ).value(terms.right)
            errors.append(abs(model / expiry.forward.value - mark))
          }
        }
      }
      errors.sort()
      let told = try outcome.snapshot.underlyings.compactMap { try $0.markRepricing() }
      #expect(told.map(\.rowCount).reduce(0, +) == errors.count)
      #expect(told.map(\.maximum).max() == errors.last)
      let levels = [0.5, 0.9, 0.99, 1].compactMap {
        quantile($0, ofSorted: errors, convention: .linear)
      }
      print(
        "repricing \(coin) \(chain): \(errors.count) rows, \(outcome.problems.count) problems,",
        "p50 \(levels[0]) p90 \(levels[1]) p99 \(levels[2]) max \(levels[3]) coin")
      #expect(errors.count > 700 && levels[2] <= 1e-4)
      #expect(outcome.problems.isEmpty)
    }
  }
}

import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Instrument pricer") struct InstrumentPricerTests {
  static func market(_ fill: (inout SampleMarket) throws -> Void) throws -> InstrumentPricer {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    try fill(&market)
    return InstrumentPricer(
      snapshot: try market.snapshot(), surfaceSource: .marks, surfaces: [:], discounting: .none)
  }

  static func refusal(_ name: String, _ pricer: InstrumentPricer) throws -> SteelyardError.Code? {
    let instrument = try SampleMarket.instrument(name)
    let error = #expect(throws: SteelyardError.self) { _ = try pricer.price(instrument) }
    return error?.code
  }

  @Test("an option by its own mark volatility, worth its mark")
  func option() throws {
    let pricer = try Self.market { market in
      try market.add(
        option: "BTC-27MAR26-70000-C", volatility: 0.5, forward: 70_300, index: 70_000, mark: 0.06)
    }
    let priced = try pricer.price(try SampleMarket.instrument("BTC-27MAR26-70000-C"))
    let option = try InverseOption(
      forward: 70_300, strike: 70_000, timeToExpiry: priced.timeToExpiry, volatility: 0.5)
    #expect(priced.value == 0.06 && priced.observedMark == 0.06)
    #expect(priced.modelValue == option.value(.call))
    #expect(priced.price == 70_300 && priced.index == 70_000 && priced.strike == 70_000)
    expectClose(
      expected: option.quoteSettled.forwardDelta(.call) - option.value(.call),
      got: priced.netTransactionDelta, .relative(1e-13))
    expectClose(expected: 24.895833333333332, got: priced.days, .relative(1e-12))
  }

  @Test("futures and perpetuals by their mark, else forward or index")
  func futures() throws {
    let pricer = try Self.market { market in
      try market.add(future: "BTC-PERPETUAL", mark: 70_035, index: 70_000)
      try market.add(
        option: "BTC-27MAR26-70000-C", volatility: 0.5, forward: 70_300, index: 70_000)
      try market.add(
        option: "ETH-27MAR26-2000-C", volatility: 0.5, forward: 2_110, index: 2_100)
    }
    let perpetual = try pricer.price(try SampleMarket.instrument("BTC-PERPETUAL"))
    #expect(perpetual.price == 70_035 && perpetual.priceSource == .mark)
    #expect(perpetual.delta == 1 / 70_035.0 && perpetual.value == 0)
    expectClose(
      expected: 1 / 69_000.0 - 1 / 70_035.0, got: perpetual.unrealisedProfit(entryPrice: 69_000),
      .relative(1e-15))
    let future = try pricer.price(try SampleMarket.instrument("BTC-27MAR26"))
    #expect(future.price == 70_300)
    let ether = try pricer.price(try SampleMarket.instrument("ETH-PERPETUAL"))
    #expect(ether.price == 2_100 && ether.priceSource == .index)
  }

  @Test("a mark of zero is a price; so is a volatility that gives nothing")
  func worthless() throws {
    let pricer = try Self.market { market in
      try market.add(
        option: "BTC-3MAR26-200000-C", volatility: 0.3, forward: 70_300, index: 70_000, mark: 0)
    }
    let priced = try pricer.price(try SampleMarket.instrument("BTC-3MAR26-200000-C"))
    #expect(priced.value == 0 && priced.modelValue >= 0 && priced.modelValue < 1e-100)
    #expect(priced.delta.isFinite && priced.gamma.isFinite && priced.vega.isFinite)
  }

  @Test("what cannot be priced says why")
  func refusals() throws {
    let pricer = try Self.market { market in
      try market.add(future: "BTC-PERPETUAL", mark: 70_035, index: 70_000)
      try market.add(
        option: "BTC-27MAR26-70000-C", volatility: 0.5, forward: 70_300, index: 70_000)
    }
    #expect(try Self.refusal("BTC-27FEB26-70000-C", pricer) == .invalidInput)
    #expect(try Self.refusal("BTC-2MAR26", pricer) == .invalidInput)
    #expect(try Self.refusal("BTC-27MAR26-71000-C", pricer) == .missingMarketData)
    #expect(try Self.refusal("BTC-24APR26-70000-C", pricer) == .missingMarketData)
    #expect(try Self.refusal("ETH-PERPETUAL", pricer) == .missingMarketData)
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    let barrier = try Instrument(
      underlying,
      .barrierOption(
        OptionTerms(
          expiry: try Timestamp(parsing: "2026-03-27T08:00:00Z"), strike: Amount(70_000),
          right: .call), Barrier(kind: .upAndOut, level: Amount(90_000))))
    let error = #expect(throws: SteelyardError.self) { _ = try pricer.price(barrier) }
    #expect(error?.code == .unsupported)
  }

  @Test(
    "prices out of any range are refused, not computed with",
    arguments: [1e-300, 1e-16, 1e16, 1e300])
  func outOfRange(_ price: Double) throws {
    let pricer = try Self.market { market in
      try market.add(future: "BTC-PERPETUAL", mark: price, index: price)
      try market.add(
        option: "BTC-27MAR26-70000-C", volatility: 0.5, forward: price, index: price)
    }
    #expect(try Self.refusal("BTC-PERPETUAL", pricer) == .invalidInput)
    #expect(try Self.refusal("BTC-27MAR26-70000-C", pricer) == .invalidInput)
  }
}

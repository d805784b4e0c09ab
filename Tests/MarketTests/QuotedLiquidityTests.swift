import SteelyardContracts
import SteelyardMarket
import Testing

@Suite("Quoted liquidity")
struct QuotedLiquidityTests {
  private static func row(strike: Int64, openInterest: Double?) throws -> InstrumentObservation {
    let terms = OptionTerms(
      expiry: try Timestamp(parsing: "2026-03-27T08:00:00Z"), strike: Amount(strike), right: .call)
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    var row = InstrumentObservation(
      instrument: try Instrument(underlying, .option(terms)),
      time: try Timestamp(parsing: "2026-03-14T09:00:00Z"),
      origin: .init(file: "test", row: Int(strike)))
    row.markPrice = 0.02
    row.markVolatility = 0.5
    row.underlyingPrice = 70_000
    row.underlyingPriceSource = .synthetic("SYN")
    row.indexPrice = 70_000
    row.openInterest = openInterest
    return row
  }

  @Test("a side without an amount has no depth, not depth zero")
  func depth() throws {
    var row = try Self.row(strike: 70_000, openInterest: nil)
    #expect(row.quotedDepth == (nil, nil))
    row.bid = .init(price: 0.019, amount: 12.5)
    row.ask = .init(price: 0.021)
    #expect(row.quotedDepth == (12.5, nil))
  }

  @Test("open interest adds up over rows that give it, and is nil where none does")
  func openInterest() throws {
    func market(_ interests: [Double?]) throws -> UnderlyingMarket? {
      var builder = MarketSnapshotBuilder(
        time: nil, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
      try builder.add(
        interests.enumerated().map { index, interest in
          try Self.row(strike: 70_000 + 1000 * Int64(index), openInterest: interest)
        })
      return try builder.build().snapshot.underlyings.first
    }
    let some = try market([3, nil, 4.5])
    #expect(some?.optionOpenInterest == 7.5)
    #expect(some?.expiries.first?.optionOpenInterest == 7.5)
    let none = try market([nil, nil])
    #expect(none != nil && none?.optionOpenInterest == nil)
  }
}

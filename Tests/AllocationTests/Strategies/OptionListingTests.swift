import SteelyardAllocation
import SteelyardContracts
import TestSupport
import Testing

@Suite("Options as they would be listed")
struct OptionListingTests {
  @Test("expiries are Fridays at 08:00 UTC, at least so many days ahead")
  func expiries() throws {
    // 2024-06-28 was a Friday.
    let friday = try Timestamp(parsing: "2024-06-28T08:00:00Z")
    let before = try Timestamp(parsing: "2024-06-27T00:00:00Z")
    #expect(OptionListing.expiry(atLeast: 0, after: before) == friday)
    #expect(OptionListing.expiry(atLeast: 0, after: friday) == friday)
    #expect(
      OptionListing.expiry(atLeast: 1.5, after: before)
        == (try Timestamp(parsing: "2024-07-05T08:00:00Z")))
  }

  @Test(
    "strikes stand on a round grid of at most 2 %",
    arguments: [(60_000.0, 1000.0), (100_000, 2000), (9_000, 100), (3_300, 50), (0.5, 0.01)])
  func grid(price: Double, step: Double) {
    expectClose(
      expected: step, got: OptionListing.strikeStep(at: price), .relative(1e-12),
      inputs: "\(price)")
  }

  @Test(
    "a strike that was found for a delta has it, within the grid", arguments: OptionRight.allCases)
  func deltas(right: OptionRight) throws {
    var market = try MarketPast(
      coins: [.btc], from: try Timestamp(parsing: "2024-06-27T00:00:00Z"))
    try market.observe(.spot(.btc, price: 60_000))
    try market.observe(.impliedVolatility(.btc, level: 0.6))
    let expiry = OptionListing.expiry(atLeast: 28, after: market.time)
    let strike = try #require(
      OptionListing.usual.strike(
        ofDelta: 0.25, right, in: market.coins[0], at: market.time, expiry: expiry))
    let terms = OptionTerms(
      expiry: expiry, strike: try #require(Amount("\(strike.rounded())")), right: right)
    let quote = try #require(
      OptionListing.usual.quote(
        of: try Instrument(market.coins[0].spot.underlying, .option(terms)),
        in: market.coins[0], at: market.time))
    expectClose(
      expected: 0.25, got: abs(quote.delta), .relative(1e-4), inputs: "\(right) at \(strike)")
    #expect(right == .call ? strike > 60_000 : strike < 60_000)
  }
}

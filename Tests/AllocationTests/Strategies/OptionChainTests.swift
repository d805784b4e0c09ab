import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("A chain of options that was seen, and carried on")
struct OptionChainTests {
  private static let time = Timestamp(microseconds: 1_704_100_000_000_000)

  /// Black's value by the error function: another way than the library's.
  private static func value(
    _ right: OptionRight, _ forward: Double, _ strike: Double, _ years: Double,
    _ volatility: Double
  ) -> Double {
    let deviation = volatility * years.squareRoot()
    let upper = log(forward / strike) / deviation + deviation / 2
    func normal(_ place: Double) -> Double { 0.5 * erfc(-place / 2.0.squareRoot()) }
    let call = forward * normal(upper) - strike * normal(upper - deviation)
    return right == .call ? call : call - forward + strike
  }

  private struct Listed {
    let days: Double
    let strike: Double
    let right: OptionRight
    let volatility: Double
    var forward = 102.0
    var bid: Double? = 0.9
    var ask: Double? = 1.2
    var isMarked = true
  }

  /// Rows of an inverse venue: index 100, quotes as shares of the mark in coins.
  private static func rows(_ listed: [Listed]) throws -> [InstrumentObservation] {
    let underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    return try listed.enumerated().map { place, option in
      let expiry = Timestamp(microseconds: time.microseconds + Int64(option.days * 86_400e6))
      var row = InstrumentObservation(
        instrument: try Instrument(
          underlying,
          .option(
            OptionTerms(
              expiry: expiry, strike: try Amount(nearest: option.strike), right: option.right))),
        time: time, origin: .init(file: "chain", row: place + 1))
      row.indexPrice = 100
      row.underlyingPrice = option.forward
      if option.isMarked { row.markVolatility = option.volatility }
      let mark =
        value(
          option.right, option.forward, option.strike, max(option.days, 0.001) / 365,
          option.volatility) / option.forward
      row.markPrice = mark
      row.bid = option.bid.map { .init(price: $0 * mark) }
      row.ask = option.ask.map { .init(price: $0 * mark) }
      return row
    }
  }

  private static func usual() throws -> OptionChain {
    try #require(
      try OptionChain.chains(
        of: rows([
          Listed(days: 73, strike: 80, right: .put, volatility: 0.7),
          Listed(days: 73, strike: 102, right: .put, volatility: 0.5),
          Listed(days: 73, strike: 102, right: .call, volatility: 0.5),
          Listed(days: 73, strike: 130, right: .call, volatility: 0.6, bid: nil),
        ])
      ).chains.first)
  }

  private static func market(
    _ chain: OptionChain?, price: Double = 100, after days: Double = 0, index: Double? = nil,
    indexLater: Double? = nil
  ) throws -> MarketPast {
    var market = try MarketPast(coins: [.btc], from: time)
    try market.observe(.spot(.btc, price: 100))
    if let index { try market.observe(.impliedVolatility(.btc, level: index)) }
    if let chain { try market.observe(.chain(chain)) }
    try market.advance(
      to: Timestamp(microseconds: time.microseconds + Int64(days * 86_400e6)))
    try market.observe(.spot(.btc, price: price))
    if let indexLater { try market.observe(.impliedVolatility(.btc, level: indexLater)) }
    return market
  }

  private static let listing = OptionListing(
    smile: OptionListing.usual.smile, source: .chains)

  private static func option(_ strike: Double, _ right: OptionRight) throws -> Instrument {
    try Instrument(
      Underlying(base: .btc, quote: .usdc, settlement: .usdc),
      .option(
        OptionTerms(
          expiry: Timestamp(microseconds: time.microseconds + 73 * 86_400_000_000),
          strike: try Amount(nearest: strike), right: right)))
  }

  @Test("at its own instant and price every option is worth its mark in coins at the index")
  func marks() throws {
    let market = try Self.market(Self.usual())
    for (strike, right, volatility) in [
      (80.0, OptionRight.put, 0.7), (102, .put, 0.5), (102, .call, 0.5), (130, .call, 0.6),
    ] {
      let mark = Self.value(right, 102, strike, 0.2, volatility) / 102
      let quote = try #require(
        Self.listing.quote(of: Self.option(strike, right), in: market.coins[0], at: market.time))
      expectClose(expected: mark * 100, got: quote.value, .relative(1e-10))
      expectClose(expected: volatility, got: quote.volatility, .relative(1e-12))
      let share = Self.listing.quotedShare(
        of: try Self.option(strike, right), isBuying: true, in: market.coins[0], at: market.time)
      expectClose(expected: 1.2, got: try #require(share), .relative(1e-10))
    }
    let sold = Self.listing.quotedShare(
      of: try Self.option(80, .put), isBuying: false, in: market.coins[0], at: market.time)
    expectClose(expected: 0.9, got: try #require(sold), .relative(1e-10))
    let unwanted = Self.listing.quotedShare(
      of: try Self.option(130, .call), isBuying: false, in: market.coins[0], at: market.time)
    #expect(unwanted == 0, "nobody bids for it")
  }

  @Test("later the smile stands at its moneyness, moved by the index; value and Greeks by hand")
  func carried() throws {
    // A fifth of a year is left at first; after half of it the price is 90 and the index has doubled.
    let market = try Self.market(
      Self.usual(), price: 90, after: 36.5, index: 0.5, indexLater: 1)
    let years = 0.1
    let forward = 90 * exp(log(1.02) / 0.2 * years)
    let now = log(80 / forward) / (2 * 0.5 * years.squareRoot())
    let then = log(80.0 / 102) / (0.5 * 0.2.squareRoot())
    // Between the put at 80, at `then`, and the strike at the forward, at 0.
    let volatility = 2 * (0.7 + (now - then) / (0 - then) * (0.5 - 0.7))
    let discount = 90 / forward
    func value(_ spot: Double) -> Double {
      discount * Self.value(.put, spot / discount, 80, years, volatility)
    }
    let quote = try #require(
      Self.listing.quote(of: Self.option(80, .put), in: market.coins[0], at: market.time))
    expectClose(expected: volatility, got: quote.volatility, .relative(1e-10))
    expectClose(expected: value(90), got: quote.value, .relative(1e-10))
    let step = 0.01
    expectClose(
      expected: (value(90 + step) - value(90 - step)) / (2 * step), got: quote.delta,
      .relative(1e-6))
    expectClose(
      expected: (value(90 + step) - 2 * value(90) + value(90 - step)) / (step * step),
      got: quote.gamma, .relative(1e-4))
    // An index that begins after the chain moves it from its first level on.
    let late = try Self.market(Self.usual(), price: 90, after: 36.5, indexLater: 1)
    let unmoved = try #require(
      Self.listing.quote(of: Self.option(102, .call), in: late.coins[0], at: late.time))
    #expect(unmoved.volatility < 0.7)
  }

  @Test("only what was listed and quoted can be opened; no chain, no options")
  func listed() throws {
    let market = try Self.market(Self.usual())
    let coin = market.coins[0]
    #expect(Self.listing.canOpen(try Self.option(80, .put), isBuying: false, in: coin))
    #expect(!Self.listing.canOpen(try Self.option(80, .call), isBuying: true, in: coin))
    #expect(!Self.listing.canOpen(try Self.option(85, .put), isBuying: true, in: coin))
    #expect(Self.listing.canOpen(try Self.option(130, .call), isBuying: true, in: coin))
    #expect(!Self.listing.canOpen(try Self.option(130, .call), isBuying: false, in: coin))
    // 130 is nearer to this delta, and has no bid.
    let chosen = try Self.listing.option(
      ofDelta: 0.2, .call, days: 30, in: coin, at: market.time)
    #expect(chosen == (try Self.option(102, .call)))
    let tooFar = try Self.listing.option(
      ofDelta: 0.2, .call, days: 80, in: coin, at: market.time)
    #expect(tooFar == nil)
    let empty = try Self.market(nil, index: 0.6)
    #expect(
      Self.listing.quote(of: try Self.option(80, .put), in: empty.coins[0], at: empty.time) == nil)
  }

  @Test("volatility of 30 days lies on the line of total variance between two expiries")
  func level() throws {
    let chain = try #require(
      try OptionChain.chains(
        of: Self.rows([
          Listed(days: 10, strike: 102, right: .call, volatility: 0.5),
          Listed(days: 40, strike: 102, right: .call, volatility: 0.6),
        ])
      ).chains.first)
    // (1/3 x 0.25 x 10 + 2/3 x 0.36 x 40) / 30
    expectClose(
      expected: (0.25 * 10 / 3 + 0.36 * 80 / 3).squareRoot() / 30.0.squareRoot(),
      got: chain.volatility(days: 30), .relative(1e-12))
    expectClose(expected: 0.6, got: chain.volatility(days: 90), .relative(1e-12))
    expectClose(expected: 0.5, got: chain.volatility(days: 5), .relative(1e-12))
  }

  @Test("what has expired or has no mark volatility is left out and counted")
  func leftOut() throws {
    let found = try OptionChain.chains(
      of: Self.rows([
        Listed(days: 73, strike: 102, right: .call, volatility: 0.5),
        Listed(days: 73, strike: 110, right: .call, volatility: 0.5, isMarked: false),
        Listed(days: -1, strike: 102, right: .call, volatility: 0.5),
      ]))
    #expect(found.leftOut == 2 && found.chains.count == 1)
    #expect(found.chains[0].expiries.map(\.strikes.count) == [1])
    #expect(try OptionChain.chains(of: []).chains.isEmpty)
  }

  @Test("a chain is never told before its time")
  func early() throws {
    let chain = try Self.usual()
    var market = try MarketPast(coins: [.btc], from: Self.time.advanced(bySeconds: -1))
    let error = #expect(throws: SteelyardError.self) { try market.observe(.chain(chain)) }
    #expect(error?.code == .invalidInput)
  }
}

import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket
import TestSupport
import Testing

@Suite("Market board")
struct MarketBoardTests {
  private let underlying: Underlying

  init() throws { underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc) }

  @Test("everything fresh: the snapshot holds it, and the first time all of it is new")
  func whole() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    let first = try fixture.snapshot(at: 1)
    #expect(first.market.observations.count == 4)
    #expect(first.problems == [])
    #expect(first.market.market(of: underlying)?.index == 70_000)
    #expect(try first.market.priceUSD(of: .btc) == 70_000)
    #expect(first.market.stablePriceUSD(of: .btc) == 70_000)
    #expect(first.standings[underlying]?.state == .fresh)
    #expect(first.standings[underlying]?.changes.contains(.appeared) == true)
    let second = try fixture.snapshot(at: 2)
    #expect(second.changedUnderlyings == [])
    #expect(!fixture.board.hasChanges)
  }

  @Test(
    "moves below the thresholds are not told, moves above are",
    arguments: [
      (70_000.0, 70_030.0, 0.6, BoardChange?.none),
      (70_000, 70_036, 0.6, .indexMoved),
      (70_000, 70_000, 0.6024, .none),
      (70_000, 70_000, 0.6026, .volatilityMoved),
    ])
  func significance(index: Double, moved: Double, volatility: Double, change: BoardChange?) throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0, index: index)
    _ = try fixture.snapshot(at: 0)
    try fixture.fill(at: 1, index: moved, volatility: volatility)
    #expect(fixture.board.hasChanges == (change != nil))
    let changes = try fixture.snapshot(at: 1).standings[underlying]?.changes ?? []
    if let change { #expect(changes.contains(change)) } else { #expect(changes.isEmpty) }
  }

  @Test("a slow drift is told once it adds up")
  func drift() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    _ = try fixture.snapshot(at: 0)
    var told: [Int] = []
    for second in 1...12 {
      // 0.01 % a second against a threshold of 0.05 %.
      try fixture.fill(at: Double(second), index: 70_000 + 7.01 * Double(second))
      if !(try fixture.snapshot(at: Double(second)).changedUnderlyings.isEmpty) {
        told.append(second)
      }
    }
    #expect(told == [5, 10])
  }

  @Test("a mark that is too old is left out with its reason, and told as removed")
  func staleMark() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    _ = try fixture.snapshot(at: 0)
    try fixture.index(70_000, at: 121)
    try fixture.ticker("BTC-PERPETUAL", mark: 70_000, at: 121)
    let snapshot = try fixture.snapshot(at: 121)
    #expect(snapshot.market.observations.map(\.instrument.description).count == 1)
    #expect(snapshot.problems.map(\.code) == Array(repeating: .staleMarketData, count: 3))
    #expect(snapshot.standings[underlying]?.changes == [.instrumentRemoved])
  }

  @Test("old quotes are left out, the mark stays")
  func staleQuotes() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    let perpetual = try BoardFixture.instrument("BTC-PERPETUAL")
    var ticker = Ticker(instrument: perpetual)
    ticker.quotes = .init(
      bid: .init(price: 69_999, amount: 10), ask: .init(price: 70_001, amount: 20))
    try fixture.apply(.ticker(ticker), at: 0)
    #expect(try fixture.snapshot(at: 60).market.observation(of: perpetual)?.bid?.price == 69_999)
    let later = try fixture.snapshot(at: 61).market.observation(of: perpetual)
    #expect(later?.bid == nil)
    #expect(later?.markPrice == 70_000)
  }

  @Test("sources that fall silent halt the price, and what may be done with it")
  func silence() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    _ = try fixture.snapshot(at: 0)
    try fixture.index(70_100, at: 20, venues: 3)
    let degraded = try #require(try fixture.snapshot(at: 31).standings[underlying])
    #expect(degraded.state == .degraded)
    #expect(degraded.reasons == [.fewSources])
    #expect(degraded.changes.contains(.oracleState))
    #expect(degraded.effects.withdrawals == .refused)
    let snapshot = try fixture.snapshot(at: 60)
    let halted = try #require(snapshot.standings[underlying])
    #expect(halted.state == .halted)
    #expect(halted.effects.liquidations == .paused)
    // One venue ahead of the others by 2e-5 is gone from the middle: 70,100 x (1 - 1e-5).
    expectClose(
      expected: 70_100 * (1 - 1e-5), got: snapshot.index(of: underlying)?.price ?? 0,
      .relative(1e-12))
    #expect(snapshot.market.priceConfidence(of: .btc) == .zero)
    #expect(snapshot.state(of: .btc) == .halted)
  }

  @Test("an underlying whose index nobody states is halted, with confidence zero")
  func sourceless() throws {
    var fixture = try BoardFixture()
    try fixture.ticker("BTC-PERPETUAL", mark: 70_000, at: 0)
    let snapshot = try fixture.snapshot(at: 0)
    #expect(snapshot.standings[underlying]?.state == .halted)
    #expect(snapshot.market.market(of: underlying)?.indexConfidence == .zero)
  }

  @Test("an expired instrument waits for its delivery price, then its settlement stands")
  func settlement() throws {
    var fixture = try BoardFixture()
    let expiry = try #require(try BoardFixture.instrument("BTC-27MAR26").expiry)
    let seconds = Double(expiry.microseconds - BoardFixture.start.microseconds) / 1e6
    try fixture.fill(at: seconds - 10)
    _ = try fixture.snapshot(at: seconds - 10)
    try fixture.ticker("BTC-PERPETUAL", mark: 70_000, at: seconds)
    let waiting = try fixture.snapshot(at: seconds)
    #expect(waiting.problems.map(\.code) == Array(repeating: .notApplicable, count: 3))
    #expect(fixture.board.instrumentCount == 4)
    let price = try Amount(parsing: "70123.45")
    try fixture.apply(
      .settled(SettlementUpdate(underlying: underlying, expiry: expiry, deliveryPrice: price)),
      at: seconds + 1)
    let settled = try fixture.snapshot(at: seconds + 1)
    #expect(settled.market.market(of: underlying)?.settlementPrice(at: expiry) == 70_123.45)
    #expect(settled.standings[underlying]?.changes == [.settled])
    #expect(fixture.board.instrumentCount == 1)
    try fixture.fill(at: seconds + 172_802)
    let later = try fixture.snapshot(at: seconds + 172_802)
    #expect(later.market.market(of: underlying)?.settlementPrice(at: expiry) == nil)
  }

  @Test("a feed's late update does not undo a newer one")
  func lateUpdate() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 5)
    try fixture.ticker("BTC-PERPETUAL", mark: 60_000, at: 4)
    try fixture.index(60_000, at: 4)
    let snapshot = try fixture.snapshot(at: 5)
    #expect(snapshot.market.market(of: underlying)?.perpetualMark == 70_000)
    #expect(snapshot.index(of: underlying)?.price == 70_000)
  }

  @Test("a restart with the oracle's memory keeps the limit on moves")
  func restart() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    _ = try fixture.snapshot(at: 0)
    var restarted = try MarketBoard(rules: .fiveVenues, memories: fixture.board.memories)
    let pair = try PricePair(base: .btc, quote: .usd)
    for venue in 0..<5 {
      try restarted.apply(
        MarketUpdate(
          feed: "test", sequence: UInt64(venue), time: BoardFixture.time(1),
          .price(SourcePrice(pair: pair, venue: "venue \(venue)", price: 7000))))
    }
    let price = try #require(try restarted.snapshot(at: BoardFixture.time(1)).prices[pair])
    #expect(price.reasons == [.moveLimited])
    #expect(price.price > 69_600)
  }

  @Test("time that runs backwards is refused")
  func backwards() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    _ = try fixture.snapshot(at: 5)
    expectError(.invalidInput) { _ = try fixture.snapshot(at: 4) }
  }

  @Test("an empty board has no market yet")
  func empty() throws {
    var fixture = try BoardFixture()
    expectError(.missingMarketData) { _ = try fixture.snapshot(at: 0) }
  }

  @Test("numbers that can't be are refused, and the board stays as it was")
  func impossible() throws {
    var fixture = try BoardFixture()
    try fixture.fill(at: 0)
    let count = fixture.board.updateCount
    for mark in [Double.nan, .infinity, -1, 0] {
      expectError(.invalidInput) { try fixture.ticker("BTC-PERPETUAL", mark: mark, at: 1) }
    }
    #expect(fixture.board.updateCount == count)
    #expect(try fixture.snapshot(at: 1).market.market(of: underlying)?.perpetualMark == 70_000)
  }

  @Test("everything that grows has a limit")
  func limits() throws {
    var rules = BoardRules.fiveVenues
    rules.instrumentsMax = 2
    rules.pairsMax = 1
    rules.venuesMax = 2
    rules.feedsMax = 1
    var fixture = try BoardFixture(rules: rules)
    expectError(.limitExceeded) { try fixture.index(70_000, at: 0) }
    expectError(.limitExceeded) {
      try fixture.apply(
        .price(SourcePrice(pair: PricePair(base: .eth, quote: .usd), venue: "a", price: 1)), at: 0)
    }
    try fixture.ticker(BoardFixture.names[0], mark: 1, at: 0)
    try fixture.ticker(BoardFixture.names[1], mark: 1, at: 0)
    expectError(.limitExceeded) { try fixture.ticker(BoardFixture.names[2], mark: 1, at: 0) }
    try fixture.apply(.feed(FeedReport(state: .live, reason: "")), at: 0)
    expectError(.limitExceeded) {
      try fixture.board.apply(
        MarketUpdate(
          feed: "other", sequence: 1, time: BoardFixture.start,
          .feed(FeedReport(state: .live, reason: ""))))
    }
  }

  @Test("rules that can't be are refused by name")
  func wrongRules() throws {
    var rules = BoardRules.fiveVenues
    rules.levelsMax = 0
    #expect { try MarketBoard(rules: rules) } throws: {
      ($0 as? SteelyardError)?.message.contains("levelsMax") == true
    }
  }
}

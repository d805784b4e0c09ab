import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation
import TestSupport
import Testing

@Suite("Somebody's own book in a backtest")
struct OwnBookTests {
  private static let time = Timestamp(microseconds: 1_700_000_000_000_000)
  private static let smile = SmilePrior(slope: -0.085, curvature: 0.052, moneynessMax: 2.5)

  private static func instrument(_ product: Instrument.Product, _ coin: Currency, dollar: Bool)
    throws -> Instrument
  {
    try Instrument(
      dollar
        ? Underlying(base: coin, quote: .usdc, settlement: .usdc)
        : Underlying(base: coin, quote: .usd, settlement: coin), product)
  }

  private static func expiry(days: Double) -> Timestamp {
    Timestamp(microseconds: time.microseconds + Int64(days * 86_400_000_000))
  }

  private static func option(_ strike: String, days: Double, _ coin: Currency = .btc) throws
    -> Instrument
  {
    try instrument(
      .option(
        OptionTerms(
          expiry: expiry(days: days), strike: try #require(Amount(strike)), right: .put)),
      coin, dollar: false)
  }

  /// A market with BTC at 40,000 and ETH at 2,000 dollars, options at 50 %.
  private static func own(
    _ positions: [(Instrument, String)], _ balances: [(Currency, String)] = []
  ) throws -> OwnBook {
    var rows: [InstrumentObservation] = []
    for (place, held) in positions.enumerated() {
      var row = InstrumentObservation(
        instrument: held.0, time: time, origin: .init(file: "test", row: place + 1))
      let index = held.0.underlying.base == .btc ? 40_000.0 : 2000
      row.indexPrice = index
      if held.0.isOption {
        row.underlyingPrice = index
        row.underlyingPriceSource = .synthetic("test")
        row.markVolatility = 0.5
      } else {
        row.markPrice = index
      }
      rows.append(row)
    }
    var builder = MarketSnapshotBuilder(
      time: time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    try builder.add(rows)
    try builder.add([
      AssetPrice(asset: .usdc, priceUSD: 1, source: "test"),
      AssetPrice(asset: .btc, priceUSD: 40_000, source: "test"),
      AssetPrice(asset: .eth, priceUSD: 2000, source: "test"),
      AssetPrice(asset: try Currency("SOL"), priceUSD: 100, source: "test"),
    ])
    let portfolio = try Portfolio(
      positions: try positions.map {
        Position(instrument: $0.0, quantity: try #require(Amount($0.1)))
      },
      balances: try balances.map { AssetBalance(asset: $0.0, amount: try #require(Amount($0.1))) })
    var batch = PortfolioBatch()
    try batch.add(portfolio)
    let frame = try Valuation(surfaceSource: .marks).frame(
      number: 1, of: batch.universe, in: try builder.build().snapshot, surfaces: [:],
      level: .portable)
    let history = BacktestHistory(
      try MarginBacktestTests.history(), smile: smile, hourly: nil)
    let rule = CollateralRule(
      classes: ["cash": CollateralClass(tiers: [.rest(initial: 0, maintenance: 0)])],
      assets: ["USDC": CollateralAsset(className: "cash")], unlisted: .notAccepted)
    return OwnBook(
      portfolio, in: frame, of: batch.universe, history: history, collateral: rule, daysMin: 2)
  }

  @Test("every kind of position keeps its dollars, days and moneyness")
  func kinds() throws {
    let own = try Self.own(
      [
        (try Self.instrument(.perpetual, .btc, dollar: false), "-30000"),
        (try Self.instrument(.perpetual, .eth, dollar: true), "4"),
        (try Self.instrument(.future(expiry: Self.expiry(days: 60)), .btc, dollar: false), "5000"),
        (try Self.option("36000", days: 73), "-0.5"),
      ], [(.btc, "0.25"), (.usdc, "700")])
    let book = try #require(own.book)
    #expect(own.leftOut.isEmpty && book.group == .own && !book.isInsideGoals && book.isHedged)
    #expect(book.hypothetical?.contains("basis") == true)
    #expect(own.notes.count == 1 && own.notes[0].contains("USDC"))
    let sizes = book.legs.map { leg in
      if case .dollars(let dollars) = leg.size { dollars } else { Double.nan }
    }
    #expect(sizes == [-30_000, 8000, 5000, -20_000, 10_000, 700])
    #expect(book.legs[0].kind == .inversePerpetual && book.legs[1].kind == .perpetual)
    #expect(book.legs[2].kind == .inverseFuture(days: 60))
    guard case .option(.put, let moneyness, let days) = book.legs[3].kind else {
      Issue.record("\(book.legs[3].kind) is no put")
      return
    }
    // ln(0.9) / (0.5 sqrt 0.2) = -0.4711866 deviations of its own volatility; x = that times
    // 1 - 0.085 x + 0.052 x^2 has the fixed point -0.4971539 (200 rounds in Python).
    expectClose(expected: -0.4971538778642381, got: moneyness, .absolute(1e-9))
    expectClose(expected: 73, got: days, .relative(1e-9))
  }

  @Test("an option stands on the smile where its own volatility puts it")
  func smile() {
    // The level that gives an option its own volatility, and that option struck at that level.
    let moneyness = Self.smile.moneyness(logStrike: log(0.9), deviation: 0.5 * 0.2.squareRoot())
    let level = log(0.9) / (moneyness * 0.2.squareRoot())
    expectClose(
      expected: 0.5,
      got: Self.smile.volatility(level: level, logStrike: log(0.9), years: 0.2), .relative(1e-9))
  }

  @Test("what cannot be walked is left out by name, with what to do")
  func leftOut() throws {
    let sol = try Currency("SOL")
    let barrier = try Self.instrument(
      .barrierOption(
        OptionTerms(
          expiry: Self.expiry(days: 30), strike: try #require(Amount("40000")), right: .call),
        Barrier(kind: .upAndOut, level: try #require(Amount("60000")))), .btc, dollar: false)
    let own = try Self.own(
      [
        (try Self.instrument(.perpetual, .btc, dollar: true), "1"),
        (try Self.option("2000", days: 30, .eth), "1"),
        (try Self.option("40000", days: 1.5), "1"), (barrier, "1"),
        (try Self.instrument(.perpetual, sol, dollar: true), "1"),
      ], [(sol, "10")])
    let reasons = own.leftOut.map(\.reason.message)
    #expect(own.book?.legs.count == 1)
    for (place, words) in [
      "volatility index of ETH", "settles in 1.5 days", "barrier", "no history of SOL",
      "SOL has no history",
    ].enumerated() {
      #expect(reasons[place].contains(words), "\(reasons[place])")
    }
    #expect(own.leftOut.allSatisfy { $0.reason.remedy.contains("--partial") })
    #expect(try Self.own([], [(.usdc, "5")]).book == nil)
  }

  @Test("a walk strikes it anew each day and asks of it what the same standard book would")
  func walked() throws {
    let own = try #require(
      try Self.own([(try Self.instrument(.perpetual, .btc, dollar: true), "2.5")]).book)
    let plain = try MarginBacktestTests.backtest(try MarginBacktestTests.history())
    let backtest = MarginBacktest(
      books: plain.books.filter { $0.name == "long BTC" } + [own], history: plain.history,
      calibrator: plain.calibrator, rivals: [], others: [], level: .portable)
    let day = try #require(try backtest.run(on: 300))
    #expect(day.outcomes.count == 2)
    // Two and a half coins at 40,000 dollars are the standard book's 100,000 on every day.
    expectClose(
      expected: day.outcomes[0].dynamic.initialMargin, got: day.outcomes[1].dynamic.initialMargin,
      .relative(1e-9))
    #expect(day.outcomes[0].loss == day.outcomes[1].loss)
    #expect(backtest.identity != plain.identity)
  }
}

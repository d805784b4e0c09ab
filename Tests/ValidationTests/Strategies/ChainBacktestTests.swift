import FoundationEssentials
import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardValidation
import TestSupport
import Testing

@Suite("Strategies on chains of the past")
struct ChainBacktestTests {
  private static func settings(_ coins: [Currency]) throws -> StrategySettings {
    var settings = try StrategyRunTests.settings(coins)
    settings.listing = OptionListing(smile: settings.listing.smile, source: .chains)
    return settings
  }

  private static let optionStrategies = [
    "short_strangle", "covered_call", "protective_put", "collar",
  ]

  @Test("what is later changes nothing that came before", arguments: optionStrategies)
  func noLookAhead(name: String) throws {
    let (rows, changed) = (1400, 900)
    func drawn(changedFrom: Int) throws -> StrategyHistory {
      try MadeUpHistory.drawn(
        coins: [.btc], rows: rows, seed: 5, changedFrom: changedFrom, chainRows: 100)
    }
    let whole = try drawn(changedFrom: .max)
    let strategy = try StrategyCatalogue.entry(named: name).strategy()
    let expected = try StrategyRunTests.trace(strategy, whole, Self.settings([.btc]))
    let optionFills = expected.events.filter { $0.kind == .fill && $0.subject.contains("put") }
    #expect(!optionFills.isEmpty || name == "covered_call")
    #expect(!expected.events.isEmpty)
    let other = try StrategyRunTests.trace(
      strategy, drawn(changedFrom: changed), Self.settings([.btc]))
    #expect(Array(other.equity[..<changed]) == Array(expected.equity[..<changed]))
    #expect(
      other.events.filter { $0.row < changed } == expected.events.filter { $0.row < changed })
    #expect(other.equity != expected.equity, "the change is seen afterwards")
    let cut = try StrategyRunTests.trace(strategy, whole.prefix(changed), Self.settings([.btc]))
    #expect(cut.equity == Array(expected.equity[..<changed]))
  }

  @Test("a run that was stopped goes on to the same bytes")
  func resumed() throws {
    let history = try MadeUpHistory.drawn(
      coins: [.btc, .eth], rows: 900, seed: 13, chainRows: 120)
    func check<Walked: Strategy>(_ strategy: Walked) throws {
      let settings = try Self.settings([.btc, .eth])
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      var whole = try StrategyRun(strategy, through: history, settings)
      try whole.finish()
      let expected = try encoder.encode(whole.state)
      for stop in [1, 120, 555] {
        var first = try StrategyRun(strategy, through: history, settings)
        for _ in 0..<stop { try first.step() }
        let state = try JSONDecoder().decode(
          StrategyState<Walked.Memory>.self, from: try encoder.encode(first.state))
        var second = try StrategyRun(strategy, through: history, settings, from: state)
        try second.finish()
        #expect(try encoder.encode(second.state) == expected, "stopped after \(stop) rows")
      }
    }
    try check(try StrategyCatalogue.entry(named: "short_strangle").strategy())
  }

  /// Sells one listed option in the first row that has a chain, and one that is not listed.
  private struct OneSale: Strategy {
    let strike: Double
    var name: String { "one_sale" }
    var initialMemory: Bool { false }

    func decision(
      for view: StrategyView, _ memory: Bool
    ) throws(SteelyardError) -> StrategyDecision<Bool> {
      let coin = view.market.coins[0]
      guard !memory, let expiry = coin.chain?.expiries.first else {
        return StrategyDecision([], memory: memory)
      }
      var trades: [StrategyTrade] = []
      for strike in [strike, strike + 1] {
        let option = try Instrument(
          coin.spot.underlying,
          .option(
            OptionTerms(
              expiry: expiry.time, strike: try Amount(nearest: strike), right: .call)))
        let trade = try view.trade(option, by: -2, .entry, "scripted")
        if let trade { trades.append(trade) }
      }
      return StrategyDecision(trades, memory: true)
    }
  }

  @Test("an option is sold at its bid and settled by the price at its expiry; by hand")
  func workedExample() throws {
    // The price stands at 1000 until the sale and ends at 1100; the option of a week has a strike of 1051.
    let hours = 24 * 14
    let closes = (0..<hours).map { $0 < 10 ? 1000.0 : 1100 }
    var coin = StrategyHistory.Coin(.btc, spot: try MadeUpHistory.prices(.btc, closes))
    coin.chains = [
      try MadeUpHistory.chain(.btc, at: MadeUpHistory.start, price: 1000, level: 0.6)
    ]
    let history = try StrategyHistory([coin], interval: .hourly)
    let limits = try RiskLimits(
      drawdownMax: 0.9, leverageMax: 20, deltaMax: 20, gammaMax: 20, vegaMax: 20,
      concentrationMax: 20)
    var settings = try StrategyRunTests.settings(
      [.btc], try StrategyRunTests.free(), limits: limits)
    settings.listing = OptionListing(smile: settings.listing.smile, source: .chains)
    var run = try StrategyRun(OneSale(strike: 1051), through: history, settings)
    try run.finish()
    let fills = run.state.events.filter { $0.kind == .fill }
    #expect(fills.count == 1, "only the listed strike trades")
    let refused = run.state.events.filter { $0.reason.contains("no quote") }
    #expect(refused.count == 1 && refused[0].subject.contains("1052"))
    // The bid is 96 % of the mark; the fill is a row later, at the same price: one hour of time value less.
    let expiry = OptionListing.expiry(atLeast: 7, after: MadeUpHistory.start)
    let years = history.rows[1].years(to: expiry)
    let first = MadeUpHistory.start.years(to: expiry)
    let forward = 1000 * exp(0.06 * years)
    let seen = log(1051 / (1000 * exp(0.06 * first))) / (0.6 * first.squareRoot())
    let now = log(1051 / forward) / (0.6 * years.squareRoot())
    #expect(abs(now - seen) < 0.01)
    let volatility = 0.6 * (1 - 0.06 * seen + 0.04 * seen * seen)
    let deviation = volatility * years.squareRoot()
    let upper = log(forward / 1051) / deviation + deviation / 2
    func normal(_ place: Double) -> Double { 0.5 * erfc(-place / 2.0.squareRoot()) }
    let worth =
      1000 / forward * (forward * normal(upper) - 1051 * normal(upper - deviation))
    expectClose(expected: 0.96 * worth, got: fills[0].price, .relative(2e-3))
    let settlement = try #require(run.state.events.first { $0.kind == .settlement })
    expectClose(expected: 49, got: settlement.price, .relative(1e-12))
    expectClose(
      expected: 100_000 + 2 * fills[0].price - 2 * 49, got: try #require(run.state.equity.last),
      .relative(1e-12))
  }

  @Test("coins without an index have the chains' own; a chain of before the first row counts")
  func derivedIndex() throws {
    let history = try MadeUpHistory.drawn(
      coins: [.btc], rows: 300, seed: 2, chainRows: 100, hasIndex: false)
    let levels = history.levelsKnown(of: .btc)
    #expect(levels.map(\.row) == [1, 101, 201])
    for (_, level) in levels { #expect(level > 0.5 && level < 0.8) }
    var coin = StrategyHistory.Coin(
      .btc, spot: try MadeUpHistory.prices(.btc, [Double](repeating: 1000, count: 50)))
    coin.chains = [
      try MadeUpHistory.chain(
        .btc, at: MadeUpHistory.start.advanced(bySeconds: -86_400), price: 1000, level: 0.6)
    ]
    let late = try StrategyHistory([coin], interval: .hourly)
    #expect(late.levelsKnown(of: .btc).map(\.row) == [0])
  }
}

extension StrategyHistory {
  /// The rows in which a volatility index became known, with its level.
  fileprivate func levelsKnown(of coin: Currency) -> [(row: Int, level: Double)] {
    rows.indices.compactMap { row in
      for case .impliedVolatility(coin, let level) in facts(in: row) { return (row, level) }
      return nil
    }
  }
}

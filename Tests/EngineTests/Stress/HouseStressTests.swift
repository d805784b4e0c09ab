import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("The stress of the whole house")
struct HouseStressTests {
  /// An engine with accounts of three modes that hold perpetuals, futures, options that settle within a day, later ones, and
  /// coins; two accounts have one owner.
  private struct House {
    let harness: EngineHarness
    let response: StressResponse

    init() async throws {
      harness = try EngineHarness()
      guard
        case .dynamic(let dynamic) = try MarginModelCatalogue.specification(
          named: "dynamic", parameters: nil)
      else { preconditionFailure("The catalogue has the dynamic model.") }
      response = try StressResponse(dynamic)
      try await harness.adopt()
      try harness.advance(seconds: 1)
      let engine = harness.engine
      #expect(try await harness.wait { engine.frame != nil })
      let listed = try House.instruments(engine)
      for asset in [Currency.btc, .eth, .usdc] { try await ask(.listAsset(asset)) }
      for instrument in listed {
        try await ask(
          .listInstrument(
            try InstrumentListing(
              instrument: instrument, venue: OwnerName("simulated"),
              terms: try #require(engine.terms(of: instrument)), fees: .free)))
      }
      let accounts: [(String, String, MarginMode)] = [
        ("desk", "ann", .portfolio), ("desk/two", "ann", .portfolio), ("bob", "bob", .portfolio),
        ("carl", "carl", .cross), ("dora", "dora", .isolated), ("empty", "eve", .portfolio),
      ]
      for (name, owner, mode) in accounts {
        let account = try AccountName(name)
        try await ask(.openAccount(account, owner: try OwnerName(owner), mode: mode))
        guard owner != "eve" else { continue }
        try await ask(.deposit(account, .btc, Amount(4)))
        try await ask(.deposit(account, .eth, Amount(9)))
        try await ask(.deposit(account, .usdc, Amount(150_000)))
      }
      try harness.advance(seconds: 1)
      #expect(try await harness.wait { engine.frame?.universe.count == listed.count })
      for (place, instrument) in listed.enumerated() {
        for (number, (name, owner, _)) in accounts.enumerated() where owner != "eve" {
          // Everybody has some of it, one way or the other.
          let sign = (place + number) % 3 == 0 ? -1.0 : 1
          try await trade(try AccountName(name), instrument, sign * Double(1 + number))
        }
      }
      #expect(try await harness.wait { engine.lastCycle?.position == engine.position })
    }

    /// Of each coin and settlement a perpetual, a future, and options of the first expiry and of a later one.
    private static func instruments(_ engine: Engine) throws -> [Instrument] {
      let frame = try #require(engine.frame)
      let fed = frame.board.market.observations.filter { ($0.markPrice ?? 0) > 0 }.map(\.instrument)
      var chosen: [Instrument] = []
      for underlying in Set(fed.map(\.underlying)).sorted() {
        let own = fed.filter { $0.underlying == underlying }
        chosen += own.filter { $0.product == .perpetual }
        chosen += own.filter { $0.expiry != nil && !$0.isOption }.prefix(1)
        let index = try #require(frame.board.index(of: underlying)?.price)
        let expiries = Set(own.filter(\.isOption).compactMap(\.expiry)).sorted()
        for expiry in [expiries.first, expiries.dropFirst(4).first] {
          let strip = own.filter { $0.isOption && $0.expiry == expiry }
          for right in [OptionRight.call, .put] {
            chosen += strip.filter { $0.optionTerms?.right == right }.sorted {
              abs(($0.optionTerms?.strike.doubleValue ?? 0) - index)
                < abs(($1.optionTerms?.strike.doubleValue ?? 0) - index)
            }.prefix(1)
          }
        }
      }
      return chosen
    }

    private func ask(_ action: LedgerAction) async throws {
      _ = try await harness.engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }

    private func trade(_ name: AccountName, _ instrument: Instrument, _ lots: Double) async throws {
      let terms = try #require(harness.engine.terms(of: instrument))
      let mark = try #require(
        harness.engine.frame?.board.market.observation(of: instrument)?.markPrice)
      let tick = terms.tick.doubleValue
      try await ask(
        .bookTrade(
          AgreedTrade(
            account: name, counterparty: nil, instrument: instrument,
            quantity: Amount(units: terms.lot.units * Int128(lots * 3)),
            price: Amount(units: terms.tick.units * Int128(max(1, (mark * 1.01 / tick).rounded()))),
            fee: .none, counterpartyFee: .none)))
    }

    func test(
      _ shock: MarketShock, order: HouseStress.Order = .pnl, limit: Int = 100,
      exactCountMin: Int = HouseStress.exactCountMin, isTimeOver: Bool = false
    ) throws -> HouseStress {
      try HouseStress(
        harness.engine, shock, order: order, limit: limit, exactCountMin: exactCountMin,
        response: { [response] _ throws(SteelyardError) in response }, isTimeOver: { isTimeOver })
    }

    /// The same account by itself, as the stress test of one account has it.
    func alone(_ name: AccountName, _ shock: MarketShock) throws -> (StressEvaluator, StressOutcome)
    {
      let question = try harness.engine.question(of: name)
      let evaluator = try StressEvaluator(
        WalkBook(portfolio: question.holding.portfolio, stated: [], others: question.others),
        question.slot.model, question.frame.board.market, surfaces: question.frame.surfaces,
        response: response, level: question.slot.frame.level)
      return (evaluator, try evaluator.outcome(of: shock))
    }
  }

  private static func shocks() throws -> [MarketShock] {
    let library = try EventLibrary.embedded()
    var shocks: [MarketShock] = []
    for name in ["2022-11-08-ftx", "venue-failure", "usdc-depeg", "funding-spike"] {
      shocks.append(MarketShock(try library.event(named: name)))
    }
    var coin = CoinShock(spot: -0.25)
    coin.volatility = 0.4
    coin.basis = -0.05
    shocks.append(
      MarketShock(
        label: "own", days: 1.5, coins: [.btc: coin], others: CoinShock(spot: 0.1), assets: [:]))
    shocks.append(
      MarketShock(
        label: "at once", days: 0, coins: [:], others: CoinShock(spot: 0.35), assets: [:]))
    return shocks
  }

  @Test("has for every account what the stress test of that account has")
  func sameAsAlone() async throws {
    let house = try await House()
    defer { house.harness.engine.stop() }
    var settledCount = 0
    for shock in try HouseStressTests.shocks() {
      let test = try house.test(shock)
      #expect(test.isExact && test.exactCount == 6 && test.failures.isEmpty, "\(shock.label)")
      #expect(test.rows.count == 6)
      var (profit, shortfall) = (0.0, 0.0)
      for row in test.rows {
        let (evaluator, outcome) = try house.alone(row.account.name, shock)
        settledCount += outcome.settlements.count
        profit += outcome.profitUSD
        shortfall += max(0, -outcome.figures.equity)
        let pairs = [
          (outcome.profitUSD, row.profitUSD),
          (evaluator.figures.equity, row.before.equity),
          (evaluator.figures.maintenanceMargin, row.before.maintenanceMargin),
          (outcome.figures.equity, row.after.equity),
          (outcome.figures.initialMargin, row.after.initialMargin),
          (outcome.figures.maintenanceMargin, row.after.maintenanceMargin),
          (outcome.figures.maintenanceExcess, row.after.maintenanceExcess),
        ]
        for (expected, got) in pairs {
          expectClose(expected: expected, got: got, .absolute(1e-6))
        }
        #expect(outcome.health == row.after.health && evaluator.health == row.before.health)
      }
      expectClose(expected: profit, got: test.profitUSD, .absolute(1e-5))
      expectClose(expected: shortfall, got: test.shortfallUSD, .absolute(1e-5))
      #expect(test.rows.map(\.profitUSD) == test.rows.map(\.profitUSD).sorted())
      #expect(test.levels.reduce(0) { $0 + $1.after } == 6)
      for level in HealthLevel.allCases {
        let count = try #require(test.levels.first { $0.level == level })
        #expect(count.after == test.rows.count { $0.after.health == level })
        #expect(count.before == test.rows.count { $0.before.health == level })
      }
    }
    #expect(settledCount > 20, "options settle on the way of shocks that take days")
  }

  @Test("ranks by excess where it is asked, and tells no more accounts than are asked for")
  func ranked() async throws {
    let house = try await House()
    defer { house.harness.engine.stop() }
    let shock = try #require(try HouseStressTests.shocks().last)
    let all = try house.test(shock, order: .excess)
    let excesses = all.rows.map(\.after.maintenanceExcess)
    #expect(excesses == excesses.sorted())
    let two = try house.test(shock, order: .excess, limit: 2)
    #expect(two.rows.map(\.account.name) == all.rows.prefix(2).map(\.account.name))
    #expect(two.isExact && two.accountCount == 6)
  }

  @Test("without time makes the worst accounts' own figures, and says of how many")
  func screened() async throws {
    let house = try await House()
    defer { house.harness.engine.stop() }
    let shock = try #require(try HouseStressTests.shocks().last)
    let all = try house.test(shock)
    let some = try house.test(shock, limit: 2, exactCountMin: 0, isTimeOver: true)
    #expect(!some.isExact && some.exactCount == 2 && some.rows.count == 2)
    for (whole, part) in zip(all.rows, some.rows) {
      #expect(whole.account.name == part.account.name && whole.after == part.after)
    }
    // What accounts gain is exact for all of them.
    #expect(all.profitUSD == some.profitUSD)
    #expect(some.levels.reduce(0) { $0 + $1.after } == 6)
  }

  @Test("refuses a move that cannot be, and says so before there is a frame")
  func refused() async throws {
    let house = try await House()
    defer { house.harness.engine.stop() }
    let gone = MarketShock(
      label: "gone", days: 0, coins: [.btc: CoinShock(spot: -1)], others: CoinShock(), assets: [:])
    #expect(throws: SteelyardError.self) { try house.test(gone) }
    let harness = try EngineHarness()
    defer { harness.engine.stop() }
    let error = #expect(throws: SteelyardError.self) {
      try HouseStress(
        harness.engine, gone, order: .pnl, limit: 1,
        response: { _ throws(SteelyardError) in house.response }, isTimeOver: { false })
    }
    #expect(error?.code == .unavailable)
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import TestSupport
import Testing

@Suite("The book of a running engine")
struct BookDeskTests {
  /// 1 BTC and a short of 150,000 dollars of the inverse perpetual, at a price that is not the mark.
  private func started() async throws -> (EngineHarness, Instrument) {
    let harness = try EngineHarness()
    let (desk, perpetual) = try await harness.openDesk()
    let mark = try #require(
      harness.engine.frame?.board.market.observation(of: perpetual)?.markPrice)
    let price = try Amount(nearest: (mark * 1.01).rounded())
    _ = try await harness.engine.submit(
      .ledger(
        LedgerCommand(
          .bookTrade(
            AgreedTrade(
              account: desk, counterparty: nil, instrument: perpetual, quantity: Amount(-150_000),
              price: price, fee: .none, counterpartyFee: .none)))),
      by: "test")
    #expect(
      try await harness.wait {
        harness.engine.lastCycle?.position == harness.engine.position
          && harness.engine.lastCycle?.frame == harness.engine.frame?.number
      })
    return (harness, perpetual)
  }

  @Test(
    "figures are the engine's, and delta is the slope of equity, coins and profits in coins included"
  )
  func greeks() async throws {
    let (harness, _) = try await started()
    let engine = harness.engine
    defer { engine.stop() }
    let book = BookDesk(engine, follows: [:])
    let reading = book.reading()
    #expect(reading.count == 1 && reading.mark == book.mark)
    let view = try engine.account(try AccountName("desk"))
    #expect(book.row(of: view) == 0)
    let risk = try #require(engine.risk(of: view))
    #expect(reading.equity[0] == risk.figures.equity)
    #expect(reading.maintenanceExcess[0] == risk.figures.maintenanceExcess)
    #expect(reading.use[0] == risk.figures.maintenanceRatio)
    #expect(reading.level[0] == risk.level)
    let question = try engine.question(of: view.name)
    let stress = try StressEvaluator(
      WalkBook(portfolio: question.holding.portfolio, stated: [], others: []),
      question.slot.model, question.frame.board.market, surfaces: question.frame.surfaces,
      response: try stressResponse(), level: .detected)
    func profit(_ move: Double) throws -> Double {
      try stress.outcome(of: shock(move)).profitUSD
    }
    let slope = (try profit(1e-4) - profit(-1e-4)) / 2e-4
    expectClose(expected: slope, got: reading.delta[0], .relative(1e-6))
    // A short of 150,000 dollars against one coin of less: the book wins where the coin falls, in a straight line.
    #expect(reading.delta[0] < 0 && reading.gamma[0] == 0 && reading.vega[0] == 0)
    let distance = reading.distance(of: 0)
    let up = try #require(distance.up)
    #expect(distance.down == nil)
    // There the equity that counts is what maintenance asked for before the move.
    let after = try stress.figures(after: shock(up))
    let counted = risk.figures.maintenanceCountedEquity / risk.figures.equity
    expectClose(
      expected: risk.figures.maintenanceMargin, got: after.maintenanceCountedEquity,
      .relative(1e-6), inputs: "\(up) \(counted)")
  }

  private func shock(_ move: Double) -> MarketShock {
    MarketShock(
      label: "move", days: 0, coins: [.btc: CoinShock(spot: move, volatility: 0)],
      others: CoinShock(), assets: [:])
  }

  private func stressResponse() throws -> StressResponse {
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { throw SteelyardError(.unsupported, "no dynamic model", remedy: "") }
    return try StressResponse(specification)
  }

  @Test("an answer is kept until something changes, and changes are told")
  func kept() async throws {
    let (harness, _) = try await started()
    let engine = harness.engine
    defer { engine.stop() }
    let book = BookDesk(engine, follows: [:])
    let question = BookQuestion(sort: .equity)
    #expect(book.kept(question) == nil)
    let first = book.answer(question)
    #expect(book.kept(question)?.reading === first.reading && first.reference == nil)
    #expect(book.kept(BookQuestion(sort: .delta)) == nil)
    book.keepMoment()
    // What changes are told against is another now.
    #expect(book.kept(question) == nil)
    #expect(book.answer(question).reference?.time == engine.now)
    _ = try await engine.submit(
      .ledger(LedgerCommand(.deposit(try AccountName("desk"), .btc, .one))), by: "test")
    #expect(book.kept(question) == nil)
    #expect(
      try await harness.wait { engine.lastCycle?.position == engine.position })
    let later = book.answer(question)
    let price = later.totals.equity / 2
    #expect(
      later.equityChange(of: 0) > 0.4 * price && later.reading.delta[0] > first.reading.delta[0])
    for sort in BookQuestion.Sort.allCases { _ = book.answer(BookQuestion(sort: sort)) }
    #expect(book.kept(question) == nil, "only the last few are kept")
    #expect(book.kept(BookQuestion(sort: .useChange)) != nil)
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import TestSupport
import Testing

@Suite("Accounts that were asked about last")
struct StandingShelfTests {
  /// An engine under the dynamic model with a market and one account.
  private func started() async throws -> (EngineHarness, AccountName) {
    let harness = try EngineHarness(
      models: [.portfolio: "dynamic", .cross: "cross", .isolated: "isolated"])
    let (desk, _) = try await harness.openDesk()
    return (harness, desk)
  }

  private func standing(_ engine: Engine, _ desk: AccountName) throws -> AccountStanding {
    let question = try engine.question(of: desk)
    let batch = try PortfolioBatch(question.holding.portfolio, over: question.frame.universe)
    return try #require(
      question.slot.model.standing(of: 0, in: batch, frame: question.slot.frame))
  }

  @Test("asked first and asked again while the market moves: what the model says without it")
  func asked() async throws {
    let (harness, desk) = try await started()
    let engine = harness.engine
    defer { engine.stop() }
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    for usd: Int64 in [10_000, 10_000, -30_000] {
      let asked = try WhatIf(
        trades: [try Trade(instrument: perpetual, quantity: Amount(usd), price: nil)], orders: [])
      let question = try engine.question(of: desk)
      let figures = try question.figures(of: asked)
      let plain = try question.slot.model.figures(
        of: question.holding.portfolio, supposing: asked.trades, before: AccountFigures(),
        in: question.slot.frame, of: question.frame.universe)
      let before = try question.explanation().figures
      #expect(figures.before == before)
      expectClose(
        expected: plain.after.initialMargin, got: figures.after.initialMargin, .relative(1e-12))
      #expect(figures.after.equity == plain.after.equity)
      // Whether there is a new frame by the next question or not, the answer is right.
      try harness.advance(seconds: 1)
    }
  }

  @Test("memory is bounded: who was not asked about for longest goes")
  func bounded() async throws {
    let (harness, desk) = try await started()
    defer { harness.engine.stop() }
    let standing = try standing(harness.engine, desk)
    let shelf = StandingShelf(byteCountMax: 3 * standing.byteCount)
    for account in 0..<3 {
      shelf.keep(.init(standing: standing, position: 5), of: account, on: 1)
    }
    #expect(shelf.kept(0, on: 1)?.position == 5)
    shelf.keep(.init(standing: standing, position: 6), of: 3, on: 1)
    #expect(shelf.kept(1, on: 1) == nil, "1 was not asked about since it was kept")
    #expect(shelf.kept(0, on: 1) != nil && shelf.kept(2, on: 1) != nil)
    #expect(shelf.size.count == 3 && shelf.size.bytes == 3 * standing.byteCount)
    shelf.keep(.init(standing: standing, position: 7), of: 3, on: 1)
    #expect(shelf.kept(3, on: 1)?.position == 7 && shelf.size.count == 3)
    let none = StandingShelf(byteCountMax: standing.byteCount - 1)
    none.keep(.init(standing: standing, position: 1), of: 0, on: 1)
    #expect(none.size.count == 0)
  }

  @Test("all go with their frame, and what is late for it is not kept")
  func frames() async throws {
    let (harness, desk) = try await started()
    defer { harness.engine.stop() }
    let standing = try standing(harness.engine, desk)
    let shelf = StandingShelf(byteCountMax: 1 << 30)
    shelf.keep(.init(standing: standing, position: 5), of: 0, on: 4)
    #expect(shelf.kept(0, on: 5) == nil && shelf.kept(0, on: 3) == nil)
    shelf.removeAll(before: 4)
    #expect(shelf.size.count == 1)
    shelf.removeAll(before: 5)
    #expect(shelf.size == (count: 0, bytes: 0))
    shelf.keep(.init(standing: standing, position: 5), of: 0, on: 4)
    #expect(shelf.size.count == 0)
  }
}

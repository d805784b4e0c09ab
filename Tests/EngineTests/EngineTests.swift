import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("The live engine")
struct EngineTests {
  /// An engine with a market, the bitcoin perpetual listed, and one account with 1 BTC.
  private func started(
    mode: MarginMode = .portfolio
  ) async throws -> (EngineHarness, AccountName, Instrument) {
    let harness = try EngineHarness()
    let (desk, perpetual) = try await harness.openDesk(mode: mode)
    return (harness, desk, perpetual)
  }

  private func order(
    _ account: AccountName, _ instrument: Instrument, usd: Int64
  ) -> EngineCommand {
    .ledger(
      LedgerCommand(
        .placeOrder(
          OrderTicket(
            account: account, instrument: instrument, quantity: Amount(usd), price: nil))))
  }

  @Test(
    "an order that margin covers is let in, and one that it does not is refused with its reason")
  func admission() async throws {
    let (harness, desk, perpetual) = try await started()
    defer { harness.engine.stop() }
    let admitted = try await harness.engine.submit(order(desk, perpetual, usd: 10_000), by: "test")
    let decision = try #require(
      admitted.value.events.compactMap { event -> AdmissionDecision? in
        if case .admission(let decision) = event { decision } else { nil }
      }.first)
    #expect(decision.verdict == .coveredByBound)
    #expect(decision.frame == harness.engine.frame?.number)
    await #expect {
      _ = try await harness.engine.submit(order(desk, perpetual, usd: 100_000_000), by: "test")
    } throws: {
      ($0 as? SteelyardError)?.code == .insufficientMargin
    }
    #expect(try harness.engine.account(desk).orders.count == 1)
  }

  @Test("only the engine ends accounts: whoever else asks is refused, and nothing is booked")
  func liquidation() async throws {
    let (harness, desk, _) = try await started()
    defer { harness.engine.stop() }
    let fee = EngineCommand.ledger(
      LedgerCommand(
        .chargeLiquidationFee(
          LiquidationFee(
            liquidation: LiquidationIdentifier(rawValue: 1), account: desk, asset: .btc,
            amount: .one))))
    let before = harness.engine.position
    await #expect {
      _ = try await harness.engine.submit(fee, by: "test")
    } throws: {
      ($0 as? SteelyardError)?.code == .unauthorised
    }
    #expect(harness.engine.position == before)
    let answer = try await harness.engine.submit(fee, by: AuthoredCommand.engine)
    #expect(answer.value.events.count == 1)
    #expect(try harness.engine.account(desk).portfolio.balances.isEmpty)
  }

  @Test("orders that are let in one after another never breach margin together")
  func together() async throws {
    let (harness, desk, perpetual) = try await started()
    defer { harness.engine.stop() }
    var admitted = 0
    for _ in 0..<40 {
      let answer = try? await harness.engine.submit(
        order(desk, perpetual, usd: 200_000), by: "test")
      if answer != nil { admitted += 1 }
    }
    let question = try harness.engine.question(of: desk)
    let worst = try question.slot.model.worstFilledState(
      of: question.holding.portfolio, orders: question.holding.orders, in: question.slot.frame,
      of: question.frame.universe)
    #expect(admitted > 0 && admitted < 40)
    #expect(worst.fillCount == admitted)
    #expect(worst.figures.initialExcess >= 0)
  }

  @Test("a state that is replayed from the journal is the state that was left")
  func replay() async throws {
    let (harness, desk, perpetual) = try await started()
    _ = try await harness.engine.submit(order(desk, perpetual, usd: 1000), by: "test")
    _ = try? await harness.engine.submit(order(desk, perpetual, usd: 900_000_000), by: "test")
    harness.engine.stop()
    var state = EngineState()
    for record in harness.journal.records { try state.replay(record) }
    let again = try EngineState(bytes: state.bytes)
    #expect(again.hash == state.hash)
    #expect(state.ledger.orders.count == 1)
    #expect(state.ledger.imbalances().isEmpty)
  }

  @Test("nothing is acknowledged once the journal fails, and the engine takes nothing more")
  func failure() async throws {
    let (harness, desk, _) = try await started()
    defer { harness.engine.stop() }
    harness.journal.fail()
    for _ in 0..<2 {
      await #expect {
        _ = try await harness.engine.submit(
          .ledger(LedgerCommand(.deposit(desk, .btc, .one))), by: "test")
      } throws: {
        ($0 as? SteelyardError)?.code == .unavailable
      }
    }
    #expect(try harness.engine.account(desk).balances.first?.amount == .one)
  }

  @Test("figures follow the market, and name frame and position")
  func cycles() async throws {
    let (harness, desk, _) = try await started()
    defer { harness.engine.stop() }
    let view = try harness.engine.account(desk)
    #expect(try await harness.wait { harness.engine.risk(of: view) != nil })
    let first = try #require(harness.engine.risk(of: view))
    #expect(first.position == harness.engine.position)
    let index = try #require(
      harness.engine.frame?.board.index(
        of: try Underlying(base: .btc, quote: .usd, settlement: .btc)))
    #expect(abs(first.figures.equity - index.price) < 1e-6 * index.price)
    for _ in 0..<60 { try harness.advance(seconds: 60) }
    #expect(
      try await harness.wait { (harness.engine.risk(of: view)?.frame ?? 0) > first.frame })
  }
}

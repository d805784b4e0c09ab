import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import Synchronization
import TestSupport
import Testing

@Suite("Orders between ledger and venue")
struct ExecutionDeskTests {
  /// An engine with a market, one account with 1 BTC, and a desk at a simulated venue.
  private func started(
    _ rules: SimulatedVenueRules = .immediate
  ) async throws -> (EngineHarness, AccountName, Instrument, SimulatedVenuePort, ExecutionDesk) {
    let harness = try EngineHarness()
    let (desk, perpetual) = try await harness.openDesk()
    let execution = try ExecutionDesk(
      harness.engine, records: CommittedRecords(of: harness.engine, journal: nil),
      state: EngineState(), position: 0, note: { _ in })
    let port = SimulatedVenuePort(
      SimulatedVenue(rules: rules, seed: 1, at: harness.clock.now()), clock: harness.clock,
      sink: { [weak execution] in execution?.take($0) })
    execution.start(port, passTime: { port.deliver() })
    return (harness, desk, perpetual, port, execution)
  }

  private func quote(_ quantity: Int64, around price: Int64) throws -> VenueQuote {
    try VenueQuote(
      bids: [.init(price: Amount(price - 10), quantity: Amount(quantity))],
      asks: [.init(price: Amount(price + 10), quantity: Amount(quantity))])
  }

  private func place(
    _ harness: EngineHarness, _ account: AccountName, _ instrument: Instrument, usd: Int64,
    price: Int64?
  ) async throws {
    _ = try await harness.engine.submit(
      .ledger(
        LedgerCommand(
          .placeOrder(
            OrderTicket(
              account: account, instrument: instrument, quantity: Amount(usd),
              price: price.map { Amount($0) })))), by: "test")
  }

  @Test("a market order that is committed is sent, filled and booked")
  func filled() async throws {
    let (harness, desk, perpetual, port, execution) = try await started()
    defer { harness.engine.stop() }
    defer { execution.stop() }
    port.quote(perpetual, try quote(100_000, around: 70_000))
    try await place(harness, desk, perpetual, usd: 1000, price: nil)
    #expect(
      try await harness.wait {
        (try? harness.engine.account(desk))?.positions.first?.quantity == Amount(1000)
      })
    #expect(try harness.engine.account(desk).orders.isEmpty)
    // An inverse position keeps its cost in coins, from which the price follows to about 14 digits.
    let entry = try #require(try harness.engine.account(desk).positions.first?.averagePrice)
    #expect(abs(entry.doubleValue - 70_010) < 1e-8)
    #expect(execution.liveCount == 0)
  }

  @Test("a part is filled, the rest stays until it is cancelled")
  func partly() async throws {
    let (harness, desk, perpetual, port, execution) = try await started()
    defer { harness.engine.stop() }
    defer { execution.stop() }
    port.quote(perpetual, try quote(300, around: 70_000))
    try await place(harness, desk, perpetual, usd: 1000, price: 70_010)
    #expect(
      try await harness.wait {
        (try? harness.engine.account(desk))?.orders.first?.order.filled == Amount(300)
      })
    let order = try #require(try harness.engine.account(desk).orders.first?.order.identifier)
    _ = try await harness.engine.submit(
      .ledger(LedgerCommand(.cancelOrder(order, of: desk))), by: "test")
    #expect(try await harness.wait { (try? harness.engine.account(desk))?.orders.isEmpty == true })
    #expect(try harness.engine.account(desk).positions.first?.quantity == Amount(300))
  }

  @Test("what the venue refuses is rejected in the ledger, with the venue's reason")
  func rejected() async throws {
    let rules = try SimulatedVenueRules(
      latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 1, timeoutShare: 0, lostShare: 0,
      overdueSeconds: 5, lateSeconds: 30)
    let (harness, desk, perpetual, port, execution) = try await started(rules)
    defer { harness.engine.stop() }
    defer { execution.stop() }
    port.quote(perpetual, try quote(100_000, around: 70_000))
    try await place(harness, desk, perpetual, usd: 1000, price: 70_000)
    #expect(try await harness.wait { (try? harness.engine.account(desk))?.orders.isEmpty == true })
    let changes = (harness.engine.records(after: 0, limit: 100) ?? []).flatMap(\.events)
    #expect(
      changes.contains {
        if case .ledger(.orderChanged(_, .rejected)) = $0 { true } else { false }
      })
  }

  @Test("an order without an answer in time is overdue, and ends as the venue says later")
  func overdue() async throws {
    let rules = try SimulatedVenueRules(
      latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 0, timeoutShare: 1, lostShare: 1,
      overdueSeconds: 5, lateSeconds: 30)
    let (harness, desk, perpetual, port, execution) = try await started(rules)
    defer { harness.engine.stop() }
    defer { execution.stop() }
    port.quote(perpetual, try quote(100_000, around: 70_000))
    try await place(harness, desk, perpetual, usd: 1000, price: 70_000)
    #expect(try await harness.wait { execution.liveCount == 1 })
    harness.clock.set(harness.clock.now().advanced(bySeconds: 6))
    #expect(
      try await harness.wait {
        (try? harness.engine.account(desk))?.orders.first?.order.answer == .overdue
      })
    harness.clock.set(harness.clock.now().advanced(bySeconds: 40))
    #expect(try await harness.wait { (try? harness.engine.account(desk))?.orders.isEmpty == true })
  }

  @Test("a venue that can't be reached refuses the order in the ledger")
  func unreachable() async throws {
    struct Closed: ExecutionPort {
      private var reason: SteelyardError {
        SteelyardError(.unavailable, "The venue is closed.", remedy: "Wait.")
      }
      func submit(_ order: VenueOrder) throws(SteelyardError) { throw reason }
      func amend(
        _ order: OrderIdentifier, quantity: Amount, price: Amount?
      ) throws(SteelyardError) { throw reason }
      func cancel(_ order: OrderIdentifier) throws(SteelyardError) { throw reason }
      func restore(_ order: VenueOrder, filled: Amount) throws(SteelyardError) { throw reason }
    }
    let (harness, desk, perpetual, _, execution) = try await started()
    defer { harness.engine.stop() }
    execution.stop()
    let told = Mutex(0)
    let closed = try ExecutionDesk(
      harness.engine, records: CommittedRecords(of: harness.engine, journal: nil),
      state: EngineState(), position: 0,
      note: { note in if case .notSent = note { told.withLock { $0 += 1 } } })
    closed.start(Closed(), passTime: nil)
    defer { closed.stop() }
    try await place(harness, desk, perpetual, usd: 1000, price: 70_000)
    #expect(try await harness.wait { (try? harness.engine.account(desk))?.orders.isEmpty == true })
    #expect(told.withLock { $0 } == 1)
  }

  @Test("a restart sends again what had no answer, and puts back what rested")
  func restart() async throws {
    let (harness, desk, perpetual, port, execution) = try await started()
    defer { harness.engine.stop() }
    port.quote(perpetual, try quote(300, around: 70_000))
    try await place(harness, desk, perpetual, usd: 1000, price: 70_010)
    #expect(
      try await harness.wait {
        (try? harness.engine.account(desk))?.orders.first?.order.filled == Amount(300)
      })
    execution.stop()
    // The venue never hears of this one, nor of the end of the first.
    try await place(harness, desk, perpetual, usd: 500, price: 69_000)
    let first = try #require(try harness.engine.account(desk).orders.first?.order.identifier)
    _ = try await harness.engine.submit(
      .ledger(LedgerCommand(.cancelOrder(first, of: desk))), by: "test")
    var state = EngineState()
    for record in harness.journal.records { try state.replay(record) }
    let opening = try ExecutionBook(state.ledger).opening
    let second = OrderIdentifier(rawValue: first.rawValue + 1)
    #expect(
      opening == [
        .restore(
          try VenueOrder(
            identifier: first, account: desk, instrument: perpetual, quantity: Amount(1000),
            price: Amount(70_010)), filled: Amount(300)),
        .cancel(first),
        .submit(
          try VenueOrder(
            identifier: second, account: desk, instrument: perpetual, quantity: Amount(500),
            price: Amount(69_000))),
      ])
    // The new venue carries all of it out, once.
    let again = try ExecutionDesk(
      harness.engine, records: CommittedRecords(of: harness.engine, journal: nil), state: state,
      position: Int64(harness.journal.records.count), note: { _ in })
    let newPort = SimulatedVenuePort(
      SimulatedVenue(rules: .immediate, seed: 2, at: harness.clock.now()), clock: harness.clock,
      sink: { [weak again] in again?.take($0) })
    newPort.quote(perpetual, try quote(100_000, around: 68_000))
    again.start(newPort, passTime: { newPort.deliver() })
    defer { again.stop() }
    #expect(
      try await harness.wait {
        guard let view = try? harness.engine.account(desk) else { return false }
        return view.orders.isEmpty && (view.positions.first?.quantity ?? .zero) >= Amount(800)
      })
  }
}

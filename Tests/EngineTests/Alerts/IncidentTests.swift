import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import TestSupport
import Testing

@Suite("Incidents")
struct IncidentTests {
  private let desk: AccountName
  private let perpetual: Instrument

  init() throws {
    desk = try AccountName("desk")
    perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
  }

  /// An engine with a market and an account that is long bitcoin.
  private func harness() async throws -> EngineHarness {
    let harness = try EngineHarness()
    try await harness.adopt()
    let listing = try InstrumentListing(
      instrument: perpetual, venue: OwnerName("simulated"),
      terms: ContractTerms(
        multiplier: Amount(10), tick: try #require(Amount("0.5")), lot: Amount(10),
        averagingWindowSeconds: 1800, delivery: .none), fees: .free)
    for action in [
      LedgerAction.listAsset(.btc), .openAccount(desk, owner: try OwnerName("ann"), mode: .cross),
      .deposit(desk, .btc, .one), .listInstrument(listing),
    ] {
      _ = try await harness.engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }
    try harness.advance(seconds: 1)
    let engine = harness.engine
    #expect(try await harness.wait { engine.frame?.universe.count == 1 })
    _ = try await engine.submit(
      .ledger(
        LedgerCommand(
          .bookTrade(
            AgreedTrade(
              account: desk, counterparty: nil, instrument: perpetual, quantity: Amount(70_000),
              price: Amount(70_000), fee: .none, counterpartyFee: .none)))), by: "test")
    return harness
  }

  private func records(_ engine: Engine) -> [PublishedRecord] {
    engine.records(after: 0, limit: 100_000) ?? []
  }

  private func incidents(_ engine: Engine) -> [IncidentEvent] {
    records(engine).flatMap(\.events).compactMap {
      if case .incident(let event) = $0 { event } else { nil }
    }
  }

  /// Lets the market run in steps until something holds.
  private func run(
    _ harness: EngineHarness, seconds: Int64, until isDone: () -> Bool
  ) async throws -> Bool {
    for _ in 0..<400 {
      try harness.advance(seconds: seconds)
      if isDone() { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Lets so many seconds of the market pass.
  private func pass(_ seconds: Int64, _ harness: EngineHarness) async throws {
    for _ in 0..<seconds {
      try harness.advance(seconds: 1)
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test("an account beyond a limit is told of once, and again when it is not any more")
  func limit() async throws {
    let harness = try await harness()
    let engine = harness.engine
    defer { engine.stop() }
    _ = try await engine.submit(
      .setLimits(account: desk, limits: try AccountLimits(leverageMax: 0.5), reason: "test"),
      by: "ann")
    #expect(try await run(harness, seconds: 1) { incidents(engine).count == 1 })
    let began = try #require(incidents(engine).first)
    #expect(began.subject == .limit(desk, .leverage) && began.kind == .began)
    #expect(began.time >= began.since.advanced(bySeconds: 5))
    #expect(began.explanation.contains("0.5 times equity is allowed"))
    try expectSurvivesBytes(began)
    // It goes on, and nothing more is told.
    try await pass(60, harness)
    #expect(incidents(engine).count == 1)
    _ = try await engine.submit(
      .setLimits(account: desk, limits: try AccountLimits(leverageMax: 50), reason: "test"),
      by: "ann")
    #expect(try await run(harness, seconds: 2) { incidents(engine).count == 2 })
    let ended = try #require(incidents(engine).last)
    #expect(ended.kind == .ended && ended.time >= ended.since.advanced(bySeconds: 30))
    let alerts = records(engine).flatMap(\.alerts).filter { $0.kind == .limits }
    #expect(alerts.map(\.severity) == [.warning, .info])
    #expect(alerts.allSatisfy { $0.account == desk })
  }

  @Test("an oracle without sources halts, which is told, and is over when they are back")
  func oracle() async throws {
    let harness = try await harness()
    let engine = harness.engine
    defer { engine.stop() }
    // Time passes and nobody says a price.
    for _ in 0..<400 where incidents(engine).isEmpty {
      harness.clock.set(harness.clock.now().advanced(bySeconds: 10))
      _ = try await engine.submit(.ledger(LedgerCommand(.deposit(desk, .btc, .one))), by: "test")
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(
      incidents(engine).contains {
        $0.subject == .oracle(perpetual.underlying.description) && $0.kind == .began
      })
    let told = records(engine).flatMap(\.alerts).filter { $0.kind == .oracle }
    #expect(!told.isEmpty && told.allSatisfy { $0.severity == .critical && $0.account == nil })
    #expect(
      try await run(harness, seconds: 5) {
        let events = incidents(engine)
        return events.count { $0.kind == .ended } == events.count { $0.kind == .began }
      })
  }

  @Test("a feed that is lost for long is told of, and a restart knows it")
  func feed() async throws {
    let harness = try await harness()
    let engine = harness.engine
    defer { engine.stop() }
    var number: UInt64 = 1
    func say(_ state: FeedState) {
      number += 1
      engine.feed([
        MarketUpdate(
          feed: "second", sequence: number, time: harness.clock.now(),
          .feed(FeedReport(state: state, reason: "a test")))
      ])
    }
    // Short losses are none.
    say(.recovering)
    try await pass(20, harness)
    say(.live)
    try await pass(60, harness)
    #expect(incidents(engine).isEmpty)
    say(.connecting)
    #expect(try await run(harness, seconds: 2) { !incidents(engine).isEmpty })
    let event = try #require(incidents(engine).first)
    #expect(event.subject == .feed("second"))
    #expect(event.explanation == "The feed second is connecting: a test.")
    var state = EngineState()
    let before = state.bytes
    try state.apply(.incident(event), at: event.time)
    let read = try EngineState(bytes: state.bytes)
    #expect(read.incidents.open == [event.subject: event] && read.hash == state.hash)
    #expect(state.bytes != before)
    say(.live)
    #expect(try await run(harness, seconds: 2) { incidents(engine).count == 2 })
    let ended = try #require(incidents(engine).last)
    try state.apply(.incident(ended), at: ended.time)
    #expect(state.incidents.open.isEmpty && state.bytes.first == before.first)
  }
}

import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardPricing
import SteelyardStore
import Synchronization
import TestSupport
import Testing

/// A clock that is set by hand, beside a steady one that runs.
final class HandClock: EngineClock {
  private let time: Mutex<Timestamp>

  init(_ time: Timestamp) { self.time = Mutex(time) }

  func now() -> Timestamp { time.withLock { $0 } }
  func set(_ now: Timestamp) { time.withLock { $0 = now } }
  func steadyNanoseconds() -> Int64 { Int64(DispatchTime.now().uptimeNanoseconds) }
}

/// An engine on a simulated market and a journal in memory.
final class EngineHarness {
  let clock: HandClock
  let journal = MemoryJournal()
  let engine: Engine
  private var market: SimulatedMarket

  /// - Parameter models: Of every margin mode.
  init(
    models: [MarginMode: String] = [
      .portfolio: "deribit", .cross: "cross", .isolated: "isolated",
    ], seed: UInt64 = 7, recordsKept: Int = 100_000, liquidations: LiquidationRules = .sample,
    strategies: StrategyRules = .standard, parameters: SimulationParameters = .threeCoins,
    events: [SimulationEvent] = []
  ) throws {
    let start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    clock = HandClock(start)
    market = try SimulatedMarket(
      parameters: parameters, start: start, seed: seed, events: events)
    let configuration = EngineConfiguration(
      models: models,
      rules: EngineRules(
        marginCalls: .sample, governance: .sample, models: CatalogueModels(),
        liquidations: liquidations, strategies: strategies),
      board: .fiveVenues,
      risk: RiskSettings(
        workerCount: 2, intervalMilliseconds: 5, wholeBookSeconds: 60),
      level: .detected, recordsKept: recordsKept)
    engine = try Engine(
      configuration, state: EngineState(), journal: journal, clock: clock,
      onFailure: { _ in })
  }

  /// Adopts the parameters that come with the models.
  func adopt() async throws {
    for model in Set(engine.configuration.models.values).sorted() {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: "test")
    }
  }

  /// Adopts parameters, lists the bitcoin perpetual, opens the account "desk" with 1 BTC, and lets the market run until
  /// there is a frame of both.
  func openDesk(mode: MarginMode = .portfolio) async throws -> (AccountName, Instrument) {
    try await adopt()
    let desk = try AccountName("desk")
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    for action in [
      LedgerAction.listAsset(.btc),
      .listInstrument(
        try InstrumentListing(
          instrument: perpetual, venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(10), tick: try #require(Amount("0.5")), lot: Amount(10),
            averagingWindowSeconds: 1800, delivery: .none), fees: .free)),
      .openAccount(desk, owner: try OwnerName("alice"), mode: mode),
      .deposit(desk, .btc, .one),
    ] {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }
    try advance(seconds: 1)
    #expect(try await wait { engine.frame?.universe.count == 1 })
    return (desk, perpetual)
  }

  /// Lets the market run for some seconds, and tells the engine.
  func advance(seconds: Int64) throws {
    let time = clock.now().advanced(bySeconds: seconds)
    let updates = try market.step(to: time)
    clock.set(time)
    engine.feed(updates)
  }

  /// Waits until something holds, for a minute at most: other suites may have the processors.
  func wait(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<12_000 {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return condition()
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardPricing
import SteelyardStore
import Synchronization

/// An engine without a market on a journal that can be held up, with one account that money comes in to.
final class GatedEngine {
  let journal = GateJournal()
  let engine: Engine
  let desk: AccountName
  private let failureCount: FailureCount

  /// How often the engine has told that its journal failed.
  var failures: Int { failureCount.value.load(ordering: .relaxed) }

  private final class FailureCount: Sendable {
    let value = Atomic<Int>(0)
  }

  init(waitingMax: Int = 100_000) async throws {
    desk = try AccountName("desk")
    let failureCount = FailureCount()
    self.failureCount = failureCount
    engine = try Engine(
      .forTests(waitingMax: waitingMax), state: EngineState(), journal: journal,
      clock: HandClock(try Timestamp(parsing: "2026-11-20T09:00:00Z")),
      onFailure: { _ in failureCount.value.add(1, ordering: .relaxed) })
    for action in [
      LedgerAction.listAsset(.btc), .openAccount(desk, owner: try OwnerName("alice"), mode: .cross),
    ] {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }
  }

  /// A deposit of so many millionths of a bitcoin, under a client's identifier.
  func deposit(_ millionths: Int, as identifier: String? = nil) throws -> EngineCommand {
    .ledger(
      LedgerCommand(
        .deposit(desk, .btc, Amount(units: Int128(millionths) * Amount.unitsPerOne / 1_000_000)),
        identifier: try identifier.map { try ClientIdentifier($0) }))
  }

  /// What the account is seen to have, in millionths of a bitcoin.
  var balance: Int {
    get throws {
      let amount = try engine.account(desk).balances.first?.amount ?? .zero
      return Int(amount.units * 1_000_000 / Amount.unitsPerOne)
    }
  }

  /// Sends deposits of 1 millionth each; their answers go to a log by their place.
  func send(_ count: Int, to log: AnswerLog, from first: Int = 0) throws {
    for number in first..<first + count {
      engine.submit(try deposit(1), by: "test", log.taking(number))
    }
  }

  /// Holds the journal up, and the writer with it: a first deposit waits at the gate when this returns.
  func block(_ log: AnswerLog) async throws -> Bool {
    let before = journal.arrivals
    journal.close()
    try send(1, to: log)
    return try await wait { self.journal.arrivals > before }
  }

  /// Waits until something holds, for ten seconds at most.
  func wait(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
      if try condition() { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
  }
}

extension EngineConfiguration {
  /// What tests of the writer and of the journal start engines with.
  static func forTests(
    waitingMax: Int = 100_000, snapshotInterval: Int64 = 100_000
  ) -> EngineConfiguration {
    EngineConfiguration(
      models: [.portfolio: "deribit", .cross: "cross", .isolated: "isolated"],
      rules: EngineRules(
        marginCalls: .sample, governance: .sample, models: CatalogueModels()),
      board: .fiveVenues,
      risk: RiskSettings(workerCount: 2, intervalMilliseconds: 5, wholeBookSeconds: 60),
      level: .detected, waitingMax: waitingMax, snapshotInterval: snapshotInterval)
  }
}

import Glibc
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardPricing
import SteelyardStore

/// An engine on a journal's directory, with a market that moves.
struct HammeredEngine: Sendable {
  /// Commands of a client that wait for their answers at a time.
  private static let lanes = 8

  private let engine: Engine
  private let position: Int64

  /// Starts it on what the journal has; a journal that fails later ends the process.
  init(directory: String, snapshotInterval: Int64) throws(SteelyardError) {
    let identity = try JournalIdentity(
      instance: [UInt8](repeating: 1, count: 16), created: Timestamp(microseconds: 1_000_000))
    let journal = FileJournal(
      try JournalFile(directory: directory, ifMissing: .create(identity), options: .standard))
    let recovery = try Recovery(from: journal)
    position = recovery.position
    engine = try Engine(
      EngineConfiguration(
        models: [.portfolio: "cross", .cross: "cross", .isolated: "isolated"],
        rules: EngineRules(
          marginCalls: .sample, governance: .sample, models: CatalogueModels()),
        board: .fiveVenues,
        risk: RiskSettings(workerCount: 1, intervalMilliseconds: 5, wholeBookSeconds: 60),
        level: .detected, snapshotInterval: snapshotInterval),
      state: recovery.state, journal: journal, clock: SystemClock(),
      onFailure: { error in
        Line.say("error \(error.code.rawValue) \(error)")
        exit(1)
      })
    Line.say("open \(recovery.position) \(recovery.snapshotPosition)")
  }

  /// Opens what clients need, where it is not there yet, and starts the market.
  func prepare(clients count: Int) async throws(SteelyardError) {
    for model in ["cross", "isolated"] where engine.governance.inForce(model, at: engine.now) == nil
    {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: "hammer")
    }
    let feed = Task.detached { [engine, position] in
      var market = try SimulatedMarket(
        parameters: .threeCoins, start: engine.now, seed: UInt64(position))
      while true {
        engine.feed(try market.step(to: engine.now))
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    _ = feed
    for action in try setUp(clients: count) { try await ask(action) }
    for client in 0..<count {
      let desk = try engine.account(try ClientCommands(client: client).account)
      if desk.balances.isEmpty { try await ask(.deposit(desk.name, .btc, .one)) }
      // Nobody is left who would answer orders of an earlier run.
      for held in desk.orders {
        try await ask(.reportAnswer(held.order.identifier, .cancelled))
      }
    }
  }

  private func setUp(clients count: Int) throws(SteelyardError) -> [LedgerAction] {
    var actions: [LedgerAction] = [
      .listAsset(.btc),
      .listInstrument(
        try InstrumentListing(
          instrument: try ClientCommands.perpetual(), venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(10), tick: Amount(units: Amount.unitsPerOne / 2), lot: Amount(10),
            averagingWindowSeconds: 1800, delivery: .none),
          fees: try FeeSchedule(maker: .zero, taker: Amount(units: Amount.unitsPerOne / 2000)))),
    ]
    for client in 0..<count {
      let own = try ClientCommands(client: client)
      let owner = try OwnerName("owner-\(client)")
      actions += [
        .openAccount(own.account, owner: owner, mode: .cross),
        .openAccount(own.reserve, owner: owner, mode: .isolated),
      ]
    }
    return actions
  }

  /// Asks for something that an earlier run may have done already.
  private func ask(_ action: LedgerAction) async throws(SteelyardError) {
    do throws(SteelyardError) {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "hammer")
    } catch {
      guard error.code == .conflict else { throw error }
    }
  }

  /// Sends commands for ever.
  func load(from firsts: [Int]) async {
    await withTaskGroup { group in
      for (client, first) in firsts.enumerated() {
        for lane in 0..<HammeredEngine.lanes {
          group.addTask {
            do throws(SteelyardError) {
              let commands = try ClientCommands(client: client)
              var number = first + lane
              while true {
                try await send(number, of: commands)
                number += HammeredEngine.lanes
              }
            } catch {
              Line.say("error \(error.code.rawValue) \(error)")
            }
          }
        }
      }
    }
  }

  private func send(_ number: Int, of commands: ClientCommands) async throws(SteelyardError) {
    let command = try commands.command(number)
    let answer = await tell(commands.identifier(number), command)
    for case .ledger(.orderPlaced(let order)) in answer?.value.events ?? [] {
      _ = await tell(
        "fill-\(order.identifier)",
        LedgerCommand(
          .reportFill(
            FillReport(
              order: order.identifier, quantity: order.quantity, price: Amount(90_000), fee: .taker)
          ), identifier: try ClientIdentifier("fill-\(order.identifier)")))
    }
  }

  /// Sends a command and prints what became of it.
  private func tell(
    _ identifier: String, _ command: LedgerCommand
  ) async -> Answered<EngineOutcome>? {
    do throws(SteelyardError) {
      let answer = try await engine.submit(.ledger(command), by: "hammer")
      let word = answer.value.events.isEmpty ? "again" : "ack"
      Line.say("\(word) \(identifier) \(answer.position)")
      return answer
    } catch {
      Line.say("no \(identifier) \(error.code.rawValue) \(error.message)")
      return nil
    }
  }
}

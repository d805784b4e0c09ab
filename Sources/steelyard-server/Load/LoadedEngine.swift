import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardPricing
import SteelyardServer
import SteelyardStore

/// An engine in this process with a simulated market and an account for each client, on a journal's directory.
struct LoadedEngine {
  let engine: Engine
  let journal: FileJournal
  /// What was read of the journal at the start, and how long that took in seconds.
  let recovery: Recovery
  let recoverySeconds: Double
  private let feed: Task<Void, any Error>

  /// Starts it, and opens what the clients need where it is not there.
  ///
  /// - Throws: What the journal and the engine throw.
  init(
    directory: String, clients count: Int, snapshotInterval: Int64,
    liquidations: LiquidationRules = .sample
  ) async throws(SteelyardError) {
    let clock = LoadClock()
    let start = clock.steadyNanoseconds()
    let journal = try LoadedEngine.journal(directory)
    let recovery = try Recovery(from: journal)
    recoverySeconds = Double(clock.steadyNanoseconds() - start) * 1e-9
    let engine = try Engine(
      EngineConfiguration(
        models: [.portfolio: "deribit", .cross: "cross", .isolated: "isolated"],
        rules: EngineRules(
          marginCalls: .sample, governance: .sample, models: CatalogueModels(),
          liquidations: liquidations),
        board: .fiveVenues,
        risk: RiskSettings(workerCount: 1, intervalMilliseconds: 100, wholeBookSeconds: 60),
        level: .detected, snapshotInterval: snapshotInterval),
      state: recovery.state, journal: journal, clock: clock,
      onFailure: { error in
        // The clients' answers say the same; this is for a failure between two answers.
        StandardErrorNote.write(error)
      })
    let seed = UInt64(recovery.position)
    feed = Task.detached {
      var market = try SimulatedMarket(
        parameters: .threeCoins, start: engine.now, seed: seed)
      while !Task.isCancelled {
        engine.feed(try market.step(to: engine.now))
        try await Task.sleep(for: .milliseconds(100))
      }
    }
    self.engine = engine
    self.journal = journal
    self.recovery = recovery
    try await prepare(clients: count)
  }

  /// Ends the market and the engine.
  func stop() {
    feed.cancel()
    engine.stop()
  }

  /// Ends both and waits for the market, so that nothing holds the journal any more.
  func end() async {
    feed.cancel()
    _ = await feed.result
    engine.stop()
  }

  static func journal(_ directory: String) throws(SteelyardError) -> FileJournal {
    let identity = try JournalIdentity(
      instance: [UInt8](repeating: 76, count: JournalIdentity.instanceByteCount),
      created: WallClock.now)
    return FileJournal(
      try JournalFile(
        directory: directory, ifMissing: .create(identity), options: .standard))
  }

  private func prepare(clients count: Int) async throws(SteelyardError) {
    for model in ["cross", "deribit", "isolated"]
    where engine.governance.inForce(model, at: engine.now) == nil {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: LoadClient.author)
    }
    var actions: [LedgerAction] = [
      .listAsset(.btc), .listInstrument(try LoadClient.listing()),
    ]
    for number in 0..<count {
      let client = try LoadClient(number)
      actions.append(
        .openAccount(client.account, owner: try OwnerName("load-\(number)"), mode: .portfolio))
      actions.append(.deposit(client.account, .btc, Amount(100)))
    }
    for action in actions {
      do throws(SteelyardError) {
        _ = try await engine.submit(.ledger(LedgerCommand(action)), by: LoadClient.author)
      } catch {
        // What an earlier run has opened is there.
        guard error.code == .conflict else { throw error }
      }
    }
    let wanted = try LoadClient.perpetual()
    for _ in 0..<3000 {
      if let frame = engine.frame, frame.universe.index(of: wanted) != nil { return }
      try? await Task.sleep(for: .milliseconds(10))
    }
    throw SteelyardError(
      .unavailable, "There was no risk frame within 30 s.", remedy: "Give the machine less to do.")
  }
}

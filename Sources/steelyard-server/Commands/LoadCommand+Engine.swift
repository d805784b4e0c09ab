import SteelyardCommandLine
import SteelyardContracts
import SteelyardEngine

extension LoadCommand {
  static func commands(
    _ directory: String, clients: Int, seconds: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: clients, snapshotInterval: 100_000)
    let load = try await CommandLoad(loaded, clients: clients, seconds: Double(seconds))
    loaded.stop()
    try StandardOutput.write(
      """
      clients   \(clients), one command each at a time
      commands  \(load.doneCount) durable, \(load.refusedCount) refused, in \(fixed(load.seconds)) s
      rate      \(Int(load.ratePerSecond)) a second
      latency   p50 \(fixed(load.milliseconds(atShare: 0.5))) ms, p99 \
      \(fixed(load.milliseconds(atShare: 0.99))) ms, largest \(fixed(load.milliseconds(atShare: 1))) ms

      """)
  }

  static func accrual(
    _ directory: String, accounts: Int
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 1_000_000)
    let load = try await AccrualLoad(loaded, accounts: accounts)
    loaded.stop()
    try StandardOutput.write(
      """
      accounts  \(load.accountCount), each with a balance
      accrual   \(fixed(load.accrualSeconds)) s, durable; a command behind it \(fixed(load.waitSeconds)) s

      """)
  }

  static func book(_ directory: String, accounts: Int) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 1_000_000)
    let load = try await BookLoad(loaded, accounts: accounts)
    try StandardOutput.write(
      """
      accounts  \(load.accountCount), each with a balance and a position
      first     \(fixed(1e3 * load.firstSeconds)) ms
      frame     \(fixed(1e3 * load.anewSeconds)) ms, on a later frame
      order     \(fixed(1e3 * load.orderSeconds)) ms, in another order on the same reading
      kept      \(fixed(1e3 * load.keptSeconds)) ms, the slowest of a thousand

      """)
  }

  static func liquidation(
    _ directory: String, accounts: Int, repetitions: Int
  ) async throws(SteelyardError) {
    // No budget, so that what is timed is the machine and not the rules.
    let loaded = try await LoadedEngine(
      directory: directory, clients: 1, snapshotInterval: 1_000_000,
      liquidations: try LiquidationRules(
        roundSeconds: 10, pauseMilliseconds: 500, roundBudgetUSD: 1e12, windowBudgetUSD: 1e15,
        windowSeconds: 60, hedges: .none, takeOver: .insuranceFund))
    let load = try await LiquidationLoad(
      loaded, accounts: accounts, repetitions: repetitions)
    loaded.stop()
    func row(_ latencies: LiquidationLoad.Latencies) -> String {
      [0.5, 0.95, 0.99].map { "\(fixed(latencies.milliseconds(atShare: $0))) ms" }
        .joined(separator: ", ") + " of \(latencies.nanoseconds.count)"
    }
    try StandardOutput.write(
      """
      accounts   \(load.accountCount), \(load.fallenCount) below maintenance margin at once, \
      \(repetitions) times; p50, p95, p99
      hand-over  \(row(load.handOver)), from the frame to the commit
      order      \(row(load.order)), from the frame to the first at the port
      fall       \(row(load.fall)), from the fact to the first order
      look       \(row(load.look)), from the commit of a fill to that of the next step

      """)
  }

  static func start(
    _ directory: String, clients: Int, records wanted: Int64
  ) async throws(SteelyardError) {
    try await fill(directory, clients: clients, records: wanted)
    let clock = LoadClock()
    var begun = clock.steadyNanoseconds()
    var opening: FileJournal?
    // The last task that knew the engine may still be on its way out.
    for _ in 0..<200 where opening == nil {
      begun = clock.steadyNanoseconds()
      do throws(SteelyardError) { opening = try LoadedEngine.journal(directory) } catch {
        guard error.code == .conflict else { throw error }
        try? await Task.sleep(for: .milliseconds(20))
      }
    }
    let journal = if let opening { opening } else { try LoadedEngine.journal(directory) }
    let opened = clock.steadyNanoseconds()
    let recovery = try Recovery(from: journal)
    let recovered = clock.steadyNanoseconds()
    var state = EngineState()
    try journal.replay(after: 0) { record throws(SteelyardError) in try state.replay(record) }
    let replayed = clock.steadyNanoseconds()
    let replaySeconds = Double(replayed - recovered) * 1e-9
    guard state.hash == recovery.state.hash else {
      throw SteelyardError(
        .corruptData, "The state from the snapshot is not the state from the first record.",
        remedy: "Run `steelyard ledger verify` on the journal.")
    }
    try StandardOutput.write(
      """
      journal   \(recovery.position) records, newest snapshot at \(recovery.snapshotPosition)
      opening   \(fixed(Double(opened - begun) * 1e-9)) s, the whole structure checked
      start     \(fixed(Double(recovered - opened) * 1e-9)) s from the snapshot
      replay    \(fixed(replaySeconds)) s from the first record, \
      \(Int(Double(recovery.position) / replaySeconds)) records a second
      state     \(state.hash), both ways

      """)
  }

  /// Gives a journal as many records as are wanted.
  private static func fill(
    _ directory: String, clients: Int, records wanted: Int64
  ) async throws(SteelyardError) {
    let loaded = try await LoadedEngine(
      directory: directory, clients: clients, snapshotInterval: 100_000)
    while loaded.engine.position < wanted {
      _ = try await CommandLoad(loaded, clients: clients, seconds: 1)
    }
    await loaded.end()
  }
}

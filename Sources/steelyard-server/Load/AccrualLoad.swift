import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Synchronization

/// How long an accrual of interest over many accounts keeps the writer from everything else.
struct AccrualLoad {
  /// Accounts that have a balance.
  let accountCount: Int
  /// From asking for the accrual to its answer, durable.
  let accrualSeconds: Double
  /// From asking for a deposit right behind it to its answer: what everybody waits.
  let waitSeconds: Double

  /// Commands that wait at a time.
  private static let windowCount = 2000

  /// Opens accounts where they are missing, one of them deep in debt, and accrues.
  ///
  /// - Throws: What the engine refuses.
  init(_ loaded: LoadedEngine, accounts count: Int) async throws(SteelyardError) {
    let engine = loaded.engine
    let names = try (0..<count).map { number throws(SteelyardError) in
      try AccountName("saver-\(number)")
    }
    let opened = names.filter { (try? engine.account($0)) == nil }
    for start in stride(from: 0, to: opened.count, by: AccrualLoad.windowCount) {
      var actions: [LedgerAction] = []
      for name in opened[start..<min(opened.count, start + AccrualLoad.windowCount)] {
        actions.append(
          .openAccount(name, owner: try OwnerName(name.description), mode: .portfolio))
        actions.append(.deposit(name, .btc, .one))
      }
      try await AccrualLoad.ask(actions, engine)
    }
    let debt = Amount(Int64(count) / 2)
    try await AccrualLoad.ask(
      [
        .adjust(
          [
            Adjustment(account: names[0], asset: .btc, amount: -debt),
            Adjustment(account: names[1], asset: .btc, amount: debt),
          ], reason: "A debt that interest accrues on.")
      ], engine)
    let tenth = Amount(units: Amount.unitsPerOne / 10)
    let terms = try InterestTerms(
      curve: try BorrowCurve(
        minimum: tenth, slopeBelow: tenth, slopeAbove: .one,
        optimum: Amount(units: Amount.unitsPerOne / 2)), fundShare: tenth)
    let clock = LoadClock()
    let start = clock.steadyNanoseconds()
    async let accrued = AccrualLoad.time(.accrueInterest(.btc, terms), engine, from: start)
    async let waited = AccrualLoad.time(.deposit(names[0], .btc, tenth), engine, from: start)
    accountCount = count
    accrualSeconds = try await accrued.get()
    waitSeconds = try await waited.get()
  }

  private static func time(
    _ action: LedgerAction, _ engine: Engine, from start: Int64
  ) async -> Result<Double, SteelyardError> {
    do throws(SteelyardError) {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: LoadClient.author)
      return .success(Double(LoadClock().steadyNanoseconds() - start) * 1e-9)
    } catch {
      return .failure(error)
    }
  }

  static func ask(
    _ actions: [LedgerAction], _ engine: Engine
  ) async throws(SteelyardError) {
    let failure = await withCheckedContinuation {
      (continuation: CheckedContinuation<SteelyardError?, Never>) in
      let tally = Tally(actions.count) { continuation.resume(returning: $0) }
      for action in actions {
        engine.submit(.ledger(LedgerCommand(action)), by: LoadClient.author) { tally.take($0) }
      }
    }
    if let failure { throw failure }
  }

  /// Tells when as many answers have come as were asked for, with the first refusal.
  private final class Tally: Sendable {
    private struct Contents {
      var left: Int
      var failure: SteelyardError?
    }

    private let contents: Mutex<Contents>
    private let done: @Sendable (SteelyardError?) -> Void

    init(_ count: Int, _ done: @escaping @Sendable (SteelyardError?) -> Void) {
      contents = Mutex(Contents(left: count))
      self.done = done
    }

    func take(_ answer: Result<Answered<EngineOutcome>, SteelyardError>) {
      let end = contents.withLock { contents -> SteelyardError?? in
        contents.left -= 1
        if case .failure(let error) = answer { contents.failure = contents.failure ?? error }
        return contents.left == 0 ? .some(contents.failure) : nil
      }
      if let end { done(end) }
    }
  }
}

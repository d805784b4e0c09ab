import SteelyardContracts
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import Synchronization

/// The thread that turns market and holdings into frames and figures, and proposes what follows from them.
///
/// A cycle takes everything that has come in since the one before: cycles coalesce under load instead of
/// queueing. It decides nothing by itself: what it sees goes to the writer as commands.
final class RiskLoop: Sendable {
  private let published: Published
  private let boards: BoardHolder
  private let clock: any EngineClock
  private let rules: EngineRules
  private let settings: RiskSettings
  private let propose: @Sendable (EngineCommand) -> Void
  private let isStopping = Atomic<Bool>(false)
  private let thread: Mutex<EngineThread?> = Mutex(nil)

  init(
    published: Published, boards: BoardHolder, clock: any EngineClock, rules: EngineRules,
    settings: RiskSettings, propose: @escaping @Sendable (EngineCommand) -> Void
  ) {
    self.published = published
    self.boards = boards
    self.clock = clock
    self.rules = rules
    self.settings = settings
    self.propose = propose
  }

  /// Starts the thread.
  ///
  /// - Parameter cycle: With the accounts as the journal left them.
  func start(_ cycle: RiskCycle) {
    let started = EngineThread(named: "risk", niceness: 5) { [self] in run(cycle) }
    thread.withLock { $0 = started }
  }

  /// Ends the thread after the cycle that is running.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    published.riskSignal.raise()
    thread.withLock { $0 }?.join()
  }

  private func run(_ initial: RiskCycle) {
    var cycle = initial
    let workers = RiskWorkers(count: settings.workerCount, niceness: 5)
    defer { workers.stop() }
    var stopwatch = Stopwatch(clock)
    while !isStopping.load(ordering: .acquiring) {
      let wait = settings.intervalMilliseconds - stopwatch.milliseconds
      // Raised or not: deadlines and old prices show by time alone.
      published.riskSignal.wait(milliseconds: max(settings.intervalMilliseconds * 10, 1000))
      if isStopping.load(ordering: .acquiring) { return }
      Signal.rest(milliseconds: wait)
      stopwatch = Stopwatch(clock)
      let proposals = cycle.run(
        changes: published.takeChanges(), boards: boards, at: clock.now(), published, rules,
        settings, workers, stopwatch)
      for proposal in proposals { propose(proposal) }
    }
  }
}

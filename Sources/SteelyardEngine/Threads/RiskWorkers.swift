import SteelyardScenarios
import Synchronization

/// Threads that share out numbered pieces of work and are waited for.
///
/// The one that asks works too, so that one thread is no special case.
final class RiskWorkers: Sendable {
  private struct Job {
    let count: Int
    let body: @Sendable (Int) -> Void
  }

  private let job = Mutex<Job?>(nil)
  private let next = Atomic<Int>(0)
  private let working = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  private let starts: [Signal]
  private let done = Signal()
  private let threads: Mutex<[EngineThread]> = Mutex([])

  /// - Parameters:
  ///   - count: Threads in all, the asking one included; at least 1.
  ///   - niceness: What lets other threads of the process go first.
  init(count: Int, niceness: Int32) {
    precondition(count >= 1, "at least the asking thread works")
    starts = (1..<max(count, 1)).map { _ in Signal() }
    let threads = starts.enumerated().map { place, start in
      EngineThread(named: "risk-\(place + 1)", niceness: niceness) { [self] in
        while true {
          start.wait()
          if isStopping.load(ordering: .acquiring) { return }
          work()
          if working.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done.raise() }
        }
      }
    }
    self.threads.withLock { $0 = threads }
  }

  /// How many threads work, the asking one included.
  var count: Int { starts.count + 1 }

  /// These threads, for libraries that have none of their own.
  var sharing: WorkSharing {
    WorkSharing(workerCount: count) { [self] count, piece in run(count, piece) }
  }

  /// Does pieces 0 to count - 1, in any order, and returns when all are done.
  ///
  /// - Precondition: Called from one thread at a time.
  func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    guard count > 1, !starts.isEmpty else {
      for piece in 0..<count { body(piece) }
      return
    }
    job.withLock { $0 = Job(count: count, body: body) }
    next.store(0, ordering: .releasing)
    working.store(starts.count, ordering: .releasing)
    for start in starts { start.raise() }
    work()
    done.wait()
    job.withLock { $0 = nil }
  }

  /// Ends the threads.
  func stop() {
    isStopping.store(true, ordering: .releasing)
    for start in starts { start.raise() }
    for thread in threads.withLock({ $0 }) { thread.join() }
  }

  private func work() {
    guard let job = job.withLock({ $0 }) else { return }
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < job.count else { return }
      job.body(piece)
    }
  }
}

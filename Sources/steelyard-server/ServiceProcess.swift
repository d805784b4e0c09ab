import Dispatch
import Glibc
import SteelyardCommandLine
import SteelyardContracts
import Synchronization

/// A process that serves until it is told to end.
enum ServiceProcess {
  /// Ends what was started; returns once it has ended.
  typealias Stop = @Sendable () async -> Void
  /// Starts; its argument is called when going on would do harm.
  typealias Start =
    @Sendable (_ onFailure: @escaping @Sendable (SteelyardError) -> Void)
    async throws(SteelyardError) -> Stop

  /// Starts, waits for SIGTERM, SIGINT or the end of the time, and stops.
  ///
  /// A second signal ends the process at once.
  ///
  /// - Parameter seconds: How long it runs; nil for until a signal.
  /// - Throws: Why it did not start.
  static func run(seconds: Int?, _ start: @escaping Start) throws(SteelyardError) -> ExitStatus {
    // Blocked here, before any thread starts, so that they reach `sigtimedwait` and nobody else.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    let stop = try wait { () async throws(SteelyardError) in
      try await start { error in
        // Memory is ahead of the journal: nothing more may be answered.
        StandardError.line("steelyard: \(error)")
        _exit(ExitStatus.badNews.rawValue)
      }
    }
    waitForEnd(signals, seconds)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_DFL) }
    try wait { () async throws(SteelyardError) in await stop() }
    return .fine
  }

  private static func waitForEnd(_ signals: sigset_t, _ seconds: Int?) {
    var signals = signals
    let end = MonotonicClock.nanosecondsNow() + UInt64(seconds ?? 0) * 1_000_000_000
    while true {
      var information = siginfo_t()
      guard seconds != nil else {
        if sigwaitinfo(&signals, &information) > 0 { return }
        continue
      }
      let now = MonotonicClock.nanosecondsNow()
      guard now < end else { return }
      var left = timespec(
        tv_sec: Int((end - now) / 1_000_000_000), tv_nsec: Int((end - now) % 1_000_000_000))
      if sigtimedwait(&signals, &information, &left) > 0 { return }
    }
  }

  /// Runs a task to its end on the pool, while this thread waits.
  private static func wait<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    let done = DispatchSemaphore(value: 0)
    let result = Slot<Value>()
    Task {
      do throws(SteelyardError) {
        result.set(.success(try await body()))
      } catch {
        result.set(.failure(error))
      }
      done.signal()
    }
    done.wait()
    return try result.get()
  }

  private final class Slot<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, SteelyardError>?>(nil)

    func set(_ value: Result<Value, SteelyardError>) { result.withLock { $0 = value } }

    func get() throws(SteelyardError) -> Value {
      guard let value = result.withLock({ $0 }) else { preconditionFailure("the task has ended") }
      return try value.get()
    }
  }
}

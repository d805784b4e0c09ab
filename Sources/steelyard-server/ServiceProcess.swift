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
    let toldToEnd = Flag()
    let stop = try BlockingTask.run(
      whileWaiting: {
        // Whoever presses Ctrl-C while a long journal is read gets a clean end after it, or with a second one an end
        // at once, which the journal outlives.
        guard !toldToEnd.isSet, told(by: signals) else { return }
        toldToEnd.set()
        release(signals)
      }
    ) { () async throws(SteelyardError) in
      try await start { error in
        // Memory is ahead of the journal: nothing more may be answered.
        StandardError.line("steelyard: \(error)")
        _exit(ExitStatus.badNews.rawValue)
      }
    }
    if !toldToEnd.isSet {
      waitForEnd(signals, seconds)
      release(signals)
    }
    try BlockingTask.run { () async throws(SteelyardError) in await stop() }
    return .fine
  }

  /// Whether a signal has come since the last call.
  private static func told(by signals: sigset_t) -> Bool {
    var signals = signals
    var none = timespec()
    return sigtimedwait(&signals, nil, &none) > 0
  }

  /// From here on a signal ends the process at once.
  private static func release(_ signals: sigset_t) {
    var signals = signals
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_DFL) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private final class Flag: Sendable {
    private let state = Atomic(false)
    var isSet: Bool { state.load(ordering: .relaxed) }
    func set() { state.store(true, ordering: .relaxed) }
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
}

import Glibc

/// Says on a terminal what a run of more than two seconds is doing.
package enum Progress {
  /// Makes the next stages known if the run lasts, and only if a person watches.
  package static func start() {
    guard StandardError.isTerminal else { return }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      isLong = true
      writeStage()
    }
    action.sa_flags = SA_RESTART
    sigaction(SIGALRM, &action, nil)
    isStarted = true
    alarm(2)
  }

  /// Names what happens and how far it has come, on one line that is written over; every fifth of a
  /// second at most.
  package static func share(_ name: @autoclosure () -> String, done: Int, of total: Int) {
    guard isStarted, isLong, total > 0 else { return }
    let now = MonotonicClock.nanosecondsNow()
    guard now - lastShare >= 200_000_000 else { return }
    lastShare = now
    let filled = 24 * done / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    let text = "\rsteelyard: [\(bar)] \(100 * done / total) %, \(name())   "
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }

  /// Names what happens from here on: `reading market.csv`.
  package static func stage(_ name: @autoclosure () -> String) {
    guard isStarted else { return }
    // Kept for good: the alarm may be reading the former one, and there are only a few.
    stageText = strdup("steelyard: \(name()) ...\n")
    if isLong { writeStage() }
  }
}

// The alarm interrupts at any point, so what it reads are plain words that need no set-up.
private nonisolated(unsafe) var stageText: UnsafeMutablePointer<CChar>?
private nonisolated(unsafe) var isLong = false
private nonisolated(unsafe) var lastShare: UInt64 = 0
private nonisolated(unsafe) var isStarted = false

private func writeStage() {
  guard let stageText else { return }
  _ = write(STDERR_FILENO, stageText, strlen(stageText))
}

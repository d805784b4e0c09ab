import Glibc

/// Says on a terminal what a run of more than two seconds is doing.
enum Progress {
  /// Makes the next stages known if the run lasts, and only if a person watches.
  static func start() {
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

  /// Names what happens from here on: `reading market.csv`.
  static func stage(_ name: @autoclosure () -> String) {
    guard isStarted else { return }
    // Kept for good: the alarm may be reading the former one, and there are only a few.
    stageText = strdup("steelyard: \(name()) ...\n")
    if isLong { writeStage() }
  }
}

// The alarm interrupts at any point, so what it reads are plain words that need no set-up.
private nonisolated(unsafe) var stageText: UnsafeMutablePointer<CChar>?
private nonisolated(unsafe) var isLong = false
private nonisolated(unsafe) var isStarted = false

private func writeStage() {
  guard let stageText else { return }
  _ = write(STDERR_FILENO, stageText, strlen(stageText))
}

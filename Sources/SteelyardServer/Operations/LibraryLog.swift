import CWebSockets
import Synchronization

/// Takes what libwebsockets has to say into our own log: its errors and warnings, none of its chatter.
enum LibraryLog {
  /// One for the process, because libwebsockets has one.
  private static let target = Mutex<Log?>(nil)

  /// Says where lines go; without a log they are dropped.
  static func attach(_ log: Log?) {
    target.withLock { target in
      if let log { target = log }
    }
    lws_set_log_level(Int32(LLL_ERR | LLL_WARN)) { level, line in
      guard let line, let log = LibraryLog.target.withLock({ $0 }) else { return }
      let text = Headers.trimmed(String(cString: line).split(separator: "\n").first ?? "")
      log.write(level == LLL_ERR ? .error : .warning, "libwebsockets", ["message": .text(text)])
    }
  }
}

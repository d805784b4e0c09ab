import CThreads
import Foundation

/// A thread for work that takes longer than a call may keep Swift's pool or the server's loop.
enum WorkThread {
  /// Runs work on a thread of its own, after everything that is live.
  ///
  /// - Parameter name: At most 15 bytes; it is what `top -H` shows.
  static func start(_ name: String, _ work: @escaping @Sendable () -> Void) {
    let thread = Thread {
      steelyard_name_thread(name)
      steelyard_lower_thread(WorkThread.niceness)
      work()
    }
    // Calibrations recurse and keep columns on the stack; the default of musl-like systems is too small.
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Below the risk loop's and the clerk's.
  private static let niceness: Int32 = 10
}

import Glibc
import Synchronization

/// Wakes one thread that waits: a flag that stays up until it is seen, so that no wake-up is lost.
///
/// It is a pipe, so that waiting with a limit needs no clock.
final class Signal: Sendable {
  private let reader: Int32
  private let writer: Int32
  private let isRaised = Atomic<Bool>(false)

  init() {
    var ends: [Int32] = [0, 0]
    // Two descriptors at start-up; without them there is no engine.
    precondition(pipe(&ends) == 0, "The system opens no more pipes.")
    reader = ends[0]
    writer = ends[1]
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  }

  deinit {
    close(reader)
    close(writer)
  }

  /// Wakes the waiting thread, or the next that waits.
  func raise() {
    guard !isRaised.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 1
    while write(writer, &byte, 1) < 0, errno == EINTR {}
  }

  /// Waits until it is raised, and lowers it: look for what there is to do after this, not before.
  func wait() { _ = wait(limit: -1) }

  /// Waits until it is raised, and lowers it; or until so many milliseconds are over.
  ///
  /// - Returns: Whether it was raised.
  @discardableResult
  func wait(milliseconds: Int64) -> Bool {
    wait(limit: Int32(clamping: max(0, milliseconds)))
  }

  private func wait(limit: Int32) -> Bool {
    var descriptor = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&descriptor, 1, limit)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      var byte: UInt8 = 0
      while read(reader, &byte, 1) < 0, errno == EINTR {}
      isRaised.store(false, ordering: .releasing)
      return true
    }
  }

  /// Lets the calling thread rest.
  static func rest(milliseconds: Int64) {
    guard milliseconds > 0 else { return }
    _ = poll(nil, 0, Int32(clamping: milliseconds))
  }
}

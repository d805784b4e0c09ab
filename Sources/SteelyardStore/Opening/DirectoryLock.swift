import Glibc
import SteelyardContracts

/// The lock that makes this process the only writer of a directory.
///
/// It belongs to the open file: it ends with the process however that ends, so a lock left behind does
/// not exist. The number in the file is for people; the lock itself is the kernel's.
struct DirectoryLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Throws: `conflict` where another holds it, `unavailable` where the file can't be made.
  init(paths: JournalPaths) throws(SteelyardError) {
    let opened = open(paths.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else {
      throw SystemFailure.error("open the lock file", number: errno, path: paths.lock)
    }
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let number = errno
      let holder = DirectoryLock.holder(opened)
      close(opened)
      guard number == EWOULDBLOCK else {
        throw SystemFailure.error("lock the journal", number: number, path: paths.lock)
      }
      throw SteelyardError(
        .conflict,
        "The journal in \(paths.directory) is open for writing elsewhere\(holder).",
        remedy: "End that process first, or give this one a directory of its own.",
        subject: .place(file: paths.lock, row: nil, field: nil))
    }
    descriptor = opened
    let text = Array("\(getpid())\n".utf8)
    // Nobody's work depends on the number: a disk too full for it still gets its lock.
    if ftruncate(opened, 0) == 0 { _ = pwrite(opened, text, text.count, 0) }
  }

  deinit {
    // A child that was forked and has not begun its own program yet holds the open file as well: closing alone would
    // leave the lock to it.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0,
      let process = Int(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber })
    else { return "" }
    return " (process \(process))"
  }
}

import Glibc
import SteelyardContracts

/// A file that appears under its name whole and flushed, or not at all.
enum NewFile {
  /// Has the body write a file beside the final name, flushes it and renames it.
  ///
  /// - Throws: `conflict` where a file of the name is there, `unavailable` where one can't be made, and
  ///   what the body throws; then nothing is left behind.
  static func write(
    to path: String, _ body: (String) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    guard access(path, F_OK) != 0 else {
      throw SteelyardError(
        .conflict, "The file is there already; it is not overwritten.",
        remedy: "Choose another name, or move the file away.",
        subject: .place(file: path, row: nil, field: nil))
    }
    let part = path + ".part"
    // One that was interrupted may have left its part.
    unlink(part)
    do throws(SteelyardError) {
      try body(part)
      try flush(part, O_RDWR)
      guard rename(part, path) == 0 else {
        throw SystemFailure.error("rename the file", number: errno, path: path)
      }
      // The name is on disk with its directory.
      let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      try flush(parent.isEmpty ? "." : parent.joined(separator: "/") + "/", O_RDONLY | O_DIRECTORY)
    } catch {
      unlink(part)
      throw error
    }
  }

  private static func flush(_ path: String, _ flags: Int32) throws(SteelyardError) {
    let opened = open(path, flags | O_CLOEXEC)
    guard opened >= 0 else {
      throw SystemFailure.error("open the file to flush it", number: errno, path: path)
    }
    let descriptor = OwnedDescriptor(opened)
    guard fsync(descriptor.number) == 0 else {
      throw SystemFailure.error("flush the file", number: errno, path: path)
    }
  }
}

/// An open file, closed with its last reference.
final class OwnedDescriptor {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// Writes all bytes where the file stands.
  func write(_ bytes: [UInt8], path: String) throws(SteelyardError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { source in
        Glibc.write(number, source.baseAddress.map { $0 + done }, bytes.count - done)
      }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        throw SystemFailure.error("write the file", number: errno, path: path)
      }
      done += count
    }
  }
}

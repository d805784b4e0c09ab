import Glibc
package import SteelyardContracts

/// A file that is written whole or not at all: a reader never sees half an answer.
package struct OutputFile {
  package let path: String

  package init(path: String) { self.path = path }

  /// Writes a text into a new file beside the old one and puts it in its place.
  ///
  /// A device or pipe is written directly, since nothing can take its place.
  ///
  /// - Throws: `invalidInput` where the file cannot be written.
  package func write(_ text: String) throws(SteelyardError) { try write(Array(text.utf8)) }

  /// Writes bytes in the same way.
  ///
  /// - Throws: `invalidInput` where the file cannot be written.
  package func write(_ bytes: [UInt8]) throws(SteelyardError) {
    var target = path
    var mode: mode_t = 0o666
    var status = stat()
    var isNew = true
    if stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw unwritable(EISDIR)
      case S_IFREG:
        // A link stays a link: the file that it names is replaced.
        if let resolved = realpath(path, nil) {
          target = String(cString: resolved)
          free(resolved)
        }
        guard access(target, W_OK) == 0 else { throw unwritable(errno) }
        mode = status.st_mode & 0o777
        isNew = false
      default: return try writeDirectly(bytes)
      }
    }
    // An interruption waits until the file is in place, so that no temporary file is left behind.
    var interruptions = sigset_t()
    var former = sigset_t()
    sigemptyset(&interruptions)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&interruptions, signal) }
    sigprocmask(SIG_BLOCK, &interruptions, &former)
    let failure = replace(target, with: bytes, mode: mode, isNew: isNew)
    sigprocmask(SIG_SETMASK, &former, nil)
    if failure != 0 { throw unwritable(failure) }
  }

  private func replace(_ target: String, with bytes: [UInt8], mode: mode_t, isNew: Bool) -> Int32 {
    let temporary = "\(target).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return errno }
    var failure = FileDescriptor(number: descriptor).write(bytes)
    // The mode of a new file is what the process's mask leaves of it.
    if failure == 0, !isNew, fchmod(descriptor, mode) != 0 { failure = errno }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure == 0, rename(temporary, target) != 0 { failure = errno }
    if failure != 0 { unlink(temporary) }
    return failure
  }

  private func writeDirectly(_ bytes: [UInt8]) throws(SteelyardError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable(errno) }
    defer { close(descriptor) }
    let failure = FileDescriptor(number: descriptor).write(bytes)
    guard failure == 0 || failure == EPIPE else { throw unwritable(failure) }
  }

  private func unwritable(_ failure: Int32) -> SteelyardError {
    SteelyardError(
      .invalidInput, "The answer cannot be written: \(FileDescriptor.reason(failure)).",
      remedy: "Name a file in a directory that you may write to.",
      subject: .place(file: path, row: nil, field: nil))
  }
}

import Foundation
import Glibc
import SteelyardCommandLine
import SteelyardContracts

/// A small file that is read whole and replaced whole: after a crash it is the old one or the new one.
struct WholeFile {
  let path: String
  /// What it is called in errors.
  let what: String

  /// Replaces it, with mode 0600; on the disk when it returns.
  ///
  /// - Throws: `unavailable` where it cannot be written, and then the old one is still whole.
  func replace(with bytes: [UInt8]) throws(SteelyardError) {
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("written") }
    fchmod(descriptor, 0o600)
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(descriptor)
        throw failure("written")
      }
      rest = rest.dropFirst(count)
    }
    let isSynced = fsync(descriptor) == 0
    close(descriptor)
    guard isSynced, rename(temporary, path) == 0 else { throw failure("written") }
    syncDirectory()
  }

  /// Without it, the new name may be lost with the power.
  private func syncDirectory() {
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Its bytes; nil where there is no file.
  ///
  /// - Throws: `corruptData` for what is no file, `notAllowed` for one that others may read, `unavailable` where it cannot be read.
  func read(bytesMax: Int) throws(SteelyardError) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      guard errno == ENOENT else { throw failure("read") }
      return nil
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SteelyardError(
        .corruptData, "The \(what) \(path) is a directory or a device.",
        remedy: "Name a file, or one that is not there yet.")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw SteelyardError(
        .notAllowed, "The \(what) \(path) can be read by others.",
        remedy: "Give it to the server's user alone: chmod 600 \(path).")
    }
    guard status.st_size <= bytesMax, let data = FileManager.default.contents(atPath: path) else {
      throw failure("read")
    }
    return [UInt8](data)
  }

  private func failure(_ what: String) -> SteelyardError {
    SteelyardError(
      .unavailable,
      "The \(self.what) \(path) cannot be \(what): \(SystemMessage.text()).",
      remedy: "Give the server's user a directory of its own for it.")
  }
}

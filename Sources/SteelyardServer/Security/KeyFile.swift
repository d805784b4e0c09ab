import Foundation
import Glibc
import SteelyardCommandLine
import SteelyardContracts

/// The file of keys: read whole, replaced whole, mode 0600.
struct KeyFile {
  private struct Contents: Codable {
    var version: Int
    var keys: [APIKey]
  }

  /// What tells that another process has replaced the file.
  struct Mark: Equatable {
    let inode: UInt
    let seconds: Int
    let nanoseconds: Int
    let size: Int
  }

  let path: String

  private static let version = 1
  /// A file larger than this is none of ours.
  private static let bytesMax = 64 << 20

  private var file: WholeFile { WholeFile(path: path, what: "key file") }

  /// The file's mark; `nil` where there is no file.
  var mark: Mark? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Mark(
      inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec, size: Int(status.st_size))
  }

  /// The keys; none where there is no file.
  ///
  /// - Throws: `notAllowed` for a file that others may read, `corruptData` for one that is no file of keys,
  ///   `unavailable` where it cannot be read.
  func read() throws(SteelyardError) -> [APIKey] {
    guard let bytes = try file.read(bytesMax: KeyFile.bytesMax) else { return [] }
    let contents: Contents
    do {
      contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
    } catch {
      throw corrupt("\(error)")
    }
    guard contents.version == KeyFile.version else {
      throw corrupt("its version is \(contents.version), not \(KeyFile.version)")
    }
    guard Set(contents.keys.map(\.identifier)).count == contents.keys.count else {
      throw corrupt("a key is there twice")
    }
    return contents.keys
  }

  /// Replaces the keys by what `change` makes of them, under a lock that other processes keep too.
  ///
  /// - Throws: What `read` and `change` throw; `unavailable` where the file cannot be written, and then the old one
  ///   is still whole.
  func replace(
    _ change: (inout [APIKey]) throws(SteelyardError) -> Void
  ) throws(SteelyardError) -> [APIKey] {
    let lock = open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else { throw failure("locked") }
    defer { close(lock) }
    var keys = try read()
    try change(&keys)
    try write(keys)
    return keys
  }

  private func write(_ keys: [APIKey]) throws(SteelyardError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let data: Data
    do {
      data = try encoder.encode(Contents(version: KeyFile.version, keys: keys))
    } catch {
      throw corrupt("\(error)")
    }
    try file.replace(with: [UInt8](data))
  }

  private func failure(_ what: String) -> SteelyardError {
    SteelyardError(
      .unavailable, "The key file \(path) cannot be \(what): \(SystemMessage.text()).",
      remedy: "Give the server's user a directory of its own for it.")
  }

  private func corrupt(_ cause: String) -> SteelyardError {
    SteelyardError(
      .corruptData, "The key file \(path) is no file of keys.",
      remedy: "Restore it from a copy, or move it away and make new keys.", cause: cause)
  }
}

import Glibc
import SteelyardCommandLine
public import SteelyardContracts

// Files are made under another name and get their own when all of them are whole on disk: a chain that is half
// written is never read as a market.
extension ChainSnapshot {
  /// The name of its file: venue, currency and time, so that no snapshot replaces another.
  public var fileName: String {
    let stamp = time.description.prefix(19).filter { $0 != "-" && $0 != ":" }
    return "deribit-\(currency.code.lowercased())-\(stamp)Z.json"
  }

  /// Writes snapshots into a directory, all or none of them.
  ///
  /// - Returns: The paths of their files.
  /// - Throws: `unavailable` where the directory can't be written to; `conflict` where a file is there already.
  public static func write(
    _ snapshots: [ChainSnapshot], to directory: String
  ) throws(SteelyardError) -> [String] {
    let paths = snapshots.map { directory + "/" + $0.fileName }
    do throws(SteelyardError) {
      for (snapshot, path) in zip(snapshots, paths) {
        guard access(path, F_OK) != 0 else {
          throw SteelyardError(
            .conflict, "There is a file \(path) already.", remedy: "Ask again in a second.")
        }
        try write(snapshot.bytes, to: path + partial)
      }
      for path in paths where rename(path + partial, path) != 0 { throw failure(path) }
    } catch {
      for path in paths { unlink(path + partial) }
      throw error
    }
    return paths
  }

  private static let partial = ".part"

  private static func write(_ bytes: [UInt8], to path: String) throws(SteelyardError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw failure(path) }
      rest = rest.dropFirst(max(0, count))
    }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> SteelyardError {
    SteelyardError(
      .unavailable, "\(path) can't be written: \(SystemMessage.text()).",
      remedy: "Name a directory that is there, with room on its disk, by --out.")
  }
}

import Glibc

/// Whether files are there, for remedies that name the right one.
enum FilePresence {
  /// Whether anything has the path.
  static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

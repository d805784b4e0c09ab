import Glibc

/// What the program prints.
enum Line {
  /// Prints a line at once, not when a buffer is full, and from any thread in one piece.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
  }
}

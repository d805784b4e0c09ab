/// One thing that a rule found wrong, and what to do about it.
struct Finding: Hashable, CustomStringConvertible {
  /// Path from the root of the package.
  let path: String
  /// Counted from 1; nil where the finding is about the whole file.
  let line: Int?
  let message: String
  let remedy: String

  var description: String {
    "\(path)\(line.map { ":\($0)" } ?? ""): \(message) \(remedy)"
  }
}

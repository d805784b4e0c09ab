/// A text file of the package, split for the rules.
struct SourceFile {
  /// Path from the root of the package, such as `Sources/SteelyardMath/RootFinding.swift`.
  let path: String
  let text: String

  /// `Sources` or `Tests` or another directory of the root; the file's own name at the root.
  var topDirectory: String { String(path.prefix { $0 != "/" }) }

  /// The target the file belongs to; nil outside `Sources` and `Tests`.
  var module: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
    return String(parts[1])
  }

  /// The file's name without directories.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  var isSwift: Bool { path.hasSuffix(".swift") }

  /// Whether C, C++ or a header of theirs.
  var isC: Bool {
    [".c", ".h", ".cpp", ".hpp", ".inc"].contains { path.hasSuffix($0) }
  }

  /// One finding per place in `view` (the text or a part of it) that one of the patterns fits;
  /// `%` in the message becomes what was found.
  func findings(
    in view: String, matching patterns: [Pattern], message: String, remedy: String
  ) -> [Finding] {
    patterns.flatMap { pattern in
      pattern.matches(in: view).map { match in
        Finding(
          path: path, line: match.line,
          message: message.replacing("%", with: match.groups[0]), remedy: remedy)
      }
    }
  }
}

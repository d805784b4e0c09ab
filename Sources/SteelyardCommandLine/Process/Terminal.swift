import Glibc

/// The terminal that standard output may be, and what its user asked for.
package enum Terminal {
  /// Columns of one that tells nothing of itself.
  private static let widthDefault = 80

  /// Whether a person watches standard output.
  package static var isWatched: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Its columns: what it says itself, else `COLUMNS`, else 80.
  package static var width: Int {
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return variable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? widthDefault
  }

  /// Whether its locale has more characters than ASCII: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that says
  /// something decides.
  package static var isUTF8: Bool {
    guard let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(variable).first else {
      return false
    }
    let words = locale.uppercased()
    return words.contains("UTF-8") || words.contains("UTF8")
  }

  /// Whether `NO_COLOR` asks for none: with any value that is not empty, as no-color.org has it.
  package static var refusesColour: Bool { variable("NO_COLOR") != nil }

  /// Whether `CLICOLOR_FORCE` asks for colours wherever the output goes.
  package static var forcesColour: Bool { variable("CLICOLOR_FORCE").map { $0 != "0" } ?? false }

  /// Whether it says that it knows no escape sequences.
  package static var isDumb: Bool { variable("TERM") == "dumb" }

  /// A variable of the environment; nil where it is not set or empty.
  private static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

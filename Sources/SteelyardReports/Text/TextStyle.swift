/// How text is laid out: for a file or a pipe, or for the terminal of a person.
public struct TextStyle: Sendable, Hashable {
  /// Characters that bars and lines are made of.
  public enum Glyphs: Sendable, Hashable {
    /// `#` and the like, which every terminal has.
    case ascii
    /// Eighths of blocks, for terminals of UTF-8.
    case blocks
  }

  /// Columns that lines keep to.
  public let width: Int
  /// Whether headings, status and warnings carry ANSI escape sequences.
  public let isColoured: Bool
  /// What bars are made of.
  public let glyphs: Glyphs
  /// Whether a person looks at it: then no line is wider than `width`, tables that are go on below themselves, and
  /// pictures are shown beside the tables that tell their numbers.
  public let isForTerminal: Bool

  /// Plain characters, 120 columns, for files and pipes.
  public static let plain = TextStyle(
    width: TextLayout.width, isColoured: false, glyphs: .ascii, isForTerminal: false)
  /// The same with colours.
  public static let coloured = TextStyle(
    width: TextLayout.width, isColoured: true, glyphs: .ascii, isForTerminal: false)

  /// The narrowest and widest terminal that text is laid out for.
  public static let terminalWidths = 40...400

  /// For a terminal so wide; a narrower or wider one than `terminalWidths` counts as their end.
  public static func terminal(width: Int, isColoured: Bool, glyphs: Glyphs) -> TextStyle {
    let limits = terminalWidths
    return TextStyle(
      width: min(max(width, limits.lowerBound), limits.upperBound), isColoured: isColoured,
      glyphs: glyphs, isForTerminal: true)
  }
}

/// Bars and curves in the characters of a terminal.
enum TextBar {
  /// A bar of so many columns and parts of one.
  ///
  /// - Parameters:
  ///   - share: Its length as a share of `room`, 0 to 1.
  ///   - isLoss: Whether it stands for a loss, which is told by its character as well as by its sign.
  static func bar(
    _ share: Double, room: Int, isLoss: Bool = false, _ glyphs: TextStyle.Glyphs
  ) -> String {
    let length = min(max(share, 0), 1) * Double(room)
    switch glyphs {
    case .ascii:
      return String(repeating: isLoss ? "-" : "#", count: Int(length.rounded()))
    case .blocks:
      if isLoss { return String(repeating: "\u{2592}", count: Int(length.rounded())) }
      let eighths = Int((8 * length).rounded())
      let rest = eighths % 8
      return String(repeating: "\u{2588}", count: eighths / 8)
        + (rest > 0 ? String(Self.eighths[rest - 1]) : "")
    }
  }

  /// From an eighth of a block to seven of them, from the left.
  private static let eighths: [Character] = [
    "\u{258F}", "\u{258E}", "\u{258D}", "\u{258C}", "\u{258B}", "\u{258A}", "\u{2589}",
  ]
  private static let heights: [Character] = [
    "\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}",
  ]
  private static let asciiHeights: [Character] = ["_", ".", "-", "~", "=", "+", "*", "#"]

  /// A curve of values in so many columns: the mean of those that fall on a column, from the least to the largest.
  ///
  /// - Returns: Nothing where there is no value.
  static func curve(_ values: [Double], room: Int, _ glyphs: TextStyle.Glyphs) -> String {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), room > 0 else { return "" }
    let marks = glyphs == .blocks ? heights : asciiHeights
    let columns = min(room, finite.count)
    return String(
      (0..<columns).map { column -> Character in
        let start = column * finite.count / columns
        let end = max(start + 1, (column + 1) * finite.count / columns)
        let mean = finite[start..<end].reduce(0, +) / Double(end - start)
        let share = high > low ? (mean - low) / (high - low) : 0.5
        return marks[min(7, max(0, Int((share * 7).rounded())))]
      })
  }
}

extension ReportBars {
  /// Names, numbers and bars as long as their share of the longest; a loss has its own character and its sign.
  func textLines(_ style: TextStyle) -> [String] {
    let texts = rows.map { NumberText.text($0.total, self.style) }
    let names = rows.map { ($0.isMarked ? "> " : "") + $0.name }
    let longest = names.map(\.count).max() ?? 0
    let nameWidth = style.isForTerminal ? min(longest, max(12, style.width / 2 - 8)) : longest
    let numberWidth = texts.map(\.count).max() ?? 0
    let room = max(8, min(50, style.width - nameWidth - numberWidth - 4))
    let largest = max(rows.map { max($0.gain, -$0.loss) }.max() ?? 0, limit ?? 0)
    let head = TextLayout.folded("\(title) [\(unit)]", style)
    let lines = zip(rows, zip(names, texts)).flatMap { row, told -> [String] in
      let parts = TextLayout.folded(told.0, style, width: max(nameWidth, 1))
      let share = largest > 0 ? row.total.magnitude / largest : 0
      let bar = TextBar.bar(share, room: room, isLoss: row.total < 0, style.glyphs)
      return parts.dropLast()
        + [
          TextLayout.trimmed(
            TextLayout.padded(parts.last ?? "", nameWidth) + "  "
              + TextLayout.aligned(told.1, numberWidth) + "  " + bar)
        ]
    }
    return head + lines + (markWords.isEmpty ? [] : TextLayout.folded("> \(markWords)", style))
  }
}

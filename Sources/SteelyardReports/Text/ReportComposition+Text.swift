extension ReportComposition {
  /// A bar for each part, as long as its share of the largest.
  func textLines(_ style: TextStyle) -> [String] {
    let largest = parts.map(\.value.magnitude).max() ?? 0
    let texts = parts.map { NumberText.text($0.value, .grouped(2)) }
    let longest = parts.map(\.name.count).max() ?? 0
    let nameWidth = style.isForTerminal ? min(longest, max(12, style.width / 2 - 8)) : longest
    let numberWidth = texts.map(\.count).max() ?? 0
    let room = max(
      style.isForTerminal ? 8 : 10, min(50, style.width - nameWidth - numberWidth - 4))
    return TextLayout.folded("\(title) [\(unit)]", style)
      + zip(parts, texts).flatMap { part, text -> [String] in
        let share = largest > 0 ? part.value.magnitude / largest : 0
        let bar = TextBar.bar(share, room: room, isLoss: part.value < 0, style.glyphs)
        let names = TextLayout.folded(part.name, style, width: max(nameWidth, 1))
        let line =
          TextLayout.padded(names.last ?? "", nameWidth) + "  "
          + TextLayout.aligned(text, numberWidth)
        return names.dropLast() + [bar.isEmpty ? line : line + "  " + bar]
      }
  }
}

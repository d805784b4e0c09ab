extension ReportComposition {
  /// A bar for each part, as long as its share of the largest.
  var textLines: [String] {
    let largest = parts.map(\.value.magnitude).max() ?? 0
    let texts = parts.map { NumberText.text($0.value, .grouped(2)) }
    let nameWidth = parts.map(\.name.count).max() ?? 0
    let numberWidth = texts.map(\.count).max() ?? 0
    let room = max(10, min(50, TextLayout.width - nameWidth - numberWidth - 4))
    return ["\(title) [\(unit)]"]
      + zip(parts, texts).map { part, text in
        let share = largest > 0 ? part.value.magnitude / largest : 0
        let bar = String(
          repeating: part.value < 0 ? "-" : "#", count: Int((share * Double(room)).rounded()))
        let line =
          TextLayout.padded(part.name, nameWidth) + "  " + TextLayout.aligned(text, numberWidth)
        return bar.isEmpty ? line : line + "  " + bar
      }
  }
}

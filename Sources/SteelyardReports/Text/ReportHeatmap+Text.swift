extension ReportHeatmap {
  /// The heatmap in aligned columns; a gain has its plus, so that losses stand out without colour.
  ///
  /// On a terminal that is too narrow its columns go on below, each part with the names of the rows.
  func textLines(_ style: TextStyle) -> [String] {
    let texts = cells.map { row in
      row.map { cell in
        ((cell.value ?? 0) > 0 ? "+" : "") + text(cell.value)
          + (cell.mark.isEmpty ? " " : cell.mark)
      }
    }
    let head = rows.map(\.count).max() ?? 0
    let width = max(
      columns.map { $0.count + 1 }.max() ?? 0, texts.joined().map(\.count).max() ?? 0)
    let label = max(head, verticalLabel.count)
    let fitting =
      style.isForTerminal ? max(1, (style.width - label - 2) / (width + 1)) : columns.count
    var lines = TextLayout.folded(title + scale.words, style)
    for start in stride(from: 0, to: columns.count, by: max(1, fitting)) {
      let part = start..<min(start + max(1, fitting), columns.count)
      if start > 0 { lines.append("") }
      lines += [
        TextLayout.padded(verticalLabel, label) + " | " + horizontalLabel,
        TextLayout.padded("", label) + " |"
          + columns[part].map { " " + TextLayout.aligned($0 + " ", width) }.joined(),
        String(repeating: "-", count: label + 1) + "+"
          + String(repeating: "-", count: (width + 1) * part.count),
      ]
      for (row, texts) in zip(rows, texts) {
        lines.append(
          TextLayout.aligned(row, label) + " |"
            + texts[part].map { " " + TextLayout.aligned($0, width) }.joined())
      }
    }
    return lines.map(TextLayout.trimmed) + TextLayout.folded(legend, style)
  }
}

extension ReportHeatmap {
  /// The heatmap in aligned columns; a gain has its plus, so that losses stand out without colour.
  var textLines: [String] {
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
    var lines = [
      title + scale.words,
      TextLayout.padded(verticalLabel, label) + " | " + horizontalLabel,
      TextLayout.padded("", label) + " |"
        + columns.map { " " + TextLayout.aligned($0 + " ", width) }.joined(),
      String(repeating: "-", count: label + 1) + "+"
        + String(repeating: "-", count: (width + 1) * columns.count),
    ]
    for (row, texts) in zip(rows, texts) {
      lines.append(
        TextLayout.aligned(row, label) + " |"
          + texts.map { " " + TextLayout.aligned($0, width) }.joined())
    }
    for index in lines.indices {
      while lines[index].last == " " { lines[index].removeLast() }
    }
    return lines + TextLayout.wrapped(legend, TextLayout.width)
  }
}

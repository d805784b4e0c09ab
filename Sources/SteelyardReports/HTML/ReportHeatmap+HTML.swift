extension ReportHeatmap {
  private static let cellWidth = 84.0
  private static let cellHeight = 34.0
  private static let left = 92.0
  private static let top = 54.0

  /// The heatmap as an inline drawing: red for losses, green for gains, as deep as they are large.
  var html: String {
    let width = Self.left + Self.cellWidth * Double(columns.count) + 8
    let height = Self.top + Self.cellHeight * Double(rows.count) + 8
    var drawn = ""
    for (index, column) in columns.enumerated() {
      drawn += Self.text(
        column, x: Self.left + Self.cellWidth * (Double(index) + 0.5), y: Self.top - 8,
        anchor: "middle")
    }
    for (index, row) in rows.enumerated() {
      drawn += Self.text(
        row, x: Self.left - 8, y: Self.top + Self.cellHeight * (Double(index) + 0.5) + 4,
        anchor: "end")
      for (place, cell) in cells[index].enumerated() { drawn += self.cell(cell, index, place) }
    }
    drawn += Self.text(horizontalLabel, x: Self.left, y: 16, anchor: "start")
    drawn += Self.text(verticalLabel, x: Self.left - 8, y: 16, anchor: "end")
    return """
      <figure><figcaption>\(htmlEscaped(title + scale.words))</figcaption>
      <svg class="heatmap" style="max-width:\(coordinate(width))px" \
      viewBox="0 0 \(coordinate(width)) \(coordinate(height))" role="img" \
      aria-label="\(htmlEscaped(title))">
      \(drawn)</svg><p>\(htmlEscaped(legend))</p></figure>

      """
  }

  private func cell(_ cell: Cell, _ row: Int, _ column: Int) -> String {
    let x = Self.left + Self.cellWidth * Double(column)
    let y = Self.top + Self.cellHeight * Double(row)
    let value = cell.value ?? 0
    let share = largest > 0 ? value.magnitude / largest : 0
    // A root keeps small losses visible beside a large one.
    let depth = 0.08 + 0.6 * share.squareRoot()
    let colour = value < 0 ? "bad" : value > 0 ? "good" : "line"
    let hint =
      "\(horizontalLabel) \(columns[column]), \(verticalLabel) \(rows[row]): \(text(cell.value))"
    return
      "<rect style=\"fill:var(--\(colour));fill-opacity:\(NumberText.text(depth, .fixed(3)))\" "
      + "x=\"\(coordinate(x + 1))\" y=\"\(coordinate(y + 1))\" "
      + "width=\"\(coordinate(Self.cellWidth - 2))\" height=\"\(coordinate(Self.cellHeight - 2))\">"
      + "<title>\(htmlEscaped(hint))</title></rect>"
      + Self.text(
        text(cell.value) + (cell.mark.isEmpty ? "" : " \(cell.mark)"), x: x + Self.cellWidth / 2,
        y: y + Self.cellHeight / 2 + 4, anchor: "middle", isInk: true)
  }

  private static func text(
    _ text: String, x: Double, y: Double, anchor: String, isInk: Bool = false
  ) -> String {
    let style = isInk ? " style=\"fill:var(--ink)\"" : ""
    return "<text x=\"\(coordinate(x))\" y=\"\(coordinate(y))\" text-anchor=\"\(anchor)\"\(style)>"
      + "\(htmlEscaped(text))</text>\n"
  }
}

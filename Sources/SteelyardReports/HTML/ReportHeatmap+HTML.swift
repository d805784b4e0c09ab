extension ReportHeatmap {
  /// The heatmap as a table: losses orange, gains blue, as deep as they are large, each with its sign.
  ///
  /// A table is heard and copied as numbers, scrolls where it is too wide, and is no smaller on a phone.
  var html: String {
    let heads = columns.map { "<th scope=\"col\">\(htmlEscaped($0))</th>" }.joined()
    let lines = zip(rows, cells).map { row, cells in
      "<tr><th scope=\"row\">\(htmlEscaped(row))</th>" + cells.map(html).joined() + "</tr>\n"
    }
    return """
      <figure><figcaption>\(htmlEscaped(title + scale.words))</figcaption>
      <div class="scroll" tabindex="0" role="group" aria-label="\(htmlEscaped(title))"><table class="heat">
      <caption class="unseen">\(htmlEscaped(title + scale.words)): \(htmlEscaped(horizontalLabel)) across, \
      \(htmlEscaped(verticalLabel)) down</caption>
      <thead><tr><th scope="col">\(htmlEscaped(verticalLabel)) \\ \(htmlEscaped(horizontalLabel))</th>\
      \(heads)</tr></thead>
      <tbody>
      \(lines.joined())</tbody>
      </table></div><p>\(htmlEscaped(legend))</p></figure>

      """
  }

  /// The deepest share of a colour; ink stays readable on it.
  private static let depthMax = 0.8

  private func html(of cell: Cell) -> String {
    let value = cell.value ?? 0
    let share = largest > 0 ? value.magnitude / largest : 0
    // A root keeps small losses visible beside a large one.
    let depth = 0.06 + (Self.depthMax - 0.06) * share.squareRoot()
    let style = value < 0 ? "loss" : value > 0 ? "gain" : "none"
    let mark = cell.mark.isEmpty ? "" : " \(htmlEscaped(cell.mark))"
    let sign = value > 0 ? "+" : ""
    return "<td class=\"\(style)\" style=\"--depth:\(NumberText.text(100 * depth, .fixed(1)))%\">"
      + "\(sign)\(htmlEscaped(text(cell.value)))\(mark)</td>"
  }
}

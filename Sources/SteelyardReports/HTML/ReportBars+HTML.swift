extension ReportBars {
  /// Bars beside their names and numbers, which are text: heard, copied and as large as any other on a phone.
  var html: String {
    let track = BarTrack(low: range.lowerBound, high: range.upperBound)
    let lines = rows.map { row in
      var (right, left) = (0.0, 0.0)
      var drawn = ""
      for (place, value) in row.values.enumerated() {
        guard let value, value != 0 else { continue }
        let start = value < 0 ? left : right
        let style = series.count > 1 ? "s\(place % 6)" : value < 0 ? "loss" : "gain"
        drawn += track.bar(from: start, to: start + value, style)
        if value < 0 { left += value } else { right += value }
      }
      return track.row(
        name: (row.isMarked ? "\u{25B6} " : "") + row.name,
        number: NumberText.text(row.total, style), style: row.isMarked ? "marked" : "", drawn: drawn
      )
    }
    return track.figure(
      title: title, unit: unit, legend: legend, rows: lines.joined(),
      words: markWords.isEmpty ? "" : "\u{25B6} \(markWords)")
  }

  private var legend: String {
    guard series.count > 1 else { return "" }
    let items = series.enumerated().map { index, name in
      "<li>\(legendKey("bar s\(index % 6)"))\(htmlEscaped(name))</li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>\n"
  }
}

/// A horizontal axis that bars of several rows share, and the rows themselves.
struct BarTrack {
  /// The ends of the axis, zero between them.
  let low: Double
  let high: Double

  private static let width = 1000.0

  private func place(_ value: Double) -> Double {
    let span = high - low
    return span > 0 ? (value - low) / span * Self.width : 0
  }

  /// A bar, at least wide enough to be seen.
  func bar(from start: Double, to end: Double, _ style: String) -> String {
    let left = place(min(start, end))
    let length = max(2, place(max(start, end)) - left)
    return "<rect class=\"bar \(style)\" x=\"\(coordinate(min(left, Self.width - 2)))\" y=\"1\" "
      + "width=\"\(coordinate(length))\" height=\"12\"/>"
  }

  /// A row: name, bars on the axis, number.
  func row(name: String, number: String, style: String, drawn: String) -> String {
    let zero = coordinate(min(max(place(0), 1), Self.width - 1))
    let attribute = style.isEmpty ? "" : " class=\"\(style)\""
    return "<tr\(attribute)><th scope=\"row\">\(htmlEscaped(name))</th><td class=\"track\">"
      + "<svg viewBox=\"0 0 1000 14\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\(drawn)"
      + "<line class=\"zero\" x1=\"\(zero)\" y1=\"0\" x2=\"\(zero)\" y2=\"14\" "
      + "vector-effect=\"non-scaling-stroke\"/></svg></td>"
      + "<td class=\"number\">\(htmlEscaped(number))</td></tr>\n"
  }

  /// The rows under their heads.
  func figure(
    title: String, unit: String, legend: String, rows: String, words: String = ""
  ) -> String {
    """
    <figure><figcaption>\(htmlEscaped(title)) <small>\(htmlEscaped(unit))</small></figcaption>
    \(legend)<table class="bars">
    <caption class="unseen">\(htmlEscaped(title))</caption>
    <thead class="unseen"><tr><th scope="col">name</th><th scope="col">bar</th>\
    <th scope="col">\(htmlEscaped(unit))</th></tr></thead>
    <tbody>
    \(rows)</tbody>
    </table>\(words.isEmpty ? "" : "<p>\(htmlEscaped(words))</p>")</figure>

    """
  }
}

/// The sign of a series in a legend.
func legendKey(_ style: String) -> String {
  "<svg viewBox=\"0 0 26 10\" aria-hidden=\"true\"><rect class=\"\(style)\" width=\"14\" height=\"10\"/></svg>"
}

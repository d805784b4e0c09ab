extension ReportTable {
  /// The table with heads that tell what they stand over; a wide one scrolls in its card.
  ///
  /// - Parameter heading: What names it where it has no caption.
  func html(heading: String) -> String {
    let isNumber = columns.indices.map { index in rows.contains { $0[index].isNumber } }
    let heads = zip(columns, isNumber).map { column, isNumber in
      let unit = column.unit.isEmpty ? "" : "<small>\(htmlEscaped(column.unit))</small>"
      let heading = column.heading.split(separator: "\n").map { htmlEscaped(String($0)) }
        .joined(separator: "<br/>")
      return (isNumber ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">") + heading
        + unit + "</th>"
    }
    let lines = rows.map { row in
      "<tr>"
        + zip(row, isNumber).enumerated().map { place, cell in
          html(of: cell.0, isNumber: cell.1, isFirst: place == 0)
        }.joined() + "</tr>\n"
    }
    return
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(htmlEscaped(words(heading)))\"><table>\n"
      + captionText(heading) + "<thead><tr>\(heads.joined())</tr></thead>\n"
      + "<tbody>\n\(lines.joined())</tbody>\n</table></div>\n"
  }

  private func html(of cell: ReportCell, isNumber: Bool, isFirst: Bool) -> String {
    let style = isNumber ? "number" : cell.isName ? "text name" : "text"
    let text = htmlEscaped(cell.text)
    let shown = cell.link.map { "<a href=\"\(htmlEscaped($0))\">\(text)</a>" } ?? text
    // What begins a row names it, unless it is a number of its own.
    return isFirst && !isNumber
      ? "<th scope=\"row\" class=\"\(style)\">\(shown)</th>"
      : "<td class=\"\(style)\">\(shown)</td>"
  }

  private func captionText(_ heading: String) -> String {
    caption.isEmpty
      ? "<caption class=\"unseen\">\(htmlEscaped(words(heading)))</caption>\n"
      : "<caption>\(htmlEscaped(caption))</caption>\n"
  }

  private func words(_ heading: String) -> String {
    if !caption.isEmpty { return caption }
    return heading.isEmpty ? name.split(separator: "_").joined(separator: " ") : heading
  }
}

extension ReportCell {
  /// Whether the text is short and in one piece: an instrument's name is not broken at its hyphens.
  fileprivate var isName: Bool { text.count <= 32 && !text.contains(" ") }

  /// The page that the cell leads to; nil for none.
  fileprivate var link: String? {
    if case .linked(_, to: let path) = self { path } else { nil }
  }
}

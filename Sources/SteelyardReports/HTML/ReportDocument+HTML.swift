extension ReportDocument {
  /// One page with everything in it: no scripts, and nothing loaded from elsewhere.
  var html: String {
    let body = sections.map(\.html).joined()
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <title>\(htmlEscaped(title))</title>
      <style>
      \(PageStyle.text)
      </style>
      </head>
      <body>
      <main>
      <h1>\(htmlEscaped(title))</h1>
      <p class="subtitle">\(htmlEscaped(subtitle))</p>
      \(body)</main>
      </body>
      </html>

      """
  }
}

extension ReportDocument.Section {
  fileprivate var html: String {
    let head = heading.isEmpty ? "" : "<h2>\(htmlEscaped(heading))</h2>\n"
    return "<section>\n" + head + blocks.map(\.html).joined() + "</section>\n"
  }
}

extension ReportDocument.Block {
  fileprivate var html: String {
    switch self {
    case .paragraph(let text): "<p>\(htmlEscaped(text))</p>\n"
    case .facts(let facts): "<dl>\n" + facts.map(\.html).joined() + "</dl>\n"
    case .table(let table): table.html
    // Alone a drawing has the width of the page.
    case .plots(let plots) where plots.count == 1:
      Self.grid("grid wide", plots.map { $0.html(width: 920, height: 360) })
    case .plots(let plots) where plots.count == 2:
      Self.grid("grid pair", plots.map { $0.html(width: 560, height: 290) })
    case .plots(let plots): Self.grid("grid", plots.map { $0.html(width: 460, height: 270) })
    case .pictures(let plots):
      Self.grid("grid pair", plots.map { $0.html(width: 560, height: 290) })
    case .heatmap(let heatmap, table: _): heatmap.html
    case .composition(let composition), .compositionPicture(let composition): composition.html
    }
  }

  private static func grid(_ style: String, _ figures: [String]) -> String {
    "<div class=\"\(style)\">\n\(figures.joined())</div>\n"
  }
}

extension ReportDocument.Fact {
  /// A longer text is read as prose, not as a figure.
  private static let proseLength = 28

  fileprivate var html: String {
    let isLong = !value.isNumber && value.text.count > Self.proseLength
    let classes = [tone == .neutral ? nil : tone.rawValue, isLong ? "long" : nil].compactMap(\.self)
    let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
    let tail = unit.isEmpty ? "" : " <small>\(htmlEscaped(unit))</small>"
    return "<div><dt>\(htmlEscaped(label))</dt>"
      + "<dd\(attribute)>\(htmlEscaped(value.text))\(tail)</dd></div>\n"
  }
}

extension ReportTable {
  fileprivate var html: String {
    let isNumber = columns.indices.map { index in rows.contains { $0[index].isNumber } }
    let heads = zip(columns, isNumber).map { column, isNumber in
      let unit = column.unit.isEmpty ? "" : "<small>\(htmlEscaped(column.unit))</small>"
      let heading = column.heading.split(separator: "\n").map { htmlEscaped(String($0)) }
        .joined(separator: "<br/>")
      return (isNumber ? "<th class=\"number\">" : "<th>") + heading + unit + "</th>"
    }
    let lines = rows.map { row in
      "<tr>"
        + zip(row, isNumber).map { cell, isNumber in
          "<td class=\"\(isNumber ? "number" : cell.isName ? "text name" : "text")\">\(htmlEscaped(cell.text))</td>"
        }.joined() + "</tr>\n"
    }
    let captionText = caption.isEmpty ? "" : "<caption>\(htmlEscaped(caption))</caption>\n"
    return
      "<div class=\"scroll\"><table>\n\(captionText)<thead><tr>\(heads.joined())</tr></thead>\n"
      + "<tbody>\n\(lines.joined())</tbody>\n</table></div>\n"
  }
}

extension ReportCell {
  /// Whether the text is short and in one piece: an instrument's name is not broken at its hyphens.
  fileprivate var isName: Bool { text.count <= 32 && !text.contains(" ") }
}

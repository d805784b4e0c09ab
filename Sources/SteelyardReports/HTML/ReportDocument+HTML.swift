extension ReportDocument {
  /// One page with everything in it: no scripts, and nothing loaded from elsewhere.
  ///
  /// - Parameter sources: What stands at its foot.
  func html(sources: [ReportSource]) -> String {
    let body = sections.enumerated().map { $1.html(number: $0 + 1) }.joined()
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
      <header><h1>\(htmlEscaped(title))</h1>
      <p class="subtitle">\(htmlEscaped(subtitle))</p></header>
      \(navigation)\(body)</main>
      \(Self.foot(sources))</body>
      </html>

      """
  }

  /// Links to other pages of the same answer.
  private var navigation: String {
    guard !links.isEmpty else { return "" }
    let items = links.map {
      "<a href=\"\(htmlEscaped($0.path))\">\(htmlEscaped($0.words))</a>"
    }
    return "<nav aria-label=\"Other pages\"><p>\(items.joined(separator: " "))</p></nav>\n"
  }

  private static func foot(_ sources: [ReportSource]) -> String {
    guard !sources.isEmpty else { return "" }
    let lines = sources.map { source in
      "<div><dt>\(htmlEscaped(source.label))</dt><dd>"
        + source.lines.map { "<p>\(htmlEscaped($0))</p>" }.joined() + "</dd></div>\n"
    }
    return "<footer>\n<h2>What this stands on</h2>\n<dl>\n\(lines.joined())</dl>\n</footer>\n"
  }
}

extension ReportDocument.Section {
  /// - Parameter number: Its place on the page, which its heading is known by.
  fileprivate func html(number: Int) -> String {
    let shown = blocks.map { $0.html(heading: heading) }.joined()
    // A part without anything to say is no empty card.
    if shown.isEmpty { return "" }
    guard !heading.isEmpty else { return "<section aria-label=\"Summary\">\n\(shown)</section>\n" }
    return "<section aria-labelledby=\"part-\(number)\">\n"
      + "<h2 id=\"part-\(number)\">\(htmlEscaped(heading))</h2>\n\(shown)</section>\n"
  }
}

extension ReportDocument.Block {
  /// - Parameter heading: That of the section, which names a table without a caption for those who hear the page.
  fileprivate func html(heading: String) -> String {
    switch self {
    case .paragraph(let text): "<p>\(htmlEscaped(text))</p>\n"
    case .facts(let facts):
      facts.isEmpty ? "" : "<dl>\n" + facts.map(\.html).joined() + "</dl>\n"
    case .table(let table): table.html(heading: heading)
    // Alone a drawing has the width of the page.
    case .plots(let plots) where plots.count == 1:
      Self.grid("grid wide", plots.map { $0.html(width: 760, height: 320) })
    case .plots(let plots) where plots.count == 2:
      Self.grid("grid pair", plots.map { $0.html(width: 560, height: 290) })
    case .plots(let plots): Self.grid("grid", plots.map { $0.html(width: 460, height: 270) })
    case .pictures(let plots):
      Self.grid("grid pair", plots.map { $0.html(width: 560, height: 290) })
    case .heatmap(let heatmap, table: _), .heatmapPicture(let heatmap): heatmap.html
    case .composition(let composition), .compositionPicture(let composition): composition.html
    case .sources: ""
    case .bars(let bars), .barPicture(let bars): bars.html
    }
  }

  private static func grid(_ style: String, _ figures: [String]) -> String {
    figures.isEmpty ? "" : "<div class=\"\(style)\">\n\(figures.joined())</div>\n"
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
    let sign = tone.sign.isEmpty ? "" : "<span aria-hidden=\"true\">\(tone.sign)</span> "
    return "<div><dt>\(htmlEscaped(label))</dt>"
      + "<dd\(attribute)>\(sign)\(htmlEscaped(value.text))\(tail)</dd></div>\n"
  }
}

extension ReportDocument.Tone {
  /// A shape beside the colour, for those who cannot tell it.
  var sign: String {
    switch self {
    case .neutral: ""
    case .good: "\u{25CF}"
    case .caution: "\u{25B2}"
    case .bad: "\u{25A0}"
    }
  }
}

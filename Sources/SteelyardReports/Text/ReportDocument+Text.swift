extension ReportDocument {
  /// The document for a terminal, at most `TextLayout.width` columns where its tables let it.
  func text(_ style: TextStyle) -> String {
    var lines = [styled(title, "1", style)]
    if !subtitle.isEmpty { lines += TextLayout.wrapped(subtitle, TextLayout.width) }
    for section in sections {
      if !section.heading.isEmpty { lines += ["", styled(section.heading, "1", style)] }
      for (index, block) in section.blocks.enumerated() {
        let added = self.lines(of: block, style)
        if !added.isEmpty, index > 0 || section.heading.isEmpty { lines.append("") }
        lines += added
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of block: Block, _ style: TextStyle) -> [String] {
    switch block {
    case .paragraph(let text): TextLayout.wrapped(text, TextLayout.width)
    case .facts(let facts): lines(of: facts, style)
    case .table(let table): table.textLines
    case .pictures, .compositionPicture: []
    case .plots(let plots): Array(plots.map(\.textLines).joined(separator: [""]))
    case .composition(let composition): composition.textLines
    case .heatmap(let heatmap, table: _): heatmap.textLines
    }
  }

  private func lines(of facts: [Fact], _ style: TextStyle) -> [String] {
    let labelWidth = facts.map(\.label.count).max() ?? 0
    let numberWidth = facts.filter(\.value.isNumber).map(\.value.text.count).max() ?? 0
    return facts.flatMap { fact in
      let text =
        fact.value.isNumber
        ? TextLayout.aligned(fact.value.text, numberWidth) : fact.value.text
      let head = TextLayout.padded(fact.label, labelWidth) + "  "
      let whole = text + (fact.unit.isEmpty ? "" : " " + fact.unit)
      let room = TextLayout.width - head.count
      let parts = fact.value.isNumber ? [whole] : TextLayout.wrapped(whole, max(room, 24))
      return parts.enumerated().map { index, part in
        (index == 0 ? head : String(repeating: " ", count: head.count))
          + styled(part, fact.tone.terminalCode, style)
      }
    }
  }

  private func styled(_ text: String, _ code: String, _ style: TextStyle) -> String {
    style == .coloured && !code.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension ReportDocument.Tone {
  /// The parameters of the terminal's colour sequence; empty for none.
  fileprivate var terminalCode: String {
    switch self {
    case .neutral: ""
    case .good: "1;32"
    case .caution: "1;33"
    case .bad: "1;31"
    }
  }
}

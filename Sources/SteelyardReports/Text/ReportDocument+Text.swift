extension ReportDocument {
  /// The document as lines, at most `style.width` columns; without a terminal, where its tables let it.
  func text(_ style: TextStyle) -> String {
    var lines = TextLayout.folded(title, style).map { styled($0, "1", style) }
    if !subtitle.isEmpty { lines += TextLayout.folded(subtitle, style) }
    for section in sections {
      var shown: [String] = []
      for (index, block) in section.blocks.enumerated() {
        let added = self.lines(of: block, style)
        if !added.isEmpty, index > 0 || section.heading.isEmpty { shown.append("") }
        shown += added
      }
      if !section.heading.isEmpty {
        // A part that only pictures would fill is left out with them.
        if shown.isEmpty, !section.blocks.isEmpty { continue }
        lines.append("")
        lines += TextLayout.folded(section.heading, style).map { styled($0, "1", style) }
      }
      lines += shown
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of block: Block, _ style: TextStyle) -> [String] {
    switch block {
    case .paragraph(let text): TextLayout.folded(text, style)
    case .facts(let facts): lines(of: facts, style)
    case .table(let table): table.textLines(style)
    case .pictures(let plots):
      style.isForTerminal ? Array(plots.map { $0.sparkLines(style) }.joined(separator: [""])) : []
    case .compositionPicture(let composition):
      style.isForTerminal ? composition.textLines(style) : []
    case .barPicture(let bars): style.isForTerminal ? bars.textLines(style) : []
    case .plots(let plots): Array(plots.map { $0.textLines(style) }.joined(separator: [""]))
    case .composition(let composition): composition.textLines(style)
    case .sources(let sources):
      sources.flatMap {
        TextLayout.folded("\($0.label): \($0.lines.joined(separator: "; "))", style)
      }
    case .bars(let bars): bars.textLines(style)
    case .heatmapPicture(let heatmap): style.isForTerminal ? heatmap.textLines(style) : []
    case .heatmap(let heatmap, table: _): heatmap.textLines(style)
    }
  }

  private func lines(of facts: [Fact], _ style: TextStyle) -> [String] {
    let longest = facts.map(\.label.count).max() ?? 0
    // On a narrow terminal a long label takes at most half of the line.
    let labelWidth = style.isForTerminal ? min(longest, style.width / 2 - 2) : longest
    let numberWidth = facts.filter(\.value.isNumber).map(\.value.text.count).max() ?? 0
    return facts.flatMap { fact -> [String] in
      let text =
        fact.value.isNumber
        ? TextLayout.aligned(fact.value.text, numberWidth) : fact.value.text
      let labels = TextLayout.folded(fact.label, style, width: max(labelWidth, 1))
      let last = labels.last ?? ""
      let head = TextLayout.padded(last, labelWidth) + "  "
      let whole = text + (fact.unit.isEmpty ? "" : " " + fact.unit)
      let room = style.width - head.count
      let parts =
        fact.value.isNumber && whole.count <= room || (fact.value.isNumber && !style.isForTerminal)
        ? [whole] : TextLayout.folded(whole, style, width: max(room, style.isForTerminal ? 1 : 24))
      return labels.dropLast()
        + parts.enumerated().map { index, part in
          (index == 0 ? head : String(repeating: " ", count: head.count))
            + styled(part, fact.tone.terminalCode, style)
        }
    }
  }

  private func styled(_ text: String, _ code: String, _ style: TextStyle) -> String {
    style.isColoured && !code.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
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

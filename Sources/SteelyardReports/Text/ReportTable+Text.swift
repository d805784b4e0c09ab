extension ReportTable {
  /// Narrower than this a wrapped column is hard to read.
  private static let wrappedMin = 24
  /// The least that a column of texts is wrapped to on a narrow terminal.
  private static let narrowMin = 12

  /// The table in aligned columns: numbers to the right, texts to the left.
  ///
  /// Where it is wider than the page, its widest column of texts is wrapped. On a terminal, where no line may be wider,
  /// it then goes on as follows: other columns of texts are wrapped, the widest first; what is still too wide goes on
  /// in further tables below, each beginning with the first column; and a single column that is wider than the line is
  /// broken.
  func textLines(_ style: TextStyle) -> [String] {
    let columns = layout(style)
    let total = Self.width(of: columns)
    guard style.isForTerminal, total > style.width else {
      return captionLines(style) + lines(of: columns)
    }
    return captionLines(style)
      + Array(parts(columns, style).map { lines(of: $0) }.joined(separator: [""]))
  }

  /// A column as it is laid out.
  private struct Laid {
    var width: Int
    let isRight: Bool
    let head: [String]
    let cells: [String]
    /// Whether its longest word must be broken.
    var isBroken = false
  }

  private static func width(of columns: [Laid]) -> Int {
    columns.reduce(0) { $0 + $1.width } + 2 * (columns.count - 1)
  }

  private func captionLines(_ style: TextStyle) -> [String] {
    guard !caption.isEmpty else { return [] }
    return style.isForTerminal ? TextLayout.folded(caption, style) : [caption]
  }

  private func layout(_ style: TextStyle) -> [Laid] {
    var laid = columns.indices.map { index -> Laid in
      let column = columns[index]
      let head =
        column.heading.split(separator: "\n").map(String.init)
        + (column.unit.isEmpty ? [] : ["[\(column.unit)]"])
      let cells = rows.map { $0[index].text }
      return Laid(
        width: max(head.map(\.count).max() ?? 0, cells.map(\.count).max() ?? 0),
        isRight: rows.contains { $0[index].isNumber }, head: head, cells: cells)
    }
    let texts = laid.indices.filter { !laid[$0].isRight }
    let widest = texts.max { laid[$0].width < laid[$1].width }
    let excess = Self.width(of: laid) - style.width
    if excess > 0, let widest, laid[widest].width > Self.wrappedMin {
      wrap(&laid[widest], to: max(Self.wrappedMin, laid[widest].width - excess))
    }
    guard style.isForTerminal else { return laid }
    for place in texts.sorted(by: { laid[$0].width > laid[$1].width }) {
      let excess = Self.width(of: laid) - style.width
      if excess <= 0 { break }
      wrap(&laid[place], to: max(Self.narrowMin, laid[place].width - excess))
    }
    return laid
  }

  /// Narrows a column; a word that is broken nowhere would push the rest of its line out of the columns.
  private func wrap(_ column: inout Laid, to width: Int) {
    let words = column.cells.flatMap { $0.split(separator: " ").map(\.count) }
    let head = column.head.map(\.count).max() ?? 0
    column.width = min(column.width, max(width, words.max() ?? 0, head))
  }

  /// The columns in tables that fit, each with the first column before it.
  private func parts(_ columns: [Laid], _ style: TextStyle) -> [[Laid]] {
    guard var first = columns.first else { return [] }
    // The first column stands in every part, so it leaves room for another.
    if first.width > style.width / 2 {
      first.width = style.width / 2
      first.isBroken = true
    }
    var parts: [[Laid]] = []
    var part = [first]
    for var column in columns.dropFirst() {
      let room = style.width - first.width - 2
      if column.width > room {
        column.width = room
        column.isBroken = true
      }
      if part.count > 1, Self.width(of: part) + 2 + column.width > style.width {
        parts.append(part)
        part = [first]
      }
      part.append(column)
    }
    return parts + [part]
  }

  private func lines(of columns: [Laid]) -> [String] {
    func line(_ texts: [String]) -> String {
      TextLayout.trimmed(
        zip(columns, texts).map { column, text in
          column.isRight
            ? TextLayout.aligned(text, column.width) : TextLayout.padded(text, column.width)
        }.joined(separator: "  "))
    }
    func block(_ stacks: [[String]], isHead: Bool) -> [String] {
      let height = stacks.map(\.count).max() ?? 0
      return (0..<height).map { row in
        line(
          stacks.map { stack in
            // Heads stand on the rule below them, cells begin at the top.
            let place = isHead ? row - (height - stack.count) : row
            return stack.indices.contains(place) ? stack[place] : ""
          })
      }
    }
    let heads = columns.map { column in
      column.isBroken ? column.head.flatMap { TextLayout.pieces($0, column.width) } : column.head
    }
    let rule = line(columns.map { String(repeating: "-", count: $0.width) })
    return block(heads, isHead: true) + [rule]
      + rows.indices.flatMap { row in
        block(
          columns.map { column in
            let text = column.cells[row]
            guard text.count > column.width else { return [text] }
            let wrapped = column.isRight ? [text] : TextLayout.wrapped(text, column.width)
            return column.isBroken
              ? wrapped.flatMap { TextLayout.pieces($0, column.width) } : wrapped
          }, isHead: false)
      }
  }
}

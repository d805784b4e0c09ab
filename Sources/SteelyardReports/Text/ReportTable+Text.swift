extension ReportTable {
  /// Narrower than this a wrapped column is hard to read.
  private static let wrappedMin = 24

  /// The table in aligned columns: numbers to the right, texts to the left.
  ///
  /// Where it is wider than the page, its widest column of texts is wrapped.
  var textLines: [String] {
    let cells = rows.map { $0.map(\.text) }
    let heads = columns.map { column in
      column.heading.split(separator: "\n").map(String.init)
        + (column.unit.isEmpty ? [] : ["[\(column.unit)]"])
    }
    let isRight = columns.indices.map { index in rows.contains { $0[index].isNumber } }
    var widths = columns.indices.map { index in
      max(heads[index].map(\.count).max() ?? 0, cells.map { $0[index].count }.max() ?? 0)
    }
    let excess = widths.reduce(0, +) + 2 * (columns.count - 1) - TextLayout.width
    let widest = columns.indices.filter { !isRight[$0] }.max { widths[$0] < widths[$1] }
    if excess > 0, let widest, widths[widest] > Self.wrappedMin {
      // A word that is broken nowhere would push the rest of its line out of the columns.
      let words = cells.flatMap { $0[widest].split(separator: " ").map(\.count) }
      widths[widest] = max(Self.wrappedMin, words.max() ?? 0, widths[widest] - excess)
    }
    func line(_ texts: [String]) -> String {
      var line = columns.indices.map { index in
        isRight[index]
          ? TextLayout.aligned(texts[index], widths[index])
          : TextLayout.padded(texts[index], widths[index])
      }.joined(separator: "  ")
      // In place: a reversed copy of every line took a third of the time of a long answer.
      while line.last == " " { line.removeLast() }
      return line
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
    let rule = line(widths.map { String(repeating: "-", count: $0) })
    return (caption.isEmpty ? [] : [caption]) + block(heads, isHead: true) + [rule]
      + cells.flatMap { row in
        block(
          columns.indices.map { index in
            isRight[index] || row[index].count <= widths[index]
              ? [row[index]] : TextLayout.wrapped(row[index], widths[index])
          }, isHead: false)
      }
  }
}

extension ReportPlot {
  private static let columnsMax = 84
  /// The plot in characters; later series cover earlier ones.
  func textLines(_ style: TextStyle) -> [String] {
    guard let range = PlotRange(self) else {
      return TextLayout.folded(title, style) + ["  nothing to draw"]
    }
    let drawing = Drawing(
      columns: style.isForTerminal ? min(Self.columnsMax, style.width - 18) : Self.columnsMax)
    return drawing.lines(of: self, in: range, style)
  }

  /// A curve in a line for each series that is a line, with its ends, least and largest: what a terminal shows of a
  /// picture whose numbers stand in a table.
  func sparkLines(_ style: TextStyle) -> [String] {
    let lines = series.compactMap { series -> (name: String, words: String, values: [Double])? in
      guard case .line = series.mark else { return nil }
      let values = series.points.filter { $0.horizontal.isFinite && $0.vertical.isFinite }
        .sorted { $0.horizontal < $1.horizontal }.map(\.vertical)
      guard values.count > 1, let low = values.min(), let high = values.max() else { return nil }
      func text(_ value: Double) -> String { NumberText.text(value, .significant(5)) }
      return (series.name, "\(text(low)) to \(text(high))", values)
    }
    guard !lines.isEmpty else { return [] }
    let nameWidth = min(lines.map(\.name.count).max() ?? 0, style.width / 3)
    let wordsWidth = lines.map(\.words.count).max() ?? 0
    let room = max(8, min(60, style.width - nameWidth - wordsWidth - 4))
    return TextLayout.folded("\(title), \(verticalLabel), by \(horizontalLabel)", style)
      + lines.flatMap { line -> [String] in
        let names = TextLayout.pieces(line.name, nameWidth)
        let curve = TextBar.curve(line.values, room: room, style.glyphs)
        let last =
          TextLayout.padded(names.last ?? "", nameWidth) + "  " + TextLayout.padded(curve, room)
          + "  "
        let whole = last + line.words
        return names.dropLast()
          + (whole.count <= style.width ? [whole] : [TextLayout.trimmed(last), "  " + line.words])
      }
  }
}

/// The characters of a plot.
private struct Drawing {
  let columns: Int
  private let rows = 17

  init(columns: Int) { self.columns = columns }

  func lines(of plot: ReportPlot, in range: PlotRange, _ style: TextStyle) -> [String] {
    var grid = [[Character]](
      repeating: [Character](repeating: " ", count: columns), count: rows)
    for series in plot.series { draw(series, in: range, on: &grid) }
    let ticks = AxisTicks(
      from: range.vertical.lowerBound, to: range.vertical.upperBound, about: 5)
    var labels = [String](repeating: "", count: rows)
    for value in ticks.values {
      let place = range.place(ReportPlot.Point(range.horizontal.lowerBound, value))
      if let place { labels[row(place.vertical)] = ticks.label(value) }
    }
    let width = labels.map(\.count).max() ?? 0
    var lines = TextLayout.folded(plot.title, style) + ["  " + plot.verticalLabel]
    for (label, row) in zip(labels, grid) {
      let line = TextLayout.aligned(label, width + 2) + (label.isEmpty ? " |" : " +") + row
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    let margin = String(repeating: " ", count: width + 3)
    lines.append(margin + horizontalAxis(of: plot, range))
    if !plot.horizontalLabel.isEmpty { lines.append(margin + plot.horizontalLabel) }
    let legend = plot.series.map { series in
      switch series.mark {
      case .line(let character), .points(let character): "\(character) \(series.name)"
      }
    }
    let whole = margin + legend.joined(separator: "   ")
    return lines
      + (style.isForTerminal && whole.count > style.width ? legend.map { "  " + $0 } : [whole])
  }

  private func draw(_ series: ReportPlot.Series, in range: PlotRange, on grid: inout [[Character]])
  {
    let places = series.points.compactMap(range.place)
    switch series.mark {
    case .points(let character):
      for place in places {
        grid[row(place.vertical)][column(place.horizontal)] = character
      }
    case .line(let character):
      for (start, end) in zip(places, places.dropFirst()) {
        let first = column(min(start.horizontal, end.horizontal))
        let last = column(max(start.horizontal, end.horizontal))
        for column in first...last {
          let share =
            last == first
            ? 0
            : (Double(column) / Double(columns - 1) - start.horizontal)
              / (end.horizontal - start.horizontal)
          let height =
            start.vertical + min(max(share, 0), 1) * (end.vertical - start.vertical)
          grid[row(height)][column] = character
        }
      }
      if places.count == 1 {
        grid[row(places[0].vertical)][column(places[0].horizontal)] = character
      }
    }
  }

  private func horizontalAxis(of plot: ReportPlot, _ range: PlotRange) -> String {
    let ticks = plot.horizontalTicks(range, about: 6)
    var axis = [Character](repeating: " ", count: columns + (columns < 84 ? 0 : 12))
    var free = 0
    for value in ticks.values {
      guard let place = range.place(ReportPlot.Point(value, range.vertical.lowerBound)) else {
        continue
      }
      let label = Array(ticks.label(value))
      let start = max(0, column(place.horizontal) - label.count / 2)
      guard start >= free, start + label.count <= axis.count else { continue }
      axis.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 2
    }
    return String(String(axis).reversed().drop { $0 == " " }.reversed())
  }

  private func row(_ share: Double) -> Int {
    rows - 1 - Int((min(max(share, 0), 1) * Double(rows - 1)).rounded())
  }

  private func column(_ share: Double) -> Int {
    Int((min(max(share, 0), 1) * Double(columns - 1)).rounded())
  }
}

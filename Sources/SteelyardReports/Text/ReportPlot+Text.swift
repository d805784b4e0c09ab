extension ReportPlot {
  private static let columns = 84
  private static let rows = 17

  /// The plot in characters; later series cover earlier ones.
  var textLines: [String] {
    guard let range = PlotRange(self) else { return [title, "  nothing to draw"] }
    var grid = [[Character]](
      repeating: [Character](repeating: " ", count: Self.columns), count: Self.rows)
    for series in series { draw(series, in: range, on: &grid) }
    let ticks = AxisTicks(
      from: range.vertical.lowerBound, to: range.vertical.upperBound, about: 5)
    var labels = [String](repeating: "", count: Self.rows)
    for value in ticks.values {
      let place = range.place(Point(range.horizontal.lowerBound, value))
      if let place { labels[Self.row(place.vertical)] = ticks.label(value) }
    }
    let width = labels.map(\.count).max() ?? 0
    var lines = [title, "  " + verticalLabel]
    for (label, row) in zip(labels, grid) {
      let line = TextLayout.aligned(label, width + 2) + (label.isEmpty ? " |" : " +") + row
      lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
    }
    lines.append(String(repeating: " ", count: width + 3) + horizontalAxis(range))
    if !horizontalLabel.isEmpty {
      lines.append(String(repeating: " ", count: width + 3) + horizontalLabel)
    }
    let legend = series.map { series in
      switch series.mark {
      case .line(let character), .points(let character): "\(character) \(series.name)"
      }
    }
    lines.append(String(repeating: " ", count: width + 3) + legend.joined(separator: "   "))
    return lines
  }

  private func draw(_ series: Series, in range: PlotRange, on grid: inout [[Character]]) {
    let places = series.points.compactMap(range.place)
    switch series.mark {
    case .points(let character):
      for place in places {
        grid[Self.row(place.vertical)][Self.column(place.horizontal)] = character
      }
    case .line(let character):
      for (start, end) in zip(places, places.dropFirst()) {
        let first = Self.column(min(start.horizontal, end.horizontal))
        let last = Self.column(max(start.horizontal, end.horizontal))
        for column in first...last {
          let share =
            last == first
            ? 0
            : (Double(column) / Double(Self.columns - 1) - start.horizontal)
              / (end.horizontal - start.horizontal)
          let height =
            start.vertical + min(max(share, 0), 1) * (end.vertical - start.vertical)
          grid[Self.row(height)][column] = character
        }
      }
      if places.count == 1 {
        grid[Self.row(places[0].vertical)][Self.column(places[0].horizontal)] = character
      }
    }
  }

  private func horizontalAxis(_ range: PlotRange) -> String {
    let ticks = horizontalTicks(range, about: 6)
    var axis = [Character](repeating: " ", count: Self.columns + 12)
    var free = 0
    for value in ticks.values {
      guard let place = range.place(Point(value, range.vertical.lowerBound)) else { continue }
      let label = Array(ticks.label(value))
      let start = max(0, Self.column(place.horizontal) - label.count / 2)
      guard start >= free, start + label.count <= axis.count else { continue }
      axis.replaceSubrange(start..<start + label.count, with: label)
      free = start + label.count + 2
    }
    return String(String(axis).reversed().drop { $0 == " " }.reversed())
  }

  private static func row(_ share: Double) -> Int {
    rows - 1 - Int((min(max(share, 0), 1) * Double(rows - 1)).rounded())
  }

  private static func column(_ share: Double) -> Int {
    Int((min(max(share, 0), 1) * Double(columns - 1)).rounded())
  }
}

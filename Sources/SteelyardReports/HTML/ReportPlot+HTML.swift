extension ReportPlot {
  private static let left = 84.0
  private static let right = 14.0
  private static let legendRow = 16.0
  private static let bottom = 42.0

  /// The plot as a figure with an inline drawing, in units of about a pixel.
  func html(width: Int, height: Int) -> String {
    let caption =
      "<figcaption>\(htmlEscaped(title)) <small>\(htmlEscaped(verticalLabel))</small></figcaption>"
    guard let range = PlotRange(self) else {
      return "<figure>\(caption)<p>Nothing to draw.</p></figure>\n"
    }
    let (legend, rows) = legend(width: Double(width))
    let frame = Frame(
      range: range, width: Double(width), height: Double(height),
      top: 10 + Self.legendRow * Double(rows))
    let drawn = series.enumerated().map { frame.marks(of: $1, style: "s\($0 % 6)") }.joined()
    return """
      <figure>\(caption)
      <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="\(htmlEscaped(title))">
      \(frame.axes(self))\(drawn)\(legend)</svg></figure>

      """
  }

  /// The names of the series, in as many rows as they need.
  private func legend(width: Double) -> (drawn: String, rows: Int) {
    var place = Self.left
    var row = 0
    var drawn = ""
    for (index, series) in series.enumerated() {
      let length = 30 + 7 * Double(series.name.count)
      if place > Self.left, place + length > width - Self.right + 16 {
        place = Self.left
        row += 1
      }
      let top = 6 + Self.legendRow * Double(row)
      drawn +=
        "<rect class=\"bar s\(index % 6)\" x=\"\(coordinate(place))\" y=\"\(coordinate(top))\" "
        + "width=\"10\" height=\"10\"/><text x=\"\(coordinate(place + 14))\" "
        + "y=\"\(coordinate(top + 9))\">\(htmlEscaped(series.name))</text>\n"
      place += length
    }
    return (drawn, row + 1)
  }

  /// Where things stand in the drawing.
  private struct Frame {
    let range: PlotRange
    let width: Double
    let height: Double
    /// Where the drawing begins below the legend.
    let top: Double

    private func place(_ point: Point) -> (x: String, y: String)? {
      range.place(point).map { place in
        (
          coordinate(
            ReportPlot.left + place.horizontal * (width - ReportPlot.left - ReportPlot.right)),
          coordinate(
            height - ReportPlot.bottom
              - place.vertical * (height - top - ReportPlot.bottom))
        )
      }
    }

    func marks(of series: Series, style: String) -> String {
      let places = series.points.compactMap(place)
      switch series.mark {
      case .line:
        let path = places.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        return "<polyline class=\"line \(style)\" style=\"fill:none\" points=\"\(path)\"/>\n"
      case .points:
        return places.map {
          "<circle class=\"dot \(style)\" cx=\"\($0.x)\" cy=\"\($0.y)\" r=\"2.6\"/>"
        }.joined() + "\n"
      }
    }

    func axes(_ plot: ReportPlot) -> String {
      let across = plot.horizontalTicks(range, about: width > 700 ? 8 : 4)
      let up = AxisTicks(
        from: range.vertical.lowerBound, to: range.vertical.upperBound, about: 5)
      let end = coordinate(width - ReportPlot.right)
      let ground = coordinate(height - ReportPlot.bottom)
      var text = ""
      for value in up.values {
        guard let place = place(Point(range.horizontal.lowerBound, value)) else { continue }
        text +=
          "<line class=\"axis\" x1=\"\(place.x)\" y1=\"\(place.y)\" x2=\"\(end)\" y2=\"\(place.y)\"/>"
          + "<text x=\"\(coordinate(ReportPlot.left - 6))\" y=\"\(place.y)\" dy=\"4\" "
          + "text-anchor=\"end\">\(up.label(value))</text>\n"
      }
      for value in across.values {
        guard let place = place(Point(value, range.vertical.lowerBound)) else { continue }
        // What is named at the very edge stands before it, not half outside.
        let span = range.horizontal.upperBound - range.horizontal.lowerBound
        let isAtEdge = value > range.horizontal.upperBound - 0.05 * span
        text +=
          "<line class=\"axis\" x1=\"\(place.x)\" y1=\"\(coordinate(top))\" "
          + "x2=\"\(place.x)\" y2=\"\(ground)\"/><text x=\"\(place.x)\" y=\"\(ground)\" dy=\"15\" "
          + "text-anchor=\"\(isAtEdge ? "end" : "middle")\">\(across.label(value))</text>\n"
      }
      return text
        + "<text x=\"\(coordinate(width / 2))\" y=\"\(coordinate(height - 6))\" "
        + "text-anchor=\"middle\">\(htmlEscaped(plot.horizontalLabel))</text>\n"
    }
  }
}

/// A coordinate of a drawing; a hundredth of a pixel is finer than any screen.
func coordinate(_ value: Double) -> String { NumberText.text(value, .fixed(2)) }

extension ReportPlot {
  private static let left = 90.0
  private static let right = 14.0
  private static let bottom = 42.0

  /// The plot as a figure with an inline drawing, in units of about a pixel.
  func html(width: Int, height: Int) -> String {
    let caption =
      "<figcaption>\(htmlEscaped(title)) <small>\(htmlEscaped(verticalLabel))</small></figcaption>"
    guard let range = PlotRange(self) else {
      return "<figure>\(caption)<p>Nothing to draw.</p></figure>\n"
    }
    let frame = Frame(range: range, width: Double(width), height: Double(height), top: 10)
    let drawn = series.enumerated().map { frame.marks(of: $1, number: $0 % 6) }.joined()
    return """
      <figure>\(caption)
      \(legend)<svg viewBox="0 0 \(width) \(height)" role="img">
      <title>\(htmlEscaped(spoken))</title>
      \(frame.axes(self))\(drawn)</svg></figure>

      """
  }

  /// What is drawn, for those who hear the page.
  private var spoken: String {
    let names = series.map(\.name).joined(separator: ", ")
    let lines = series.compactMap { series -> String? in
      let values = series.points.map(\.vertical).filter(\.isFinite)
      guard let low = values.min(), let high = values.max() else { return nil }
      return "\(series.name) from \(NumberText.text(low, .significant(4))) to "
        + NumberText.text(high, .significant(4))
    }
    return "\(title): \(lines.isEmpty ? names : lines.joined(separator: "; ")); "
      + "across \(horizontalLabel)"
  }

  /// The names of the series, each with its line or its point.
  private var legend: String {
    let items = series.enumerated().map { index, series in
      let style = index % 6
      let key =
        switch series.mark {
        case .line: "<line class=\"line s\(style)\" x1=\"0\" y1=\"5\" x2=\"26\" y2=\"5\"/>"
        case .points: PointShape(style).drawn(x: 8, y: 5, style: "s\(style)")
        }
      return "<li><svg viewBox=\"0 0 26 10\" aria-hidden=\"true\">\(key)</svg>"
        + "\(htmlEscaped(series.name))</li>"
    }
    return "<ul class=\"legend\">\(items.joined())</ul>\n"
  }

  /// Where things stand in the drawing.
  private struct Frame {
    let range: PlotRange
    let width: Double
    let height: Double
    /// Where the drawing begins below the legend.
    let top: Double

    private func number(_ point: Point) -> (x: Double, y: Double)? {
      range.place(point).map { place in
        (
          ReportPlot.left + place.horizontal * (width - ReportPlot.left - ReportPlot.right),
          height - ReportPlot.bottom - place.vertical * (height - top - ReportPlot.bottom)
        )
      }
    }

    private func place(_ point: Point) -> (x: String, y: String)? {
      number(point).map { (coordinate($0.x), coordinate($0.y)) }
    }

    func marks(of series: Series, number index: Int) -> String {
      let places = series.points.compactMap(place)
      switch series.mark {
      case .line:
        let path = places.map { "\($0.x),\($0.y)" }.joined(separator: " ")
        return "<polyline class=\"line s\(index)\" style=\"fill:none\" points=\"\(path)\"/>\n"
      case .points:
        let shape = PointShape(index)
        return series.points.compactMap(number).map {
          shape.drawn(x: $0.x, y: $0.y, style: "s\(index)")
        }.joined() + "\n"
      }
    }

    func axes(_ plot: ReportPlot) -> String {
      let across = plot.horizontalTicks(range, about: width > 700 ? 6 : 4)
      let up = AxisTicks(
        from: range.vertical.lowerBound, to: range.vertical.upperBound, about: 5)
      let end = coordinate(width - ReportPlot.right)
      let ground = coordinate(height - ReportPlot.bottom)
      var text = ""
      for value in up.values {
        guard let place = place(Point(range.horizontal.lowerBound, value)) else { continue }
        text +=
          "<line class=\"\(value == 0 ? "zero" : "axis")\" x1=\"\(place.x)\" y1=\"\(place.y)\" x2=\"\(end)\" "
          + "y2=\"\(place.y)\"/>"
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

extension ReportComposition {
  private static let width = 960.0
  private static let barHeight = 30.0

  /// One bar of the parts with a line for every part below it; where some take the total back, a step for every part
  /// and the total they come to.
  var html: String {
    let gross = parts.map { max($0.value, 0) }.reduce(0, +)
    if parts.contains(where: { $0.value < 0 }) { return steps }
    guard gross > 0 else { return "" }
    let scale = Self.width / gross
    var end = 0.0
    var drawn = ""
    for (index, part) in parts.enumerated() {
      let length = part.value * scale
      drawn +=
        "<rect class=\"bar s\(index % 6)\" x=\"\(coordinate(end))\" y=\"0\" "
        + "width=\"\(coordinate(length))\" height=\"\(coordinate(Self.barHeight))\">"
        + "<title>\(htmlEscaped(part.name))</title></rect>\n"
      end += length
    }
    for (index, part) in parts.enumerated() {
      let top = Self.barHeight + 14 + 20 * Double(index)
      drawn +=
        "<rect class=\"bar s\(index % 6)\" x=\"0\" y=\"\(coordinate(top))\" width=\"10\" "
        + "height=\"10\"/><text x=\"16\" y=\"\(coordinate(top + 9))\">\(label(part))</text>\n"
    }
    return figure(drawn, height: Self.barHeight + 18 + 20 * Double(parts.count))
  }

  private static let labelWidth = 300.0
  private static let stepHeight = 22.0

  /// Each part from where the ones before it have come to, gains and losses in colours of their own, and the total.
  private var steps: String {
    var reached = [0.0]
    for part in parts { reached.append(reached[reached.count - 1] + part.value) }
    let (low, high) = (reached.min() ?? 0, reached.max() ?? 0)
    let scale = (Self.width - Self.labelWidth) / max(high - low, .leastNormalMagnitude)
    func place(_ value: Double) -> Double { Self.labelWidth + (value - low) * scale }
    var drawn = ""
    func draw(_ words: String, _ row: Int, from start: Double, to end: Double, _ colour: Int) {
      let top = Double(row) * Self.stepHeight
      drawn +=
        "<text x=\"0\" y=\"\(coordinate(top + 14))\">\(words)</text>\n"
        + "<rect class=\"bar s\(colour)\" x=\"\(coordinate(place(min(start, end))))\" "
        + "y=\"\(coordinate(top + 3))\" width=\"\(coordinate(max(1, abs(end - start) * scale)))\" "
        + "height=\"14\"><title>\(words)</title></rect>\n"
    }
    for (index, part) in parts.enumerated() {
      draw(
        label(part), index, from: reached[index], to: reached[index + 1], part.value < 0 ? 1 : 0)
    }
    let total = Part("together", reached[parts.count])
    draw(label(total), parts.count, from: 0, to: total.value, 4)
    let height = Self.stepHeight * Double(parts.count + 1)
    let zero = coordinate(place(0))
    drawn +=
      "<line class=\"axis\" x1=\"\(zero)\" y1=\"0\" x2=\"\(zero)\" y2=\"\(coordinate(height))\"/>\n"
    return figure(drawn, height: height)
  }

  private func label(_ part: Part) -> String {
    "\(htmlEscaped(part.name)): \(NumberText.text(part.value, .grouped(2))) \(htmlEscaped(unit))"
  }

  private func figure(_ drawn: String, height: Double) -> String {
    """
    <figure><figcaption>\(htmlEscaped(title))</figcaption>
    <svg viewBox="0 0 \(coordinate(Self.width)) \(coordinate(height))" role="img" \
    aria-label="\(htmlEscaped(title))">
    \(drawn)</svg></figure>

    """
  }
}

extension ReportComposition {
  private static let width = 960.0
  private static let barHeight = 30.0

  /// One bar of the parts that add, in order, and below it a line for every part.
  ///
  /// Parts that take the total back are drawn pale, from the right end of the others.
  var html: String {
    let gross = parts.map { max($0.value, 0) }.reduce(0, +)
    guard gross > 0 else { return "" }
    let scale = Self.width / gross
    var end = 0.0
    var drawn = ""
    for (index, part) in parts.enumerated() {
      let length = part.value.magnitude * scale
      if part.value < 0 { end -= length }
      drawn +=
        "<rect class=\"\(part.value < 0 ? "back" : "bar") s\(index % 6)\" "
        + "x=\"\(coordinate(end))\" y=\"0\" width=\"\(coordinate(length))\" "
        + "height=\"\(coordinate(Self.barHeight))\"><title>\(htmlEscaped(part.name))</title></rect>\n"
      if part.value >= 0 { end += length }
    }
    for (index, part) in parts.enumerated() {
      let top = Self.barHeight + 14 + 20 * Double(index)
      drawn +=
        "<rect class=\"bar s\(index % 6)\" x=\"0\" y=\"\(coordinate(top))\" width=\"10\" "
        + "height=\"10\"/><text x=\"16\" y=\"\(coordinate(top + 9))\">\(htmlEscaped(part.name)): "
        + "\(NumberText.text(part.value, .grouped(2))) \(htmlEscaped(unit))</text>\n"
    }
    let height = coordinate(Self.barHeight + 18 + 20 * Double(parts.count))
    return """
      <figure><figcaption>\(htmlEscaped(title))</figcaption>
      <svg viewBox="0 0 \(coordinate(Self.width)) \(height)" role="img" \
      aria-label="\(htmlEscaped(title))">
      \(drawn)</svg></figure>

      """
  }
}

extension ReportComposition {
  private static let width = 960.0
  private static let barHeight = 30.0
  /// A part narrower than this has its number beside its name only.
  private static let numberedWidth = 26.0

  /// One bar of the parts, numbered, with a line for every part below it; where some take the total back, a step for
  /// every part and the total they come to.
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
        + "width=\"\(coordinate(max(0, length - 1.5)))\" height=\"\(coordinate(Self.barHeight))\">"
        + "<title>\(htmlEscaped(part.name))</title></rect>\n"
      if length >= Self.numberedWidth {
        drawn +=
          "<text class=\"segment\" x=\"\(coordinate(end + length / 2))\" y=\"20\" "
          + "text-anchor=\"middle\">\(index + 1)</text>\n"
      }
      end += length
    }
    let legend = parts.enumerated().map { index, part in
      "<li>\(legendKey("bar s\(index % 6)"))\(index + 1) \(label(part)), "
        + "\(NumberText.text(100 * part.value / gross, .fixed(1))) %</li>\n"
    }
    return """
      <figure><figcaption>\(htmlEscaped(title)) <small>\(htmlEscaped(unit))</small></figcaption>
      <svg viewBox="0 0 \(coordinate(Self.width)) \(coordinate(Self.barHeight))" role="img">
      <title>\(htmlEscaped(title)): \(parts.map(label).joined(separator: "; "))</title>
      \(drawn)</svg>
      <ul class="legend column">
      \(legend.joined())</ul></figure>

      """
  }

  /// Each part from where the ones before it have come to, gains and losses in colours of their own, and the total.
  private var steps: String {
    var reached = [0.0]
    for part in parts { reached.append(reached[reached.count - 1] + part.value) }
    let track = BarTrack(low: reached.min() ?? 0, high: reached.max() ?? 0)
    var lines = ""
    func add(_ name: String, _ value: Double, from start: Double, to end: Double, _ style: String) {
      lines += track.row(
        name: name, number: NumberText.text(value, .grouped(2)),
        style: style == "total" ? style : "",
        drawn: track.bar(from: start, to: end, style))
    }
    for (index, part) in parts.enumerated() {
      add(
        part.name, part.value, from: reached[index], to: reached[index + 1],
        part.value < 0 ? "loss" : "gain")
    }
    let total = reached[parts.count]
    add("together", total, from: 0, to: total, "total")
    return track.figure(title: title, unit: unit, legend: "", rows: lines)
  }

  private func label(_ part: Part) -> String {
    "\(htmlEscaped(part.name)): \(NumberText.text(part.value, .grouped(2))) \(htmlEscaped(unit))"
  }
}

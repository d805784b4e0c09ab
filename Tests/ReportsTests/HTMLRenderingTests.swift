import SteelyardContracts
import SteelyardFormats
import SteelyardReports
import Testing

@Suite("Rendering as HTML")
struct HTMLRenderingTests {
  /// What is wrong with the nesting of tags; nil where nothing is.
  static func nestingFault(_ html: String) -> String? {
    var open: [Substring] = []
    var rest = html[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return "a tag does not end" }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber || $0 == "!" }
      if tag.hasPrefix("!") || tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == name else { return "\(name) is closed out of order" }
      } else {
        open.append(name)
      }
    }
    return open.isEmpty ? nil : "\(open) stay open"
  }

  static func expectSound(_ html: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(nestingFault(html) == nil, sourceLocation: sourceLocation)
    for outside in [
      "<script", "<img", "<link", "<iframe", "http:", "https:", "url(", "onerror=alert(1)>",
    ] {
      #expect(!html.contains(outside), "\(outside) stands in it", sourceLocation: sourceLocation)
    }
    #expect(html.hasPrefix("<!doctype html>"), sourceLocation: sourceLocation)
  }

  @Test("whatever a text says, it stays text")
  func hostileText() throws {
    let html = try Fixed(document: hostileDocument).rendered(as: .html)
    Self.expectSound(html)
    #expect(
      html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;title&#39;"))
    #expect(!html.contains("\u{7}"))
  }

  @Test("names that are scripts are shown, not run")
  func names() throws {
    let report = NamesReport(
      names: ["<script>alert(1)</script>", "BTC-25SEP26-70000-C"], naming: nil,
      terms: try .embedded())
    Self.expectSound(try report.rendered(as: .html))
    #expect(report.failures.count == 1)
  }

  @Test("every answer is well-formed", arguments: ["deribit", "isolated"])
  func margin(model: String) throws {
    let report = try SampleAccount.report(
      model: model, notes: ["<script>"],
      failures: [
        SteelyardError(
          .invalidInput, "<b>", remedy: "</p>",
          subject: .place(file: "<script>.csv", row: nil, field: nil))
      ])
    Self.expectSound(try report.rendered(as: .html))
    Self.expectSound(
      try GreeksReport(explanation: SampleAccount.explanation(model)).rendered(as: .html))
  }

  @Test("the fault finder finds faults", arguments: ["<p>", "</p>", "<p><b></p></b>", "<p"])
  func faults(html: String) { #expect(Self.nestingFault(html) != nil) }
}

import SteelyardReports
import Testing

@Suite("Rendering as text")
struct TextRenderingTests {
  /// Every table of the text: a rule of dashes, and the lines under it up to a blank one.
  static func expectAligned(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
    for (index, rule) in lines.enumerated()
    where rule.contains("-") && rule.allSatisfy({ $0 == "-" || $0 == " " }) {
      let gaps = rule.indices.filter { rule[$0] == " " }
      for row in lines[(index + 1)...].prefix(while: { !$0.isEmpty }) {
        for gap in gaps where gap < row.count {
          #expect(
            row[gap] == " ", "column \(gap) of \(String(row))", sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test("no cell leaves its column", arguments: ["deribit", "isolated", "cross"])
  func margin(model: String) throws {
    Self.expectAligned(try SampleAccount.report(model: model).rendered(as: .text))
    Self.expectAligned(
      try GreeksReport(explanation: SampleAccount.explanation(model)).rendered(as: .text))
  }

  @Test("numbers end under one another")
  func numbers() throws {
    let table = ReportTable(
      "t", columns: [.init("name", "name"), .init("amount", "amount", unit: "USD")],
      rows: [
        [.text("small"), .number(1, .grouped(2))],
        [.text("larger one"), .number(-12345.678, .grouped(2))],
      ])
    let text = try Fixed(
      document: ReportDocument(title: "T", subtitle: "", sections: [.init("", [.table(table)])])
    ).rendered(as: .text)
    #expect(
      text == """
        T

                        amount
        name             [USD]
        ----------  ----------
        small             1.00
        larger one  -12,345.68

        """)
  }

  @Test("colours only where asked for")
  func colours() throws {
    let report = try SampleAccount.report(.summary)
    #expect(!(try report.rendered(as: .text).contains("\u{1B}")))
    #expect(
      try report.rendered(as: .text, style: .coloured).contains("\u{1B}[1;32mHEALTHY\u{1B}[0m"))
  }

  @Test("a plot shows its extremes on its axes")
  func plot() throws {
    let text = try Fixed(document: hostileDocument).rendered(as: .text)
    #expect(text.contains("* line   o dots"))
    #expect(text.contains("nothing to draw"))
  }
}

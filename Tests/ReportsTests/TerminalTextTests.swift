import SteelyardReports
import Testing

@Suite("Text on a terminal")
struct TerminalTextTests {
  static let widths = [40, 60, 80, 120, 160, 400]

  static func text(
    _ report: some Report, _ width: Int, glyphs: TextStyle.Glyphs = .blocks
  ) throws -> String {
    try report.rendered(
      as: .text, style: .terminal(width: width, isColoured: false, glyphs: glyphs))
  }

  static func expectWithin(
    _ text: String, _ width: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for line in text.split(separator: "\n") {
      #expect(line.count <= width, "\(line)", sourceLocation: sourceLocation)
    }
  }

  @Test("no line is wider than the terminal", arguments: widths)
  func width(width: Int) throws {
    for model in ["deribit", "isolated", "cross", "dynamic"] {
      let report = try SampleAccount.report(model: model)
      Self.expectWithin(try Self.text(report, width), width)
      Self.expectWithin(
        try Self.text(GreeksReport(explanation: SampleAccount.explanation(model)), width), width)
    }
    Self.expectWithin(try Self.text(Fixed(document: hostileDocument), width), width)
  }

  @Test(
    "a table that is too wide goes on below, and every number of it is there", arguments: widths)
  func folded(width: Int) throws {
    let columns = (0..<9).map { ReportTable.Column("c\($0)", "column \($0)", unit: "USD") }
    let rows = (0..<4).map { row in
      (0..<9).map { ReportCell.number(Double(row * 9 + $0) * 12_345.67, .grouped(2)) }
    }
    let table = ReportTable(
      "t", columns: [.init("name", "name")] + columns,
      rows: rows.enumerated().map { [.text("row number \($0)")] + $1 })
    let text = try Self.text(
      Fixed(
        document: ReportDocument(
          title: "T", subtitle: "", sections: [.init("", [.table(table)])])), width)
    Self.expectWithin(text, width)
    let words = Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
    #expect(words.contains("12,345.67") && words.contains("432,098.45"))
    let numbers = text.matches(of: /[0-9,]+\.[0-9]{2}/).count
    #expect(numbers == 36)
    // The first column stands before each part.
    let names = text.matches(of: /row number 3/).count
    let rules = text.split(separator: "\n").count { $0.allSatisfy { $0 == "-" || $0 == " " } }
    #expect(names == rules || width < 2 * "row number 3".count + 2)
    TextRenderingTests.expectAligned(text)
  }

  @Test("a word that is wider than the terminal is broken, not lost")
  func broken() throws {
    let long = String(repeating: "abcdefghij", count: 12)
    let table = ReportTable(
      "t", columns: [.init("name", "name"), .init("why", "why")],
      rows: [[.text(long), .text("because \(long)")]])
    let text = try Self.text(
      Fixed(
        document: ReportDocument(
          title: long, subtitle: long,
          sections: [.init(long, [.table(table), .paragraph(long)])])), 40)
    Self.expectWithin(text, 40)
    #expect(text.count { $0 == "j" } == 12 * 6)
  }

  @Test("a terminal without UTF-8 gets ASCII alone")
  func ascii() throws {
    for model in ["deribit", "isolated"] {
      let text = try Self.text(SampleAccount.report(model: model), 80, glyphs: .ascii)
      let isASCII = text.unicodeScalars.allSatisfy { $0.isASCII }
      #expect(isASCII)
      #expect(text.contains("##"))
    }
  }

  @Test("bars are eighths of blocks: a share of the longest, losses apart")
  func bars() throws {
    let bars = ReportBars(
      title: "b", unit: "USD", style: .fixed(0),
      rows: [.init("a", 50), .init("b", 25.5), .init("c", -10)])
    let document = ReportDocument(
      title: "T", subtitle: "", sections: [.init("", [.barPicture(bars)])])
    // 50 columns for 50: 25.5 is 25 blocks and a half, -10 ten of the other kind.
    let text = try Self.text(Fixed(document: document), 100)
    let lines = text.split(separator: "\n")
    let full = String(repeating: "\u{2588}", count: 50)
    #expect(lines.contains { $0.hasPrefix("a   50  \(full)") && $0.count == 8 + 50 })
    #expect(
      lines.contains { $0 == "b   26  " + String(repeating: "\u{2588}", count: 25) + "\u{258C}" })
    #expect(lines.contains { $0 == "c  -10  " + String(repeating: "\u{2592}", count: 10) })
    #expect(!(try Fixed(document: document).rendered(as: .text).contains("50")))
  }

  @Test("a picture is a curve from its least to its largest value, with both told")
  func curve() throws {
    let plot = ReportPlot(
      title: "p", horizontalLabel: "day", verticalLabel: "USD",
      series: [
        .init("up", .line("*"), (0..<8).map { .init(Double($0), Double($0)) }),
        .init("dots", .points("."), [.init(0, 1)]),
      ])
    let document = ReportDocument(
      title: "T", subtitle: "", sections: [.init("P", [.pictures([plot])])])
    let text = try Self.text(Fixed(document: document), 80)
    #expect(text.contains("up  \u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}\u{2588}"))
    #expect(text.contains(" to 7.0000"))
    #expect(
      try Self.text(Fixed(document: document), 80, glyphs: .ascii).contains("up  _.-~=+*#"))
    // A file has the table in its place; a part of pictures alone is left out with them.
    #expect(try Fixed(document: document).rendered(as: .text) == "T\n")
  }

  @Test("colours are around the same characters")
  func colours() throws {
    let report = try SampleAccount.report()
    let plain = try report.rendered(
      as: .text, style: .terminal(width: 80, isColoured: false, glyphs: .blocks))
    let coloured = try report.rendered(
      as: .text, style: .terminal(width: 80, isColoured: true, glyphs: .blocks))
    #expect(coloured != plain)
    #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }
}

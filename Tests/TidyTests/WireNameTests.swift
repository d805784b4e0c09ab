import Testing

/// The venues' own words stay at the edge: in the formats, and in the server's Deribit face.
enum WireNameRule {
  /// Modules that speak with people and venues and may quote a venue's name in a text.
  private static let edges: Set<String> = [
    "SteelyardFormats", "SteelyardJSONScanner", "SteelyardEngine", Floors.server,
    "steelyard-server", Floors.testSupport,
  ]
  /// Fields of venue files, which nobody but the formats reads or writes.
  private static let fields = Pattern(
    #"\b(instrument_name|mark_iv|bid_iv|ask_iv|underlying_index|underlying_price|instId|"#
      + #"strike_price|local_timestamp|simulated_positions|get_book_summary\w*|get_positions)\b"#)
  /// A dated instrument name of a venue, such as Deribit's.
  private static let instrument = Pattern(
    #"\b[A-Z]{2,6}(_[A-Z]{3,4})?-\d{1,2}(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\d{2}\b"#)

  static func findings(in file: SourceFile) -> [Finding] {
    guard file.topDirectory == "Sources", let module = file.module, !edges.contains(module)
    else { return [] }
    // Programs and reports show instrument names in help texts; the core must not know them.
    let isCore = Floors.floor[module, default: Floors.roof] < 7
    let view = CodeView(file.text)
    return [view.code, view.strings].flatMap {
      file.findings(
        in: $0, matching: isCore ? [fields, instrument] : [fields],
        message: "A venue's wire name outside the formats: `%`.",
        remedy: "Let SteelyardFormats translate it.")
    }
  }
}

@Suite("Wire names")
struct WireNameTests {
  @Test("venues' field and instrument names stay in the formats")
  func tree() { expectTidy(PackageTree.sources.flatMap(WireNameRule.findings)) }

  @Test(
    "the rule finds it",
    arguments: [
      ("SteelyardMargin", "case name = \"instrument_name\""),
      ("SteelyardMarket", "let mark_iv = 0.5"),
      ("SteelyardMarket", "let name = \"BTC-27MAR26-80000-C\""),
      ("SteelyardReports", "print(\"mark_iv\")"),
    ])
  func finds(module: String, line: String) {
    let file = SourceFile(path: "Sources/\(module)/A.swift", text: line)
    #expect(WireNameRule.findings(in: file).count == 1)
  }

  @Test(
    "the rule lets the formats, comments and help texts be",
    arguments: [
      ("SteelyardFormats", "case name = \"instrument_name\""),
      ("SteelyardMargin", "/// Deribit's `mark_iv`, as a decimal."),
      ("steelyard", "example: \"BTC-27MAR26-80000-C\""),
    ])
  func allows(module: String, line: String) {
    let file = SourceFile(path: "Sources/\(module)/A.swift", text: line)
    #expect(WireNameRule.findings(in: file).isEmpty)
  }
}

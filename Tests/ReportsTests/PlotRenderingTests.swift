import Foundation
import SteelyardContracts
import SteelyardFormats
import SteelyardReports
import Testing

@Suite("Plots and compositions as drawings")
struct PlotRenderingTests {
  private static func html(_ block: ReportDocument.Block) throws -> String {
    try Fixed(
      document: ReportDocument(
        title: "t", subtitle: "", sections: [.init("", [block])])
    ).rendered(as: .html)
  }

  /// A date as an axis has it: days since 1970, by hand.
  private static func place(_ days: Double) -> Double { 1970 + days / 365.2425 }

  @Test(
    "an axis of dates has round ones: days, months or years",
    arguments: [
      // 20454 days are 2026-01-01, 20483 2026-01-30.
      (20_454.0, 20_483.0, ["11 Jan", "21 Jan"], ["2026"]),
      // 18262 days are 2020-01-01, 18993 2022-01-01.
      (18_262.0, 18_993.0, ["Jul 2020", "Jan 2021", "Jul 2021"], ["Feb 2020"]),
      (18_262.0, 20_454.0, ["2020", "2022", "2024"], ["Jul 2020", "2021"]),
    ])
  func dates(first: Double, last: Double, named: [String], unnamed: [String]) throws {
    let plot = ReportPlot(
      title: "p", horizontalLabel: "", verticalLabel: "v",
      series: [
        .init("a", .line("*"), [.init(Self.place(first), 1), .init(Self.place(last), 2)])
      ], horizontalScale: .date)
    let html = try Self.html(.pictures([plot]))
    for name in named { #expect(html.contains(">\(name)</text>"), "\(name)") }
    for name in unnamed {
      #expect(!html.contains(">\(name)</text>"), "\(name)")
    }
  }

  @Test("every series has its name beside a line or a point of its own, told apart without colours")
  func legend() throws {
    let names = ["minimum-variance", "hierarchical", "equal-weight", "risk-parity", "hold BTC"]
    let plot = ReportPlot(
      title: "p", horizontalLabel: "", verticalLabel: "v",
      series: names.map { .init($0, .line("*"), [.init(0, 1), .init(1, 2)]) })
    let html = try Self.html(.plots([plot, plot]))
    HTMLRenderingTests.expectSound(html)
    for name in names { #expect(html.contains("</svg>\(name)</li>")) }
    let points = ReportPlot(
      title: "p", horizontalLabel: "", verticalLabel: "v",
      series: (0..<6).map { .init("\($0)", .points("*"), [.init(0, 1), .init(1, Double($0))]) })
    let drawn = try Self.html(.plots([points]))
    // A circle, a square, a triangle and a diamond, a cross and a plus: two of each in the drawing, one in the legend.
    #expect(drawn.components(separatedBy: "<circle class=\"dot s0\"").count == 4)
    #expect(drawn.components(separatedBy: "<rect class=\"dot s1\"").count == 4)
    for style in ["s2", "s3"] {
      #expect(drawn.components(separatedBy: "<polygon class=\"dot \(style)\"").count == 4)
    }
    for style in ["s4", "s5"] {
      #expect(drawn.components(separatedBy: "<path class=\"line \(style)\"").count == 4)
    }
  }

  @Test("parts that take back are steps that end at the total, also where all is lost")
  func steps() throws {
    let parts: [ReportComposition.Part] = [.init("prices", -30), .init("fees", -10)]
    let html = try Self.html(
      .compositionPicture(ReportComposition(title: "gain", unit: "USD", parts: parts)))
    HTMLRenderingTests.expectSound(html)
    #expect(html.contains("prices</th>") && html.contains("<td class=\"number\">-30.00</td>"))
    #expect(html.contains("together</th>") && html.contains("<td class=\"number\">-40.00</td>"))
    // 1000 units for 40 USD: fees from -30 to -40 are the first quarter, the total is the whole width.
    #expect(html.contains("<rect class=\"bar loss\" x=\"0.00\" y=\"1\" width=\"250.00\""))
    #expect(html.contains("<rect class=\"bar total\" x=\"0.00\" y=\"1\" width=\"1000.00\""))
    let gains = try Self.html(
      .compositionPicture(
        ReportComposition(title: "gain", unit: "USD", parts: [.init("a", 3), .init("b", 1)])))
    // 960 units for 4 USD, less the gap between two parts.
    #expect(!gains.contains("together") && gains.contains("width=\"718.50\""))
    #expect(gains.contains("1 a: 3.00 USD, 75.0 %") && gains.contains("2 b: 1.00 USD, 25.0 %"))
  }

  @Test("bars go from a common zero, losses to the left, each series after the one before")
  func bars() throws {
    let bars = ReportBars(
      title: "p", unit: "USD", series: ["a", "b"],
      rows: [
        .init("both", [3, -1]), .init("one", [nil, 2]), .init("marked", [0, 0], isMarked: true),
      ], markWords: "is marked")
    let html = try Self.html(.bars(bars))
    HTMLRenderingTests.expectSound(html)
    // From -1 to 3 in 1000 units: zero at 250.
    #expect(html.contains("<rect class=\"bar s0\" x=\"250.00\" y=\"1\" width=\"750.00\""))
    #expect(html.contains("<rect class=\"bar s1\" x=\"0.00\" y=\"1\" width=\"250.00\""))
    #expect(html.contains("<rect class=\"bar s1\" x=\"250.00\" y=\"1\" width=\"500.00\""))
    #expect(html.contains("\u{25B6} marked") && html.contains("\u{25B6} is marked"))
    #expect(html.contains("</svg>a</li>") && html.contains("</svg>b</li>"))
  }

  @Test("a part with nothing in it is no empty card")
  func emptyCard() throws {
    #expect(!(try Self.html(.facts([])).contains("<section")))
  }
}

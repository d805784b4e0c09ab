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

  @Test("a legend that is too long for a row goes on in the next, and nothing of it is cut off")
  func legend() throws {
    let names = ["minimum-variance", "hierarchical", "equal-weight", "risk-parity", "hold BTC"]
    let plot = ReportPlot(
      title: "p", horizontalLabel: "", verticalLabel: "v",
      series: names.map { .init($0, .line("*"), [.init(0, 1), .init(1, 2)]) })
    let html = try Self.html(.plots([plot, plot]))
    HTMLRenderingTests.expectSound(html)
    var rows: Set<Substring> = []
    for name in names {
      let line = try #require(html.split(separator: "\n").first { $0.contains(">\(name)</text>") })
      let text = try #require(line.range(of: "<text x=\""))
      let parts = line[text.upperBound...].split(separator: "\"")
      let left = try #require(Double(parts[0]))
      #expect(left + 7 * Double(name.count) <= 576, "\(name) ends at the edge")
      rows.insert(parts[2])
    }
    #expect(rows.count == 2)
  }

  @Test("parts that take back are steps that end at the total, also where all is lost")
  func steps() throws {
    let parts: [ReportComposition.Part] = [.init("prices", -30), .init("fees", -10)]
    let html = try Self.html(
      .compositionPicture(ReportComposition(title: "gain", unit: "USD", parts: parts)))
    HTMLRenderingTests.expectSound(html)
    #expect(html.contains("prices: -30.00 USD") && html.contains("together: -40.00 USD"))
    // 660 units for 40 USD: fees from -30 to -40 are the first quarter, the total is the whole width.
    #expect(html.contains("x=\"300.00\" y=\"25.00\" width=\"165.00\""))
    #expect(html.contains("x=\"300.00\" y=\"47.00\" width=\"660.00\""))
    let gains = try Self.html(
      .compositionPicture(
        ReportComposition(title: "gain", unit: "USD", parts: [.init("a", 3), .init("b", 1)])))
    #expect(!gains.contains("together") && gains.contains("width=\"720.00\""))
  }
}

import SteelyardReports

/// A document with everything that can go wrong in it.
let hostileDocument = ReportDocument(
  title: "A <script>alert(\"1\")</script> & 'title'", subtitle: "sub > title",
  sections: [
    .init(
      "Head <b>",
      [
        .paragraph("One, \"two\"\n\u{7}<img src=x onerror=alert(1)>"),
        .facts([
          .init("plain", "plain & simple", .number(1.5, .grouped(2)), unit: "USD"),
          .init("text", "text", .text("a,b\r\n\"c\""), tone: .bad),
        ]),
        .table(
          ReportTable(
            "first",
            columns: [.init("name", "name"), .init("pnl", "P&L", unit: "USD")],
            rows: [
              [.text("x, \"y\""), .number(-1234.5678901234567, .grouped(2))],
              [.text(" padded "), .absent("unknown")], [.text("line\nbreak"), .none],
            ])),
        .table(
          ReportTable(
            "second",
            columns: [.init("pnl", "profit", unit: "USD"), .init("note", "note")],
            rows: [[.number(1e-300, .significant(3)), .text("<&>")]])),
        .plots([
          ReportPlot(
            title: "<plot>", horizontalLabel: "x & y", verticalLabel: "v",
            series: [
              .init("line", .line("*"), [.init(0, 1), .init(1, 3), .init(.nan, 2)]),
              .init("dots", .points("o"), [.init(0.5, 2)]),
            ]),
          ReportPlot(title: "none", horizontalLabel: "", verticalLabel: "", series: []),
        ]),
        .heatmap(
          ReportHeatmap(
            title: "hot <map>", horizontalLabel: "a & b", verticalLabel: "<c>",
            columns: ["<d>", "e"], rows: ["\u{1}"],
            cells: [[.init(-2, mark: "<", tone: .bad), .init(nil, mark: "", tone: .bad)]],
            legend: "< less"), table: ReportTable("hot", columns: [.init("x", "<x>")], rows: [])),
        .composition(
          ReportComposition(
            title: "made <of>", unit: "USD", parts: [.init("a & b", 3), .init("back", -1)])),
      ])
  ])

/// A report that is a document and nothing else.
struct Fixed: Report {
  let document: ReportDocument
  func json() -> String { "{}\n" }
}

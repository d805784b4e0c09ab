import SteelyardContracts
import SteelyardMargin

extension ReportTable {
  /// Net and gross totals by coin.
  static func greekTotals(_ totals: [GreekTotals]) -> ReportTable {
    ReportTable(
      "greeks",
      columns: [.init("underlying", "coin"), .init("sum", "sum")] + GreekWords.columns
        + [.init("collateral", "held", unit: "coins")],
      rows: totals.flatMap { total in
        [
          [.text(total.base.code), .text("net")] + GreekWords.cells(total.net)
            + [.number(total.collateral, .grouped(4))],
          [.text(total.base.code), .text("gross")] + GreekWords.cells(total.gross) + [.none],
        ]
      })
  }
}

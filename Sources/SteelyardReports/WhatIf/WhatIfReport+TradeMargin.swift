import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

extension WhatIfReport {
  /// What each trade asks for by itself; nil without trades, or with too many.
  var tradeMarginSection: ReportDocument.Section? {
    guard !result.tradeMargins.isEmpty else { return nil }
    let hasCore = result.tradeMargins.contains { $0.core != nil }
    var columns: [ReportTable.Column] = [
      .init("instrument", "instrument"), .init("quantity", "quantity"),
      .init("initial_incremental", "initial margin,\nwhole trade", unit: currency.code),
      .init("initial_marginal", "initial margin,\nat the margin", unit: currency.code),
      .init("initial_marginal_per_unit", "at the margin,\nper unit", unit: currency.code),
      .init("maintenance_incremental", "maintenance,\nwhole trade", unit: currency.code),
      .init("maintenance_marginal", "maintenance,\nat the margin", unit: currency.code),
    ]
    if hasCore {
      columns += [
        .init("core_incremental", "core,\nwhole trade", unit: currency.code),
        .init("core_marginal", "core,\nat the margin", unit: currency.code),
      ]
    }
    let table = ReportTable(
      "trade_margins", columns: columns,
      rows: zip(result.trades, result.tradeMargins).map { fill, margin in
        func cell(_ amountUSD: Double) -> ReportCell {
          .amount(before.reported(amountUSD), currency)
        }
        let row: [ReportCell] = [
          .text(names.name(of: fill.instrument)), .number(fill.quantity.doubleValue, .shortest),
          cell(margin.initialMargin.incremental), cell(margin.initialMargin.marginal),
          .number(
            before.reported(margin.initialMargin.marginal) / abs(fill.quantity.doubleValue),
            .significant(5)),
          cell(margin.maintenanceMargin.incremental), cell(margin.maintenanceMargin.marginal),
        ]
        guard hasCore else { return row }
        return row
          + [margin.core?.incremental, margin.core?.marginal].map { $0.map(cell) ?? .absent("-") }
      })
    return .init(
      "What each trade asks for by itself",
      [
        .table(table),
        .paragraph(
          "Each trade alone on the book before. At the margin: as the first part of it would, for its "
            + "whole size."),
      ])
  }

  /// Writes what a trade asks for by itself, in report currency.
  func writeMargin(
    ofTrade index: Int, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard result.tradeMargins.indices.contains(index) else { return }
    let margin = result.tradeMargins[index]
    let size = abs(result.trades[index].quantity.doubleValue)
    writer.key("margin")
    try writer.object { writer throws(SteelyardError) in
      for (name, change) in [
        ("initial", margin.initialMargin), ("maintenance", margin.maintenanceMargin),
        ("core", margin.core),
      ] as [(String, TradeMargin.Change?)] {
        guard let change else { continue }
        writer.key(named: name)
        try writer.object { writer throws(SteelyardError) in
          try writer.field("incremental", before.reported(change.incremental))
          try writer.field("marginal", before.reported(change.marginal))
          try writer.field("marginal_per_unit", before.reported(change.marginal) / size)
        }
      }
    }
  }
}

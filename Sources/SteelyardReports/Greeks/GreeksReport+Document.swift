import SteelyardContracts
import SteelyardMargin

extension GreeksReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = []
    if !isComplete {
      sections.append(
        .init("", [.paragraph("INCOMPLETE: positions were left out; the totals lack them.")]))
    }
    let totals = GreekTotals.totals(explanation.positions, explanation.collateral)
    sections.append(.init("By underlying", [.table(.greekTotals(totals))]))
    sections.append(.init("By expiry", [.table(expiryTable)]))
    sections.append(.init("By position", [.table(positionTable)]))
    sections += [.failures(failures), .notes([GreekWords.explanation] + notes)].compactMap(\.self)
    return ReportDocument(
      title: "Greeks",
      subtitle: "Market of \(explanation.time). Options priced from "
        + "\(explanation.surfaceSource.words).",
      sections: sections)
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    [
      ReportSource(
        "market",
        "of \(explanation.time); options priced from \(explanation.surfaceSource.words)"),
      ReportSource("kernels", "\(explanation.level)"),
    ]
  }

  /// Net and gross sums by underlying and expiry.
  var expiryTable: ReportTable {
    ReportTable(
      "expiries",
      columns: [
        .init("underlying", "underlying"), .init("expiry", "expiry"), .init("sum", "sum"),
      ] + GreekWords.columns,
      rows: groups.flatMap { group -> [[ReportCell]] in
        let head: [ReportCell] = [
          .text(group.underlying.description), .text(group.expiry?.dayText ?? "none"),
        ]
        return [
          head + [.text("net")] + GreekWords.cells(group.net),
          head + [.text("gross")] + GreekWords.cells(group.gross),
        ]
      })
  }

  private var positionTable: ReportTable {
    ReportTable(
      "positions",
      columns: [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"),
      ] + GreekWords.columns,
      rows: explanation.positions.map { position in
        [
          .text(names.name(of: position.instrument)), .number(position.quantity, .shortest),
          .text(position.instrument.quantityCurrency.code),
        ]
          + (position.greeks.map(GreekWords.cells)
            ?? [.absent("unknown")]
            + [ReportCell](repeating: .none, count: GreekWords.columns.count - 1))
      })
  }
}

extension Timestamp {
  /// `2026-03-27`, or with the time where it is not 08:00:00 UTC.
  var dayText: String {
    let text = description
    return text.hasSuffix("T08:00:00Z") ? String(text.prefix(10)) : text
  }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension StressReport {
  /// Events through time: a drawing and the steps of each.
  var pathSections: [ReportDocument.Section] {
    first.test.paths.indices.map { index in
      let event = first.test.paths[index].event
      return ReportDocument.Section(
        "Through time: \(event.name)",
        [
          .paragraph(event.summary),
          .plots(books.compactMap { plot($0.test.paths[index], of: $0) }),
          .table(pathTable(index)),
        ])
    }
  }

  /// Equity, and what must be kept, from before the shock on.
  private func plot(_ path: StressTest.Path, of book: Book) -> ReportPlot? {
    guard !path.outcomes.isEmpty else { return nil }
    let states =
      [(hours: 0.0, figures: book.test.evaluator.figures)]
      + path.outcomes.map { (hours: $0.hours, figures: $0.figures) }
    func series(
      _ name: String, _ mark: Character, _ value: (AccountFigures) -> Double
    ) -> ReportPlot.Series {
      ReportPlot.Series(
        name, .line(mark), states.map { .init($0.hours, reported(value($0.figures))) })
    }
    return ReportPlot(
      title: "\(path.event.name)" + (books.count > 1 ? ", \(book.words)" : ""),
      horizontalLabel: "hours from the beginning of the shock", verticalLabel: currency.code,
      series: [
        series("maintenance margin", "m") { $0.maintenanceMargin },
        series("initial margin", "i") { $0.initialMargin },
        series("equity", "*") { $0.equity },
      ])
  }

  private func pathTable(_ index: Int) -> ReportTable {
    var columns: [ReportTable.Column] = [
      .init("event", "event"), .init("hours", "hours", unit: "h"),
    ]
    for book in books {
      let tail = books.count > 1 ? "\n\(book.words)" : ""
      let prefix = books.count > 1 ? "\(book.key)_" : ""
      columns += [
        .init(prefix + "pnl", "P&L" + tail, unit: currency.code),
        .init(prefix + "maintenance_excess", "maintenance\nexcess" + tail, unit: currency.code),
        .init(prefix + "status", "status" + tail),
      ]
    }
    columns.append(.init("unsourced", "unsourced\nfigures"))
    let path = first.test.paths[index]
    return ReportTable(
      "path", columns: columns,
      rows: path.outcomes.map { outcome in
        var row: [ReportCell] = [
          .text(path.event.id), .number(outcome.hours, .shortest),
        ]
        for book in books {
          let own = book.test.paths[index].outcomes.first { $0.shock == outcome.shock }
          guard let own else {
            row += [.absent("failed"), .none, .none]
            continue
          }
          row += [
            .amount(reported(own.profitUSD), currency),
            .amount(reported(own.figures.maintenanceExcess), currency), status(own.health),
          ]
        }
        row.append(.number(Double(outcome.unsourced.count), .fixed(0)))
        return row
      })
  }
}

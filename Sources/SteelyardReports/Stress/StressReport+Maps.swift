import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

extension StressReport {
  /// Heatmaps: one of every plane and book.
  var mapSections: [ReportDocument.Section] {
    first.test.maps.indices.map { index in
      let plane = first.test.maps[index].plane
      return ReportDocument.Section(
        "Profit by \(plane.horizontal.input.words) and \(plane.vertical.input.words)",
        books.map { .heatmap(heatmap($0.test.maps[index], of: $0), table: table($0, index)) })
    }
  }

  private func heatmap(_ map: StressTest.Map, of book: Book) -> ReportHeatmap {
    let plane = map.plane
    return ReportHeatmap(
      title: "P&L in \(currency)" + (books.count > 1 ? ", \(book.words)" : ""),
      horizontalLabel: plane.horizontal.input.words, verticalLabel: plane.vertical.input.words,
      columns: plane.horizontal.values.map(plane.horizontal.input.text),
      rows: plane.vertical.values.map(plane.vertical.input.text),
      cells: map.cells.map { row in
        row.map { cell in
          guard let cell else { return .init(nil, mark: "", tone: .bad) }
          let level = judged(cell.health)
          return .init(reported(cell.profitUSD), mark: level.mark, tone: level.tone)
        }
      },
      legend:
        "! under initial margin (margin call), x under maintenance margin (liquidation), # equity "
        + "below zero (bankrupt); no mark: margin is covered.")
  }

  /// The points one by one, for programs.
  private func table(_ book: Book, _ index: Int) -> ReportTable {
    let map = book.test.maps[index]
    let plane = map.plane
    return ReportTable(
      "grid",
      columns: [
        .init("book", "book"), .init("across", "across"), .init("across_value", "value"),
        .init("down", "down"), .init("down_value", "value"),
        .init("pnl", "P&L", unit: currency.code), .init("equity", "equity", unit: currency.code),
        .init("maintenance_excess", "maintenance excess", unit: currency.code),
        .init("status", "status"),
      ],
      rows: zip(plane.vertical.values, map.cells).flatMap { down, row in
        zip(plane.horizontal.values, row).map { across, cell -> [ReportCell] in
          let place: [ReportCell] = [
            .text(book.key), .text(plane.horizontal.input.words), .number(across, .shortest),
            .text(plane.vertical.input.words), .number(down, .shortest),
          ]
          guard let cell else { return place + [.absent("failed"), .none, .none, .none] }
          return place + [
            .amount(reported(cell.profitUSD), currency),
            .amount(reported(cell.figures.equity), currency),
            .amount(reported(cell.figures.maintenanceExcess), currency), status(cell.health),
          ]
        }
      })
  }
}

extension StressPlane.Input {
  /// What people and programs call it: `spot of BTC`.
  var words: String {
    switch self {
    case .spot(.everyCoin): "spot"
    case .spot(.coin(let coin)): "spot of \(coin)"
    case .volatility(.everyCoin): "volatility"
    case .volatility(.coin(let coin)): "volatility of \(coin)"
    case .days: "days"
    }
  }

  /// A value as people read it: `-20 %`.
  func text(_ value: Double) -> String {
    switch self {
    case .spot, .volatility:
      let percent = (value * 1e4).rounded() / 100
      return (percent > 0 ? "+" : "") + NumberText.text(percent, .shortest) + " %"
    case .days: return NumberText.text((value * 1e3).rounded() / 1e3, .shortest) + " d"
    }
  }
}

extension HealthLevel {
  /// The character of a heatmap; empty where margin is covered.
  fileprivate var mark: String {
    switch self {
    case .healthy, .warning: ""
    case .marginCall: "!"
    case .liquidation: "x"
    case .bankrupt: "#"
    }
  }
}

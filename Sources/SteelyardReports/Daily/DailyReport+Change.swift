import SteelyardContracts
import SteelyardMargin

extension DailyReport {
  /// Figures then and now, the profit by cause, and what was traded.
  func changeSections(_ change: DailyChange) -> [ReportDocument.Section] {
    var blocks: [ReportDocument.Block] = [.table(figureTable(change))]
    blocks.append(.table(profitTable(change.profit)))
    blocks.append(.compositionPicture(profitPicture(change.profit)))
    let positions = positionTable(change)
    if !positions.rows.isEmpty { blocks.append(.table(positions)) }
    let traded = tradedTable(change)
    if !traded.rows.isEmpty { blocks.append(.table(traded)) }
    return [.init("What changed since \(change.before.time)", blocks)]
  }

  private func figureTable(_ change: DailyChange) -> ReportTable {
    let unit = currency.code
    var rows = DailyChange.figures.map { figure -> [ReportCell] in
      let (before, after) = (
        figure.value(change.before.figures), figure.value(change.after.figures)
      )
      return [
        .coded(figure.key, words: figure.words), .amount(reported(before), currency),
        .amount(reported(after), currency), .amount(reported(after - before), currency),
      ]
    }
    let uses = [change.before, change.after].map { $0.figures.maintenanceRatio }
    var use: [ReportCell] = [.coded("use", words: "use, %")]
    for value in uses { use.append(value.map { .percent($0) } ?? .absent("no equity")) }
    if let before = uses[0], let after = uses[1] {
      use.append(.percent(after - before))
    } else {
      use.append(.absent(""))
    }
    rows.append(use)
    return ReportTable(
      "changes",
      columns: [
        .init("figure", "figure"), .init("before", "before", unit: unit),
        .init("after", "now", unit: unit), .init("change", "change", unit: unit),
      ], rows: rows)
  }

  private func amounts(_ causes: ProfitExplained.Causes) -> [ReportCell] {
    ProfitExplained.Causes.names.map { .amount(reported($0.value(causes)), currency) }
      + [.amount(reported(causes.sum), currency)]
  }

  private var causeColumns: [ReportTable.Column] {
    ProfitExplained.Causes.names.map {
      ReportTable.Column("pnl_\($0.key)", $0.words, unit: currency.code)
    } + [ReportTable.Column("pnl", "sum", unit: currency.code)]
  }

  private func profitTable(_ profit: ProfitExplained) -> ReportTable {
    let empty = [ReportCell](repeating: .none, count: ProfitExplained.Causes.names.count)
    let all = profit.coins.reduce(ProfitExplained.Causes()) { $0 + $1.causes }
    var rows = profit.coins.map { [.text($0.coin.code)] + amounts($0.causes) }
    rows.append([.coded("all", words: "all coins")] + amounts(all))
    rows.append(
      [.coded("other", words: "trades, fees, transfers")] + empty
        + [.amount(reported(profit.other), currency)])
    rows.append(
      [.coded("total", words: "change of equity")] + empty
        + [.amount(reported(profit.total), currency)])
    return ReportTable(
      "profit_explained", caption: "Profit by coin and cause:",
      columns: [.init("coin", "coin")] + causeColumns, rows: rows)
  }

  private func profitPicture(_ profit: ProfitExplained) -> ReportComposition {
    let all = profit.coins.reduce(ProfitExplained.Causes()) { $0 + $1.causes }
    // A part that takes back draws steps; without one the parts are shares of a gain.
    return ReportComposition(
      title: "From equity then to equity now", unit: currency.code,
      parts: ProfitExplained.Causes.names.map { .init($0.words, reported($0.value(all))) }
        + [.init("trades, fees, transfers", reported(profit.other))])
  }

  /// Positions told one by one.
  private static let positionsMax = 20

  private func positionTable(_ change: DailyChange) -> ReportTable {
    let lines = change.profit.positions.enumerated().sorted {
      (-$0.element.causes.sum.magnitude, $0.offset) < (-$1.element.causes.sum.magnitude, $1.offset)
    }.prefix(Self.positionsMax).map(\.element)
    let left = change.profit.positions.count - lines.count
    return ReportTable(
      "profit_by_position",
      caption: "Profit by position, the largest first"
        + (left > 0 ? "; \(left) smaller ones are left out here:" : ":"),
      columns: [.init("instrument", "instrument")] + causeColumns,
      rows: lines.map { [.text(parts.margin.names.name(of: $0.instrument))] + amounts($0.causes) })
  }

  /// What is held in another size than then.
  func traded(_ change: DailyChange) -> [(name: String, before: Double, after: Double)] {
    var before: [Instrument: Double] = [:]
    var after: [Instrument: Double] = [:]
    for position in change.before.positions {
      before[position.instrument, default: 0] += position.quantity
    }
    for position in change.after.positions {
      after[position.instrument, default: 0] += position.quantity
    }
    let moved = Set(before.keys).union(after.keys).sorted().filter { before[$0] != after[$0] }
    let balances = [change.before, change.after].map { explanation in
      Dictionary(explanation.collateral.map { ($0.asset, $0.amount) }, uniquingKeysWith: +)
    }
    let assets = Set(balances[0].keys).union(balances[1].keys).sorted()
      .filter { balances[0][$0] != balances[1][$0] }
    return moved.map {
      (parts.margin.names.name(of: $0), before[$0] ?? 0, after[$0] ?? 0)
    } + assets.map { ("balance of \($0)", balances[0][$0] ?? 0, balances[1][$0] ?? 0) }
  }

  private func tradedTable(_ change: DailyChange) -> ReportTable {
    ReportTable(
      "holdings_changed", caption: "Holdings that changed:",
      columns: [
        .init("holding", "holding"), .init("quantity_before", "before"),
        .init("quantity_after", "now"), .init("quantity_change", "change"),
      ],
      rows: traded(change).map { line in
        [
          .text(line.name), .number(line.before, .shortest), .number(line.after, .shortest),
          .number(line.after - line.before, .shortest),
        ]
      })
  }
}

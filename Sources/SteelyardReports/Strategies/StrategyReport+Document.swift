import SteelyardAllocation
import SteelyardContracts
import SteelyardValidation

extension StrategyReport {
  /// The answer for people: a tear sheet.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = [
      .init("", [.facts(facts), .pictures([equityPlot, drawdownPlot, sharpePlot])]),
      .init(
        "Measures", [.table(measureTable)]),
      .init(
        "Where the money came from",
        [
          .table(sourceTable),
          .compositionPicture(
            ReportComposition(
              title: "gain by source", unit: "USD",
              parts: sources.map { .init($0.name, $0.amount) })),
        ]),
      .init("Months", [.table(monthTable)]),
      .init("Account", [.facts(accountFacts)]),
    ]
    if !folds.isEmpty { sections.append(.init("Walk forward", [.table(foldTable)])) }
    if !cutRows.isEmpty { sections.append(.init("Limits", [.table(cutTable)])) }
    if showsTrades { sections.append(.init("Events", [.table(eventTable)])) }
    sections.append(
      .init(
        "Numbers of the strategy",
        [
          .table(
            ReportTable(
              "parameters", columns: [.init("parameter", "parameter"), .init("value", "value")],
              rows: numbers.map { [.text($0.name), .number($0.value, .shortest)] }))
        ]))
    sections.append(.init("Notes", remarks.map { .paragraph($0) }))
    return ReportDocument(
      title: "Backtest of \(result.name)",
      subtitle:
        "\(summary.prefix(1).uppercased() + summary.dropFirst()). "
        + "\(result.coins.map(\.code).joined(separator: ", ")), \(interval) from "
        + "\(result.days[0].description.prefix(10)) to "
        + "\(result.days[result.days.count - 1].description.prefix(10)), "
        + "\(NumberText.text(settings.cash.doubleValue, .grouped(0))) USD at first.",
      sections: sections)
  }

  private func percentage(_ value: Double?) -> ReportCell {
    value.map { .number($0 * 100, .fixed(2)) } ?? .absent("-")
  }
  private func ratio(_ value: Double?) -> ReportCell {
    value.map { .number($0, .fixed(2)) } ?? .absent("-")
  }

  private var facts: [ReportDocument.Fact] {
    let own = result.statistics
    return [
      .init(
        "total_return", "return", percentage(own.totalReturn), unit: "%",
        tone: own.totalReturn < 0 ? .bad : .good),
      .init("yearly_return", "return a year", percentage(own.yearlyReturn), unit: "%"),
      .init("volatility", "volatility", percentage(own.volatility), unit: "%"),
      .init("sharpe", "Sharpe ratio", ratio(own.sharpe)),
      .init("drawdown", "largest drawdown", percentage(own.drawdownMax), unit: "%"),
      .init(
        "holding_return", "return of holding the coins",
        percentage(result.holdingStatistics.totalReturn), unit: "%"),
    ]
  }

  private var measureTable: ReportTable {
    let own = result.statistics
    let held = result.holdingStatistics
    let drawn = result.bootstrap
    func interval(_ interval: StationaryBootstrap.Interval?, _ scale: Double) -> [ReportCell] {
      guard let interval else { return [.absent("-"), .absent("-")] }
      return [
        .number(interval.lower * scale, .fixed(2)), .number(interval.upper * scale, .fixed(2)),
      ]
    }
    let none: [ReportCell] = [.none, .none]
    let rows: [[ReportCell]] = [
      [.text("return a year, %"), percentage(own.yearlyReturn), percentage(held.yearlyReturn)]
        + interval(drawn?.yearlyReturn, 100),
      [.text("volatility, %"), percentage(own.volatility), percentage(held.volatility)] + none,
      [.text("Sharpe ratio"), ratio(own.sharpe), ratio(held.sharpe)]
        + interval(drawn?.sharpe, 1),
      [.text("Sortino ratio"), ratio(own.sortino), ratio(held.sortino)] + none,
      [.text("Calmar ratio"), ratio(own.calmar), ratio(held.calmar)] + none,
      [.text("largest drawdown, %"), percentage(own.drawdownMax), percentage(held.drawdownMax)]
        + interval(drawn?.drawdownMax, 100),
      [
        .text("longest under water, days"), .number(own.underWaterDays, .fixed(0)),
        .number(held.underWaterDays, .fixed(0)),
      ] + none,
      [.text("tail ratio"), ratio(own.tailRatio), ratio(held.tailRatio)] + none,
      [.text("worst day, %"), percentage(own.worst), percentage(held.worst)] + none,
      [.text("skewness"), ratio(own.skewness), ratio(held.skewness)] + none,
      [.text("excess kurtosis"), ratio(own.excessKurtosis), ratio(held.excessKurtosis)] + none,
      [
        .text("deflated Sharpe, probability"), ratio(result.deflated?.probability), .absent("-"),
      ] + none,
      [.text("turnover a year, times equity"), ratio(result.yearlyTurnover), .absent("-")] + none,
    ]
    return ReportTable(
      "measures",
      columns: [
        .init("measure", "measure"), .init("strategy", "strategy"),
        .init("holding", "holding\nthe coins"), .init("lower", "90 % interval\nfrom"),
        .init("upper", "to"),
      ],
      rows: rows)
  }

  private var sourceTable: ReportTable {
    ReportTable(
      "sources",
      columns: [
        .init("source", "source"), .init("amount", "gain", unit: "USD"),
        .init("share", "over first\nequity", unit: "%"),
      ],
      rows: sources.map {
        [
          .coded($0.key, words: $0.name), .number($0.amount, .grouped(0)),
          percentage($0.amount / result.equity[0]),
        ]
      })
  }

  private var accountFacts: [ReportDocument.Fact] {
    let totals = result.totals
    return [
      .init("time_in_market", "time in the market", percentage(result.timeInMarket), unit: "%"),
      .init(
        "margin_use_max", "largest margin use", percentage(result.marginUse.largest), unit: "%"),
      .init("margin_use", "mean margin use", percentage(result.marginUse.mean), unit: "%"),
      .init("leverage_max", "largest leverage", ratio(result.leverage.largest), unit: "times"),
      .init("fills", "fills", .number(Double(totals.fills), .grouped(0))),
      .init("cuts", "decisions cut by limits", .number(Double(totals.cuts), .grouped(0))),
      .init(
        "margin_calls", "margin calls", .number(Double(totals.marginCalls), .grouped(0)),
        tone: totals.marginCalls > 0 ? .caution : .neutral),
      .init(
        "liquidations", "liquidations", .number(Double(totals.liquidations), .grouped(0)),
        tone: totals.liquidations > 0 ? .bad : .neutral),
    ]
  }

  private var foldTable: ReportTable {
    ReportTable(
      "walk_forward",
      columns: [
        .init("from", "from"), .init("to", "to"), .init("variant", "chosen"),
        .init("trained", "Sharpe,\ntrained"), .init("tested", "Sharpe,\ntested"),
      ],
      rows: folds.map { fold in
        [
          .text(String(fold.start.description.prefix(10))),
          .text(String(fold.end.description.prefix(10))), .text(variants[fold.chosen]),
          ratio(fold.trained), ratio(fold.tested),
        ]
      })
  }

  /// Each limit with how often it cut, and the first time it did.
  private var cutRows: [[ReportCell]] {
    RiskLimits.Level.allCases.compactMap { level in
      let cuts = result.events.filter { $0.kind == .limit && $0.subject == level.rawValue }
      guard let first = cuts.first else { return nil }
      return [
        .text(level.rawValue), .number(Double(cuts.count), .grouped(0)),
        .text(String(result.rows[first.row].description.prefix(16))), .text(first.reason),
      ]
    }
  }

  private var cutTable: ReportTable {
    ReportTable(
      "limits",
      columns: [
        .init("limit", "limit"), .init("count", "cut"), .init("first", "first time"),
        .init("reason", "why"),
      ], rows: cutRows)
  }

  private var eventTable: ReportTable {
    ReportTable(
      "events",
      columns: [
        .init("time", "time"), .init("kind", "what"), .init("subject", "of"),
        .init("quantity", "quantity"), .init("price", "price", unit: "USD"),
        .init("reason", "why"),
      ],
      rows: result.events.map { event in
        [
          .text(String(result.rows[event.row].description.prefix(16))),
          .text(event.kind.rawValue), .text(event.subject),
          .number(event.quantity, .shortest), .number(event.price, .grouped(2)),
          .text(event.reason),
        ]
      })
  }
}

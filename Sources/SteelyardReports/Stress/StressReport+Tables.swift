import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension StressReport {
  /// The worst shocks of what is held.
  var explained: ArraySlice<StressOutcome> {
    first.test.outcomes.prefix(StressReport.explainedCount)
  }

  /// Every shock with what the books come to.
  var shockTable: ReportTable {
    var columns: [ReportTable.Column] = [
      .init("shock", "shock"), .init("hours", "hours", unit: "h"),
    ]
    for book in books {
      let tail = books.count > 1 ? "\n\(book.words)" : ""
      let prefix = books.count > 1 ? "\(book.key)_" : ""
      columns.append(.init(prefix + "pnl", "P&L" + tail, unit: currency.code))
      if books.count == 1 {
        columns.append(.init("equity", "equity\nafter", unit: currency.code))
      }
      columns += [
        .init(prefix + "maintenance_excess", "maintenance\nexcess" + tail, unit: currency.code),
        .init(prefix + "status", "status" + tail),
      ]
    }
    columns.append(.init("unsourced", "unsourced\nfigures"))
    return ReportTable(
      "shocks", columns: columns,
      rows: first.test.outcomes.map { outcome in
        var row: [ReportCell] = [
          .text(outcome.shock.label), .number(outcome.hours, .shortest),
        ]
        for book in books {
          guard let own = book.outcome(matching: outcome) else {
            row += [.absent("failed"), .none, .none]
            continue
          }
          row.append(.amount(reported(own.profitUSD), currency))
          if books.count == 1 { row.append(.amount(reported(own.figures.equity), currency)) }
          row += [
            .amount(reported(own.figures.maintenanceExcess), currency), status(own.health),
          ]
        }
        row.append(.number(Double(outcome.unsourced.count), .fixed(0)))
        return row
      })
  }

  /// Shocks drawn as bars; the table has all of them.
  private static let drawnShocks = 20

  /// The shocks that cost most.
  var shockPicture: ReportBars {
    let drawn = first.test.outcomes.prefix(Self.drawnShocks)
    let left = first.test.outcomes.count - drawn.count
    return ReportBars(
      title: "P&L of what is held" + (left > 0 ? ", the worst \(drawn.count)" : ""),
      unit: currency.code, style: currency.amountStyle,
      rows: drawn.map {
        .init(
          $0.shock.label, reported($0.profitUSD),
          isMarked: judged($0.health).isMarginCallOrWorse)
      }, markWords: "ends in a margin call or worse")
  }

  /// What the worst shocks come from.
  var contributionTable: ReportTable {
    ReportTable(
      "contributions", caption: "What gained and lost most",
      columns: [
        .init("shock", "shock"), .init("holding", "holding"),
        .init("pnl", "P&L", unit: currency.code),
      ],
      rows: explained.flatMap { outcome in
        outcome.largestContributions(StressReport.contributionCount).map { contribution in
          [
            .text(outcome.shock.label), .text(name(of: contribution.holding)),
            .amount(reported(contribution.profitUSD), currency),
          ]
        }
      })
  }

  /// What the coins of the book did in the worst shocks.
  var moveTable: ReportTable {
    ReportTable(
      "moves", caption: "What the coins of the book did",
      columns: [
        .init("shock", "shock"), .init("coin", "coin"), .init("spot", "spot", unit: "%"),
        .init("price_after", "price\nafter", unit: "USD"),
        .init("volatility", "30-day\nvolatility", unit: "%"), .init("volatility_source", "by"),
      ],
      rows: explained.flatMap { outcome in
        outcome.coins.map { move in
          [
            .text(outcome.shock.label), .text(move.coin.code), .percent(move.spot),
            move.priceAfterUSD.map { .price($0, .usd) } ?? .absent("no price"),
            .percent(expm1(move.volatility)),
            move.isVolatilityByResponse
              ? .coded("response", words: "response") : .coded("shock", words: "the shock"),
          ]
        }
      })
  }

  /// The figures without a source that the worst shocks stand on.
  var unsourcedTable: ReportTable {
    ReportTable(
      "unsourced", caption: "Figures without a source among them",
      columns: [
        .init("shock", "shock"), .init("factor", "factor"), .init("asset", "of"),
        .init("value", "value"), .init("reason", "why there is none"),
      ],
      rows: explained.flatMap { outcome in
        outcome.unsourced.map { figure in
          [
            .text(outcome.shock.label), .text(figure.factor.rawValue),
            .text(figure.asset?.code ?? "others"), .number(figure.value, .shortest),
            .text(figure.reason),
          ]
        }
      })
  }

  /// A level as a cell.
  func status(_ health: HealthLevel) -> ReportCell {
    let level = judged(health)
    return .coded(level.rawValue, words: level.words)
  }
}

extension EventFigure {
  /// Why it has no source.
  var reason: String {
    if case .unsourced(let reason) = evidence { reason } else { "" }
  }
}

extension StressOutcome {
  /// Hours that the shock takes, to the microsecond.
  var hours: Double { (shock.days * 86_400e6).rounded() / 3_600e6 }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension WhatIfReport {
  /// The answer for people.
  public var document: ReportDocument {
    let explanation = before.explanation
    let provenance = explanation.provenance
    var sections = [summary]
    if !result.trades.isEmpty { sections.append(tradeSection) }
    if let margins = tradeMarginSection { sections.append(margins) }
    if !result.orders.isEmpty { sections.append(orderSection) }
    sections += [bucketSection, chargeSection].compactMap(\.self)
    sections += [greekSection, holdingSection]
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "What if, by \(explanation.modelName)",
      subtitle: "Parameters \(provenance.name), in force from \(provenance.effective). "
        + (explanation.stateName.map { "State \($0). " } ?? "")
        + "Market of \(explanation.time). Options priced from \(explanation.surfaceSource.words). Amounts in "
        + "\(currency).",
      sections: sections)
  }

  /// The foot of a page.
  public var sources: [ReportSource] { .margin(before.explanation) }

  private var summary: ReportDocument.Section {
    var facts = states.map { state in
      ReportDocument.Fact.status(
        state.report.status, key: "status_\(state.key)", label: "status \(state.words)")
    }
    facts.append(
      .init(
        "complete", "complete",
        .coded(
          "\(isComplete)",
          words: isComplete ? "yes" : "no, see below; the figures err against the account"),
        tone: isComplete ? .neutral : .bad))
    return .init("", [.facts(facts), .table(figureTable)])
  }

  private var figureTable: ReportTable {
    let hasOrders = !result.orders.isEmpty
    var columns: [ReportTable.Column] = [
      .init("figure", "figure"), .init("before", "before", unit: currency.code),
      .init("after", "after", unit: currency.code),
      .init("difference", "difference", unit: currency.code),
    ]
    if hasOrders {
      columns += [
        .init("worst", "worst fills", unit: currency.code),
        .init("worst_difference", "to before", unit: currency.code),
      ]
    }
    return ReportTable(
      "what_if", columns: columns,
      rows: WhatIfFigure.allCases.map { figure in
        let start = figure.value(before)
        let end = figure.value(after)
        let row: [ReportCell] = [
          .text(figure.words), .amount(start, currency), .amount(end, currency),
          .amount(end - start, currency),
        ]
        guard hasOrders else { return row }
        let low = figure.value(worst)
        return row + [.amount(low, currency), .amount(low - start, currency)]
      })
  }

  private static let fillColumns: [ReportTable.Column] = [
    .init("instrument", "instrument"), .init("quantity", "quantity"),
    .init("quantity_currency", "in"), .init("price", "price"), .init("price_currency", "in"),
    .init("price_source", "price from"),
  ]

  private func fillCells(_ fill: Fill) -> [ReportCell] {
    [
      .text(names.name(of: fill.instrument)), .number(fill.quantity.doubleValue, .shortest),
      .text(fill.instrument.quantityCurrency.code),
      .price(fill.price.doubleValue, fill.instrument.priceCurrency),
      .text(fill.instrument.priceCurrency.code),
      fill.isAtMark ? .coded("mark", words: "the mark") : .coded("stated", words: "stated"),
    ]
  }

  private var tradeSection: ReportDocument.Section {
    let table = ReportTable(
      "trades", columns: Self.fillColumns + GreekWords.columns,
      rows: result.trades.indices.map { index in
        fillCells(result.trades[index])
          + (result.greeks(ofTrade: index).map(GreekWords.cells)
            ?? [ReportCell](repeating: .none, count: GreekWords.columns.count))
      })
    return .init(
      "Trades and what each adds to the Greeks", [.table(table)])
  }

  private var orderSection: ReportDocument.Section {
    let fills = result.worstFills
    let table = ReportTable(
      "orders",
      columns: Self.fillColumns + [
        .init("fills_at_worst", "fills at worst"),
        .init(
          "excess_change_alone", "initial excess changes,\nif it fills alone, by",
          unit: currency.code),
      ],
      rows: result.orders.indices.map { index in
        fillCells(result.orders[index]) + [
          .coded("\(fills.isFilled[index])", words: fills.isFilled[index] ? "yes" : "no"),
          .amount(after.reported(fills.excessAlone[index] - fills.unfilledExcess), currency),
        ]
      })
    return .init("Working orders", [.table(table), .paragraph(searchWords)])
  }

  /// How the worst fills were found, for people.
  private var searchWords: String {
    let fills = result.worstFills
    let count = fills.isFilled.count(where: \.self)
    let found =
      count == 0
      ? "None of the fills lowers the initial excess: the worst is that no order fills."
      : "The least initial excess is left where \(count) of \(fills.isFilled.count) orders "
        + (count == 1 ? "fills." : "fill.")
    switch fills.method {
    case .exact: return found + " All \(fills.evaluatedCount) subsets were evaluated."
    case .searched:
      return found + " It was searched among \(fills.evaluatedCount) subsets, not all: a worse one "
        + "may exist."
    }
  }

  private var bucketSection: ReportDocument.Section? {
    let buckets = states.map { state in
      Dictionary(
        state.explanation.buckets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let bucketNames = Set(buckets.flatMap(\.keys)).sorted()
    guard !bucketNames.isEmpty else { return nil }
    let table = ReportTable(
      "binding_scenarios",
      columns: [
        .init("bucket", "bucket"), .init("state", "state"),
        .init("scenario", "binding scenario"),
        .init("worst_case", "scenario loss", unit: currency.code),
        .init("initial_margin", "initial margin", unit: currency.code),
        .init("maintenance_margin", "maintenance margin", unit: currency.code),
      ],
      rows: bucketNames.flatMap { name in
        zip(states, buckets).map { state, own -> [ReportCell] in
          let head: [ReportCell] = [.text(name), .coded(state.key, words: state.words)]
          guard let bucket = own[name] else {
            return head + [.absent("nothing held"), .none, .none, .none]
          }
          let scale = bucket.usdPerUnit / state.report.usdPerUnit
          return head + [
            .text(bucket.bindingWords),
            .amount(bucket.scenarioRequirement * scale, currency),
            .amount(bucket.initialMargin * scale, currency),
            .amount(bucket.maintenanceMargin * scale, currency),
          ]
        }
      })
    return .init("Which scenario binds", [.table(table)])
  }
}

extension WhatIfResult {
  /// What a trade adds to the Greeks; nil for spot, which is a balance, and what has no price.
  func greeks(ofTrade index: Int) -> GreekTotals.Sum? {
    guard trades[index].instrument.product != .spot, let priced = tradesPriced[index] else {
      return nil
    }
    return priced.greeks(of: trades[index].quantity.doubleValue)
  }
}

import SteelyardMarket
import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension MarginReport {
  /// What only an explained answer tells: scenarios by position, all scenarios, data, sources.
  var explainedSections: [ReportDocument.Section] {
    let all = scenarios
    var sections: [ReportDocument.Section] = []
    if !all.isEmpty {
      sections.append(worstSection(worst(of: all)))
      if let dynamic = explanation.dynamic {
        sections.append(groupSection(all, dynamic))
        if let greeks = approximationSection(dynamic) { sections.append(greeks) }
        if let slices = surfaceSection(dynamic) { sections.append(slices) }
      } else {
        sections.append(
          .init(
            "All scenarios",
            explanation.buckets.flatMap { bucket -> [ReportDocument.Block] in
              let lines = all.filter { $0.bucket.underlying == bucket.underlying }
              return [.pictures(plots(lines, of: bucket)), .table(grid(lines, of: bucket))]
            }))
      }
    }
    if explanation.positions.contains(where: { $0.standardMarginUSD != nil }) {
      sections.append(standardSection)
      if let expirySection { sections.append(expirySection) }
    }
    sections.append(dataSection)
    sections.append(
      .init("Sources of the parameters", explanation.provenance.sources.map { .paragraph($0) }))
    return sections
  }

  /// The worst scenarios, and what each position added to them.
  func worstSection(_ worst: [ScenarioLine]) -> ReportDocument.Section {
    let ranks = worst.indices.map { "#\($0 + 1)" }
    let legend = ReportTable(
      "worst_scenarios",
      columns: [
        .init("rank", "rank"), .init("label", "scenario"), .init("binding", "binding"),
        .init("pnl", "P&L", unit: currency.code),
        .init("counted_pnl", "P&L after offsets", unit: currency.code),
      ] + moveColumns,
      rows: zip(ranks, worst).map { rank, line in
        [
          .text(rank), .text(line.label), .text(line.isBinding ? "yes" : ""),
          .amount(line.profit, currency), .amount(line.countedProfit, currency),
        ] + moveCells(of: line)
      })
    let added = worst.map { line in
      Dictionary(
        zip(line.bucket.instruments, line.contributions), uniquingKeysWith: { first, _ in first })
    }
    let contributions = ReportTable(
      "worst_scenario_positions", caption: "What each position added:",
      columns: [.init("instrument", "instrument")]
        + ranks.map { .init("pnl_\($0.dropFirst())", $0, unit: currency.code) },
      rows: explanation.positions.compactMap { position in
        let cells = added.map { profits -> ReportCell in
          profits[position.instrument].map { .amount($0, currency) } ?? .none
        }
        guard cells.contains(where: { $0 != .none }) else { return nil }
        return [.text(names.name(of: position.instrument))] + cells
      })
    return .init("Worst scenarios", [.table(legend), .table(contributions)])
  }

  /// P&L over price moves, a column for each volatility case.
  private func grid(_ lines: [ScenarioLine], of bucket: BucketExplanation) -> ReportTable {
    var moves: [(move: Double, isTail: Bool)] = []
    for line in lines {
      let scenario = line.outcome.scenario
      let move = (scenario.spotMove, scenario.tail != nil)
      if !moves.contains(where: { $0 == move }) { moves.append(move) }
    }
    return ReportTable(
      "scenarios", caption: "\(bucket.name): P&L before offsets, by price move and volatility case",
      columns: [.init("bucket", "bucket"), .init("spot_move", "price move", unit: "%")]
        + VolatilityMove.gridCases.map {
          .init("pnl_volatility_\($0)", "volatility \($0)", unit: currency.code)
        } + [.init("range", "range")],
      rows: moves.map { move, isTail in
        let cells = VolatilityMove.gridCases.map { volatility -> ReportCell in
          let line = lines.first {
            $0.outcome.scenario.spotMove == move && $0.outcome.scenario.volatilityMove == volatility
              && ($0.outcome.scenario.tail != nil) == isTail
          }
          return line.map { .amount($0.profit, currency) } ?? .none
        }
        return [.text(bucket.name), .percent(move)] + cells + [.text(isTail ? "extended" : "")]
      })
  }

  /// P&L over price moves: a line for each volatility case, and the extended moves by themselves,
  /// because they reach so far that the others would be a speck beside them.
  private func plots(_ lines: [ScenarioLine], of bucket: BucketExplanation) -> [ReportPlot] {
    func series(_ move: VolatilityMove, isTail: Bool) -> ReportPlot.Series {
      let points = lines.filter { line in
        (line.outcome.scenario.tail != nil) == isTail
          && line.outcome.scenario.volatilityMove == move
      }.map { ReportPlot.Point(100 * $0.outcome.scenario.spotMove, $0.profit) }
      return ReportPlot.Series(
        "volatility \(move)", .line("*"), points.sorted { $0.horizontal < $1.horizontal })
    }
    return [("", false), (", extended moves", true)].compactMap { title, isTail in
      let series = VolatilityMove.gridCases.map { series($0, isTail: isTail) }
      guard series.contains(where: { !$0.points.isEmpty }) else { return nil }
      return ReportPlot(
        title: bucket.name + title, horizontalLabel: "price move, %",
        verticalLabel: "P&L before offsets, \(currency)",
        series: series.filter { !isTail || !$0.points.isEmpty })
    }
  }

  private var standardSection: ReportDocument.Section {
    let table = ReportTable(
      "position_margins",
      columns: [
        .init("instrument", "instrument"),
        .init("initial_margin", "initial margin", unit: currency.code),
        .init("maintenance_margin", "maintenance margin", unit: currency.code),
        .init("why", "why"),
      ],
      rows: explanation.positions.compactMap { position in
        guard let standard = position.standardMarginUSD else { return nil }
        return [
          .text(names.name(of: position.instrument)),
          .amount(reported(standard.initial), currency),
          .amount(reported(standard.maintenance), currency), .text(position.why),
        ]
      })
    return .init("Margin by position", [.table(table)])
  }

  /// What options of one expiry need together; where nothing nets, positions say all.
  var expirySection: ReportDocument.Section? {
    guard !explanation.expiries.isEmpty else { return nil }
    let table = ReportTable(
      "margin_by_expiry",
      columns: [
        .init("underlying", "underlying"), .init("expiry", "expiry"),
        .init("initial_margin", "initial margin", unit: currency.code),
        .init("maintenance_margin", "maintenance margin", unit: currency.code),
        .init("binding", "binding"), .init("why", "why"),
      ],
      rows: explanation.expiries.map { line in
        [
          .text(line.underlying.base.code), .text(line.expiry.description),
          .amount(reported(line.initialUSD), currency),
          .amount(reported(line.maintenanceUSD), currency),
          .text(line.initialRule.rawValue), .text(line.why),
        ]
      })
    return .init("Margin by expiry", [.table(table)])
  }

  private var dataSection: ReportDocument.Section {
    let table = ReportTable(
      "data",
      columns: [
        .init("instrument", "instrument"), .init("days", "to expiry", unit: "days"),
        .init("price", "forward or price", unit: "quote"), .init("price_source", "from"),
        .init("volatility", "volatility", unit: "%"), .init("volatility_source", "from"),
        .init("mark_source", "value from"),
      ],
      rows: explanation.positions.map { position in
        guard let priced = position.priced else {
          return [.text(names.name(of: position.instrument)), .none, .absent("unknown")]
            + [ReportCell](repeating: .none, count: 4)
        }
        return [
          .text(names.name(of: position.instrument)),
          position.instrument.expiry == nil ? .none : .number(priced.days, .fixed(3)),
          .price(priced.price, position.instrument.underlying.quote),
          .text(priced.priceSource.dataSource.words),
          priced.volatility.map { .percent($0.value) } ?? .none,
          .text(priced.volatility?.origin.dataSource.words ?? ""),
          .text(priced.markSource.words),
        ]
      })
    return .init("What each number stood on", [.table(table)])
  }
}

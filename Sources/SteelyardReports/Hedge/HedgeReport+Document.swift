import SteelyardContracts
import SteelyardHedging
import SteelyardMargin

extension HedgeReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections = [ReportDocument.Section("", [.paragraph(verdict), .facts(facts)])]
    if !plan.trades.isEmpty {
      sections.append(
        .init(
          "Trades, what takes most risk first",
          [.table(tradeTable), .barPicture(takenPicture), .paragraph(tradeWords)]))
    }
    sections.append(
      .init("Before and after", [.table(changeTable), .table(greekTable), .plots([payoffPlot])]))
    if plan.rules.count > 1 || plan.rules.contains(where: { $0.missed > 0 }) {
      sections.append(.init("Rules", [.table(ruleTable)]))
    }
    if plan.frontier.count > 1 {
      sections.append(
        .init("Cost against risk", [.table(frontierTable), .pictures([frontierPlot])]))
    }
    sections.append(
      .init(
        "Margin freed, the most for a dollar first",
        findings.relief.isEmpty
          ? [.paragraph("No single trade that was looked at frees initial margin.")]
          : [.table(reliefTable)]))
    if let alternatives = findings.alternatives { sections += structureSections(alternatives) }
    if let reviews = findings.reviews { sections.append(reviewSection(reviews)) }
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "Hedge, by \(modelName)",
      subtitle: "Parameters \(provenance.name), in force from \(provenance.effective). "
        + (modelStateName.map { "State \($0). " } ?? "")
        + "Market of \(time). Amounts in \(currency).", sections: sections)
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    .margin(
      model: modelName, provenance, state: modelStateName, time: time, surface: nil, level: nil)
  }

  private var verdict: String {
    let risk = plan.goal.risk.words
    let missed = plan.rules.filter { $0.missed > 0 }
    let kept =
      missed.isEmpty
      ? ""
      : " Not every rule could be kept: "
        + "\(missed.map { "\(words($0.rule)) is missed by \(words($0.missed))" }.joined(separator: "; "))."
    guard !plan.trades.isEmpty else {
      return
        "No trade is worth its cost: \(risk) is \(words(plan.risk.before)), and what would take it away costs "
        + "more than it is worth at this weight."
        + kept
    }
    let count = plan.trades.count
    return
      "\(count) \(count == 1 ? "trade takes" : "trades take") \(risk) from \(words(plan.risk.before)) to "
      + "\(words(plan.risk.after)) for "
      + "\(words(plan.cost.total)) of costs"
      + (plan.premium == 0
        ? "."
        : " and \(words(abs(plan.premium))) of premium \(plan.premium > 0 ? "paid" : "received").")
      + kept
  }

  private var facts: [ReportDocument.Fact] {
    func fact(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, amount(amountUSD), unit: currency.code)
    }
    var facts: [ReportDocument.Fact] = [
      .status(status, key: "status", label: "status as it is"),
      .init(
        "risk", "risk that is made small", .coded(plan.goal.risk.code, words: plan.goal.risk.words)),
      fact("risk_before", "risk before", plan.risk.before),
      fact("risk_after", "risk after", plan.risk.after),
      fact("cost", "costs", plan.cost.total), fact("premium", "net premium paid", plan.premium),
      .init(
        "rules_kept", "rules",
        .coded("\(plan.keepsRules)", words: plan.keepsRules ? "all kept" : "not all kept"),
        tone: plan.keepsRules ? .good : .bad),
    ]
    if let gap = plan.gap {
      facts.append(
        .init("gap", "lots against real numbers", .percent(gap, decimals: 3), unit: "%"))
    }
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  // MARK: Trades

  private var tradeTable: ReportTable {
    let unit = currency.code
    return ReportTable(
      "trades",
      columns: [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("premium", "premium\npaid", unit: unit),
        .init("spread", "spread", unit: unit), .init("fee", "fee", unit: unit),
        .init("impact", "impact", unit: unit), .init("carry", "carry", unit: unit),
        .init("cost", "cost", unit: unit),
        .init("risk_taken", "risk that it\ntakes away", unit: unit),
        .init("delta", "delta", unit: unit), .init("vega", "vega", unit: "\(unit) a point"),
      ],
      rows: plan.trades.map { trade in
        [
          .text(name(of: trade.candidate.instrument)), .number(trade.quantity, .shortest),
          .text(quantityCurrency(of: trade.candidate.instrument)), amount(trade.premium),
          amount(trade.cost.spread), amount(trade.cost.fee), amount(trade.cost.impact),
          amount(trade.cost.carry),
          amount(trade.cost.total), amount(trade.riskTaken),
          amount(trade.quantity * trade.candidate.unit.delta),
          amount(trade.quantity * trade.candidate.unit.vega),
        ]
      })
  }

  /// How much risk each trade takes.
  private var takenPicture: ReportBars {
    ReportBars(
      title: "Risk that each trade takes away, and what it costs", unit: currency.code,
      style: currency.amountStyle,
      rows: plan.trades.flatMap { trade -> [ReportBars.Row] in
        let name = name(of: trade.candidate.instrument)
        return [
          .init("\(name): risk taken", reported(trade.riskTaken)),
          .init("\(name): cost", reported(trade.cost.total)),
        ]
      })
  }

  /// Why the first trade is made, in a sentence.
  private var tradeWords: String {
    guard let first = plan.trades.first else { return "" }
    let perDollar =
      first.cost.total > 0
      ? ", \(NumberText.text(first.riskTaken / first.cost.total, .fixed(1))) for each one of cost"
      : ""
    return
      "Risk that a trade takes away is by how much it would rise if that trade alone were left out. "
      + "\(name(of: first.candidate.instrument)) takes most: \(words(first.riskTaken))\(perDollar)."
  }

  // MARK: Before and after

  private var changeTable: ReportTable {
    func row(
      _ key: String, _ label: String, _ value: (HedgePlan.Standing) -> Double
    ) -> [ReportCell] {
      [
        .coded(key, words: label), amount(value(plan.before)), amount(value(plan.after)),
        amount(value(plan.after) - value(plan.before)),
      ]
    }
    let level = NumberText.text(100 * plan.shortfallLevel, .shortest)
    return ReportTable(
      "changes",
      columns: [
        .init("figure", "figure"), .init("before", "before", unit: currency.code),
        .init("after", "after", unit: currency.code),
        .init("change", "change", unit: currency.code),
      ],
      rows: [
        row("expected_shortfall", "expected shortfall at \(level) %") { $0.expectedShortfall },
        row("worst_loss", "worst scenario's loss") { $0.worstLoss },
        row("deviation", "deviation over the scenarios") { $0.deviation },
        row("equity", "equity") { $0.figures.equity },
        row("initial_margin", "initial margin") { $0.figures.initialMargin },
        row("initial_excess", "initial excess") { $0.figures.initialExcess },
        row("maintenance_margin", "maintenance margin") { $0.figures.maintenanceMargin },
        row("maintenance_excess", "maintenance excess") { $0.figures.maintenanceExcess },
        [
          .coded("liquidation_probability", words: "maintenance excess gone, % of scenarios"),
          .percent(plan.before.liquidationProbability),
          .percent(plan.after.liquidationProbability),
          .percent(plan.after.liquidationProbability - plan.before.liquidationProbability),
        ],
      ])
  }

  private var greekTable: ReportTable {
    let unit = currency.code
    return ReportTable(
      "greeks",
      columns: [
        .init("coin", "coin"), .init("delta_before", "delta\nbefore", unit: unit),
        .init("delta_after", "delta\nafter", unit: unit),
        .init("gamma_before", "gamma\nbefore", unit: unit),
        .init("gamma_after", "gamma\nafter", unit: unit),
        .init("vega_before", "vega\nbefore", unit: "\(unit) a point"),
        .init("vega_after", "vega\nafter", unit: "\(unit) a point"),
        .init("theta_before", "theta\nbefore", unit: "\(unit) a day"),
        .init("theta_after", "theta\nafter", unit: "\(unit) a day"),
      ],
      rows: zip(plan.before.greeks, plan.after.greeks).map { before, after in
        [
          .text(before.coin.code), amount(before.delta), amount(after.delta), amount(before.gamma),
          amount(after.gamma), amount(before.vega), amount(after.vega), amount(before.theta),
          amount(after.theta),
        ]
      })
  }

  private var payoffPlot: ReportPlot {
    func points(_ profits: [Double]) -> [ReportPlot.Point] {
      zip(findings.payoff.moves, profits).map { .init(100 * $0, reported($1)) }
    }
    return ReportPlot(
      title: "Profit at once if all coins move together, volatility following",
      horizontalLabel: "move, %", verticalLabel: "profit, \(currency)",
      series: [
        .init("zero", .line("-"), findings.payoff.moves.map { .init(100 * $0, 0) }),
        .init("before", .line("."), points(findings.payoff.before)),
        .init("after", .line("*"), points(findings.payoff.after)),
      ])
  }

  private var ruleTable: ReportTable {
    ReportTable(
      "rules",
      columns: [
        .init("rule", "rule"), .init("kept", "kept"),
        .init("missed", "missed by", unit: currency.code),
      ],
      rows: plan.rules.map { kept in
        [
          .text(words(kept.rule)),
          .coded("\(kept.missed == 0)", words: kept.missed == 0 ? "yes" : "no"),
          amount(kept.missed),
        ]
      })
  }

  // MARK: Cost against risk

  private var frontierTable: ReportTable {
    ReportTable(
      "frontier",
      columns: [
        .init("weight", "cost that one\nof risk is worth"),
        .init("cost", "cost", unit: currency.code),
        .init("premium", "net premium", unit: currency.code),
        .init("risk", "risk left", unit: currency.code),
      ],
      rows: plan.frontier.map { point in
        [
          .number(point.weight, .significant(3)), amount(point.cost), amount(point.premium),
          amount(point.risk),
        ]
      })
  }

  private var frontierPlot: ReportPlot {
    ReportPlot(
      title: "What is left of the risk for what is spent",
      horizontalLabel: "costs, \(currency)", verticalLabel: "\(plan.goal.risk.words), \(currency)",
      series: [
        .init(
          "frontier", .line("*"),
          [.init(0, reported(plan.risk.before))]
            + plan.frontier.map { .init(reported($0.cost), reported($0.risk)) }),
        .init(
          "this plan", .points("o"),
          [.init(reported(plan.cost.total), reported(plan.risk.after))]),
      ])
  }

  private var reliefTable: ReportTable {
    let unit = currency.code
    return ReportTable(
      "margin_relief",
      columns: [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("freed", "initial margin\nfreed", unit: unit),
        .init("excess_gained", "initial excess\ngained", unit: unit),
        .init("cost", "cost", unit: unit), .init("freed_per_dollar", "freed for\none spent"),
      ],
      rows: findings.relief.prefix(HedgeReport.reliefRowsMax).map { relief in
        [
          .text(name(of: relief.instrument)), .number(relief.quantity, .shortest),
          .text(quantityCurrency(of: relief.instrument)), amount(relief.freedUSD),
          amount(relief.excessGainedUSD), amount(relief.cost.total),
          .number(relief.freedPerUSD, .fixed(1)),
        ]
      })
  }

  /// Rows of the table of margin relief.
  static let reliefRowsMax = 12
}

import SteelyardLiquidation

extension SimulationReport {
  /// A figure of each seed, for programs and people.
  struct Figure {
    let key: String
    let heading: String
    let unit: String
    let style: NumberStyle
    let scale: Double
    let value: @Sendable (CascadeStudy.Figures) -> Double
  }

  /// What is told of each policy.
  static let figures: [Figure] = [
    .init(key: "amplification", heading: "amplification", unit: "", style: .fixed(3), scale: 1) {
      $0.amplification
    },
    .init(key: "active_rounds", heading: "active\nrounds", unit: "", style: .fixed(1), scale: 1) {
      Double($0.activeRounds)
    },
    .init(
      key: "accounts_hit", heading: "accounts\nhit", unit: "", style: .grouped(0), scale: 1
    ) { Double($0.accountsHit) },
    .init(
      key: "branching_ratio", heading: "branching\nratio", unit: "", style: .fixed(3), scale: 1
    ) { $0.branching },
    .init(
      key: "liquidated", heading: "liquidated", unit: "million USD", style: .grouped(1),
      scale: 1e-6
    ) { $0.liquidated },
    .init(
      key: "deleveraged", heading: "deleveraged", unit: "million USD", style: .grouped(1),
      scale: 1e-6
    ) { $0.deleveraged },
    .init(
      key: "bad_debt", heading: "bad debt", unit: "million USD", style: .grouped(2), scale: 1e-6
    ) { $0.badDebt },
    .init(
      key: "fund_draw", heading: "fund\ndraw", unit: "million USD", style: .grouped(2), scale: 1e-6
    ) { $0.fundDraw },
    .init(
      key: "winners_loss", heading: "winners'\nloss", unit: "million USD", style: .grouped(2),
      scale: 1e-6
    ) { $0.winnersLoss },
    .init(
      key: "socialised", heading: "socialised", unit: "million USD", style: .grouped(2),
      scale: 1e-6
    ) { $0.socialised },
  ]

  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = [
      .init("", [.facts(facts)]),
      .init(
        "Policies on the same shocks, means over the seeds",
        [.table(meanTable), .barPicture(meanPicture)]),
      .init("Tails and what a fund needs", [.table(tailTable)]),
      .init("Coins, first seed", [.table(coinTable)]),
      .init("Course, first seed", [.pictures(plots), .table(roundTable)]),
    ]
    sections += replaySections
    if let map { sections.append(.init("Map", [.heatmap(heatmap(map), table: table(map))])) }
    sections.append(
      .init(
        "Sources", [.paragraph(study.market.provenance.sources.joined(separator: " "))]))
    if !notes.isEmpty {
      sections.append(.init("Notes", notes.map { .paragraph($0) }))
    }
    return ReportDocument(
      title: "Cascade",
      subtitle: "\(shockWords); \(study.accountCount) accounts, \(study.rounds) rounds of "
        + "\(NumberText.text(study.market.roundSeconds, .shortest)) s, \(seeds) seed\(seeds == 1 ? "" : "s") from "
        + "\(study.shock.seed). Parameters \(study.market.provenance.name).",
      sections: sections)
  }

  /// The foot of a page.
  public var sources: [ReportSource] {
    let provenance = study.market.provenance
    return [
      ReportSource("parameters", provenance.name),
      ReportSource("documents", provenance.sources),
      ReportSource("seeds", "\(seeds) from \(study.shock.seed)"),
    ]
  }

  private var facts: [ReportDocument.Fact] {
    var facts: [ReportDocument.Fact] = []
    for (coin, ratio) in zip(study.market.coins, study.theory.ratios) where ratio > 0 {
      facts.append(
        .init(
          "branching_ratio_theory_\(coin.name)", "branching ratio by theory, \(coin.name)",
          .number(ratio, .fixed(3)), tone: ratio >= 1 ? .bad : ratio >= 0.5 ? .caution : .good))
    }
    if let critical {
      facts.append(
        .init(
          "critical_leverage",
          "leverage at which the move is \(NumberText.text(critical.limit, .shortest)) times the shock",
          critical.multiple.map { .number($0, .fixed(2)) }
            ?? .absent("none up to \(NumberText.text(critical.searched, .shortest)) times"),
          unit: critical.multiple == nil ? "" : "times"))
      facts.append(
        .init(
          "critical_reached",
          "amplification at \(NumberText.text(critical.searched, .shortest)) times the leverage",
          .number(critical.reached, .fixed(3))))
      facts.append(
        .init(
          "critical_bound", "accounts that have no leverage left to take there",
          .number(critical.boundShare * 100, .fixed(1)), unit: "%"))
    }
    return facts
  }

  private var meanTable: ReportTable {
    ReportTable(
      "policies",
      columns: [.init("policy", "policy")]
        + Self.figures.map { .init($0.key, $0.heading, unit: $0.unit) },
      rows: study.results.map { result in
        [.text(result.policy.name)]
          + Self.figures.map { .number(result.mean($0.value) * $0.scale, $0.style) }
      })
  }

  /// What each policy closed, and whom it took profits from.
  private var meanPicture: ReportBars {
    ReportBars(
      title: "Closed by each policy", unit: "million USD", style: .grouped(1),
      series: ["liquidated", "deleveraged"],
      rows: study.results.map { result in
        .init(
          result.policy.name,
          [result.mean { $0.liquidated } * 1e-6, result.mean { $0.deleveraged } * 1e-6])
      })
  }

  private var tailTable: ReportTable {
    func millions(_ value: Double) -> ReportCell { .number(value * 1e-6, .grouped(2)) }
    return ReportTable(
      "tails",
      columns: [
        .init("policy", "policy"), .init("seeds", "seeds"),
        .init("bad_debt_var_95", "bad debt,\nVaR 95 %", unit: "million USD"),
        .init("liquidated_lar_95", "liquidated,\nLaR 95 %", unit: "million USD"),
        .init("fund_cover_1", "fund,\ncover 1", unit: "million USD"),
        .init("fund_cover_2", "fund,\ncover 2", unit: "million USD"),
        .init("fund_999", "fund,\n99.9 %", unit: "million USD"),
      ],
      rows: study.results.map { result in
        [
          .text(result.policy.name), .number(Double(seeds), .shortest),
          millions(result.quantile(0.95) { $0.badDebt }),
          millions(result.quantile(0.95) { $0.liquidated }), millions(result.shortfalls.coverOne),
          millions(result.shortfalls.coverTwo), millions(result.shortfalls.quantile(0.999)),
        ]
      })
  }

  private var coinTable: ReportTable {
    ReportTable(
      "coins",
      columns: [
        .init("policy", "policy"), .init("coin", "coin"),
        .init("amplification", "amplification"),
        .init("lowest", "lowest\nprice", unit: "USD"),
        .init("liquidated", "liquidated", unit: "million USD"),
        .init("deleveraged", "deleveraged", unit: "million USD"),
      ],
      rows: study.results.flatMap { result in
        study.market.coins.indices.map { coin -> [ReportCell] in
          [
            .text(result.policy.name), .text(study.market.coins[coin].name),
            result.first.amplification[coin].map { .number($0, .fixed(3)) } ?? .absent("no shock"),
            .number(
              result.first.rounds.map { $0.prices[coin] }.min() ?? 0, .significant(6)),
            .number(result.first.liquidated[coin] * 1e-6, .grouped(1)),
            .number(result.first.deleveraged[coin] * 1e-6, .grouped(1)),
          ]
        }
      })
  }
}

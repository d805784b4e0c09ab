import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

/// What the Greeks explain of the dynamic model's core, and whether shocked smiles hold together.
extension MarginReport {
  /// The core by the Greeks beside full revaluation; nil without options.
  func approximationSection(_ dynamic: DynamicExplanation) -> ReportDocument.Section? {
    guard let found = dynamic.approximation else { return nil }
    func row(
      _ key: String, _ words: String, _ full: Double, _ approximated: Double
    ) -> [ReportCell] {
      [
        .coded(key, words: words), .amount(reported(full), currency),
        .amount(reported(approximated), currency),
        .amount(reported(approximated - full), currency),
        full == 0 ? .absent("-") : .percent((approximated - full) / abs(full)),
      ]
    }
    let table = ReportTable(
      "approximation",
      columns: [
        .init("what", "what"), .init("full", "full revaluation", unit: currency.code),
        .init("approximated", "by the Greeks", unit: currency.code),
        .init("error", "error", unit: currency.code),
        .init("error_share", "of full", unit: "%"),
      ],
      rows: [row("core", "core", found.full, found.approximated)]
        + found.coins.map {
          row("core_\($0.coin)", "contracts on \($0.coin) alone", $0.full, $0.approximated)
        }
        + found.worst.map {
          row("worst", "P&L in \($0.label)", $0.full, $0.approximated)
        } + [
          row(
            "farthest", "farthest off: P&L in \(found.farthest.label)", found.farthest.full,
            found.farthest.approximated)
        ])
    let pieces = ReportTable(
      "core_by_greek", caption: "What each Greek adds to the core, in its tail:",
      columns: [.init("greek", "Greek"), .init("core", "core", unit: currency.code)],
      rows: found.pieces.map {
        [
          .coded($0.name, words: $0.name == "rest" ? "what they leave" : $0.name),
          .amount(reported($0.shortfall), currency),
        ]
      })
    return .init(
      "The core by delta, gamma, vega and theta",
      [
        .paragraph("For comparison: requirements stand on full revaluation."), .table(table),
        .table(pieces),
      ])
  }

  /// Whether shocked smiles can be traded against; nil without options.
  func surfaceSection(_ dynamic: DynamicExplanation) -> ReportDocument.Section? {
    guard !dynamic.surfaceChecks.isEmpty else { return nil }
    let table = ReportTable(
      "shocked_slices",
      columns: [
        .init("underlying", "options on"), .init("kind", "spread"), .init("checked", "checked"),
        .init("broken", "broken"), .init("scenarios", "in scenarios"),
        .init("worst", "worst"), .init("unit", "of"), .init("where", "where"),
      ],
      rows: dynamic.surfaceChecks.flatMap { check in
        [
          ("butterfly", check.butterflies, "forward"),
          ("calendar", check.calendars, "total variance"),
        ].map { kind, finding, unit -> [ReportCell] in
          [
            .text(check.underlying.description), .coded(kind, words: kind),
            .number(Double(finding.checkedCount), .grouped(0)),
            .number(Double(finding.brokenCount), .grouped(0)),
            .text("\(finding.scenarioCount) of \(check.scenarioCount)"),
            finding.worst.map { .number($0.size, .significant(3)) } ?? .absent("-"), .text(unit),
            finding.worst.map {
              .text(
                "\($0.scenario), \($0.expiry.description.prefix(10)), strike "
                  + NumberText.text($0.strike, .shortest))
            } ?? .absent("-"),
          ]
        }
      })
    return .init(
      "Shocked smiles",
      [
        .paragraph(
          "Quoted smiles after the moves of the core's tail and of the crashes: spreads that the "
            + "moves give a negative price. No requirement is changed by it; each volatility stays "
            + "within the bounds of the surface response."),
        .table(table),
      ])
  }

  /// Writes `approximation`: the core by the Greeks, or null.
  func writeApproximation(
    _ dynamic: DynamicExplanation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard let found = dynamic.approximation else { return }
    writer.key("approximation")
    try writer.object { writer throws(SteelyardError) in
      try writer.field("core", reported(found.full))
      try writer.field("core_by_greeks", reported(found.approximated))
      try writer.objects("coins", found.coins) { writer, coin throws(SteelyardError) in
        writer.field("coin", coin.coin.code)
        try writer.field("core", reported(coin.full))
        try writer.field("core_by_greeks", reported(coin.approximated))
      }
      try writer.objects("worst_scenarios", found.worst + [found.farthest]) {
        writer, scenario throws(SteelyardError) in
        writer.field("label", scenario.label)
        try writer.field("pnl", reported(scenario.full))
        try writer.field("pnl_by_greeks", reported(scenario.approximated))
      }
      try writer.objects("greeks", found.pieces) { writer, piece throws(SteelyardError) in
        writer.field("greek", piece.name)
        try writer.field("core", reported(piece.shortfall))
      }
    }
  }

  /// Writes `shocked_slices`: what moves break of the quoted smiles.
  func writeSurfaceChecks(
    _ dynamic: DynamicExplanation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.objects("shocked_slices", dynamic.surfaceChecks) {
      writer, check throws(SteelyardError) in
      writer.field("underlying", check.underlying.description)
      writer.key("scenarios")
      writer.integer(check.scenarioCount)
      for (key, finding) in [
        ("butterflies", check.butterflies), ("calendars", check.calendars),
      ] {
        writer.key(named: key)
        try writer.object { writer throws(SteelyardError) in
          writer.key("checked")
          writer.integer(finding.checkedCount)
          writer.key("broken")
          writer.integer(finding.brokenCount)
          writer.key("broken_scenarios")
          writer.integer(finding.scenarioCount)
          guard let worst = finding.worst else { return }
          try writer.field("worst_size", worst.size)
          writer.field("worst_scenario", worst.scenario)
          writer.field("worst_expiry", worst.expiry.description)
          try writer.field("worst_strike", worst.strike)
        }
      }
    }
  }
}

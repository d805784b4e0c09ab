import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

/// Joint scenarios, which are thousands and move every coin in its own way.
extension MarginReport {
  /// Coins whose moves are told beside the worst scenarios; more would not fit a line.
  private static let toldCoinsMax = 4

  private var toldCoins: [DynamicExplanation.CoinMoves] {
    Array((explanation.dynamic?.coins ?? []).prefix(Self.toldCoinsMax))
  }

  /// Columns of moves; none for other models, whose labels tell theirs.
  var moveColumns: [ReportTable.Column] {
    toldCoins.flatMap { moves -> [ReportTable.Column] in
      let code = moves.coin.code
      return [
        .init("spot_\(code)", "\(code) price", unit: "%"),
        .init("volatility_\(code)", "\(code) volatility", unit: "%"),
      ]
    }
  }

  /// The moves of a scenario, for `moveColumns`.
  func moveCells(of line: ScenarioLine) -> [ReportCell] {
    toldCoins.flatMap { moves -> [ReportCell] in
      let index = line.outcome.index
      return [.percent(moves.spot[index]), .percent(expm1(moves.volatility[index]))]
    }
  }

  /// The groups of scenarios in a line each, and pictures of all of them.
  func groupSection(
    _ lines: [ScenarioLine], _ dynamic: DynamicExplanation
  ) -> ReportDocument.Section {
    let byGroup = dynamic.groups.map { group in
      (group: group, lines: lines.filter { group.indices.contains($0.outcome.index) })
    }
    let table = ReportTable(
      "scenario_groups",
      columns: [
        .init("group", "scenarios"), .init("count", "count"),
        .init("losing", "that lose", unit: "%"),
        .init("worst_pnl", "worst P&L", unit: currency.code), .init("worst", "worst scenario"),
        .init("best_pnl", "best P&L", unit: currency.code), .init("best", "best scenario"),
      ],
      rows: byGroup.map { group, lines in
        let worst = lines.min { $0.profit < $1.profit }
        let best = lines.max { $0.profit < $1.profit }
        let losing = lines.count { $0.profit < 0 }
        return [
          .text(group.name), .number(Double(lines.count), .fixed(0)),
          .percent(Double(losing) / Double(max(1, lines.count))),
          worst.map { .amount($0.profit, currency) } ?? .none, .text(worst?.label ?? ""),
          best.map { .amount($0.profit, currency) } ?? .none, .text(best?.label ?? ""),
        ]
      })
    return .init(
      "All scenarios",
      [.table(table), .pictures(movePlots(byGroup.map { ($0.group.name, $0.lines) }))])
  }

  /// P&L against the move of each coin that is told, a series for each group.
  private func movePlots(_ groups: [(name: String, lines: [ScenarioLine])]) -> [ReportPlot] {
    let marks: [Character] = ["*", "+", "o"]
    return toldCoins.map { moves in
      ReportPlot(
        title: "P&L in every scenario, by the move of \(moves.coin)",
        horizontalLabel: "price move of \(moves.coin), %", verticalLabel: "P&L, \(currency)",
        series: zip(groups, marks).map { group, mark in
          ReportPlot.Series(
            group.name, .points(mark),
            group.lines.map { .init(100 * moves.spot[$0.outcome.index], $0.profit) })
        })
    }
  }

  /// Writes `dynamic`: the state's age, the parts of both requirements, and what each holding adds.
  func writeDynamic(_ writer: inout JSONWriter) throws(SteelyardError) {
    guard let dynamic = explanation.dynamic else { return }
    writer.key("dynamic")
    try writer.object { writer throws(SteelyardError) in
      writer.field("state_as_of", dynamic.stateAsOf.description)
      try writer.field("state_age_days", dynamic.stateAsOf.days(to: explanation.time))
      for (key, requirement) in [
        ("initial", dynamic.initial), ("maintenance", dynamic.maintenance),
      ] {
        writer.key(named: key)
        try writer.object { writer throws(SteelyardError) in try write(requirement, &writer) }
      }
      try writer.objects("core_parts", coreParts) { writer, part throws(SteelyardError) in
        writer.field("holding", part.name)
        try writer.field("core", part.amount)
      }
      try writer.objects("core_coins", dynamic.byCoin) { writer, part throws(SteelyardError) in
        writer.field("coin", part.name)
        try writer.field("core", reported(part.shortfall))
      }
      try writeApproximation(dynamic, &writer)
      try writeSurfaceChecks(dynamic, &writer)
    }
  }

  private func write(
    _ requirement: DynamicExplanation.Requirement, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("measure", requirement.measure.words)
    try writer.field("stressed_weight", requirement.rule.stressedWeight)
    try writer.field("crash_weight", requirement.rule.crashShare)
    try writer.field("broken_weight", requirement.rule.brokenShare)
    try writer.field("core", reported(requirement.core))
    if let error = requirement.coreStandardError {
      try writer.field("core_standard_error", reported(error))
    }
    try writer.field("stressed", reported(requirement.stressed))
    try writer.field("blend", reported(requirement.blend))
    try writer.field("crash", reported(requirement.crash))
    writer.key("crash_label")
    if let label = requirement.crashLabel { writer.string(label) } else { writer.null() }
    try writer.field("crash_share", reported(requirement.crashRequirement))
    try writer.field("broken", reported(requirement.broken))
    try writer.field("correlations", reported(requirement.correlationAddition))
    try writer.field("netted", reported(requirement.netted))
    try writer.field("stand_alone", reported(requirement.standAlone))
    try writer.field("stand_alone_floor", reported(requirement.standAloneFloor))
    try writer.field("short_options", reported(requirement.shortOptions))
    try writer.field("requirement", reported(requirement.amount))
    writer.field("binding", requirement.binding)
  }

  /// Writes `moves`: how each coin of the account moves in a scenario, for the dynamic model.
  func writeMoves(_ line: ScenarioLine, _ writer: inout JSONWriter) throws(SteelyardError) {
    guard let dynamic = explanation.dynamic else { return }
    writer.key("moves")
    try writer.object { writer throws(SteelyardError) in
      for moves in dynamic.coins {
        writer.key(named: moves.coin.code)
        try writer.object { writer throws(SteelyardError) in
          try writer.field("spot", moves.spot[line.outcome.index])
          try writer.field("log_volatility", moves.volatility[line.outcome.index])
        }
      }
    }
  }
}

extension DynamicExplanation {
  /// The group that a scenario belongs to.
  func groupName(of index: Int) -> String {
    groups.first { $0.indices.contains(index) }?.name ?? "none"
  }
}

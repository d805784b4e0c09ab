import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation

// The first policy and seed against what happened.
extension SimulationReport {
  private var comparison: CascadeComparison? {
    guard let observation, let run = study.results.first?.first else { return nil }
    return CascadeComparison(
      run, roundSeconds: study.market.roundSeconds, with: observation)
  }

  /// The sections of a replay; none where nothing is known.
  var replaySections: [ReportDocument.Section] {
    guard let comparison else { return [] }
    var blocks: [ReportDocument.Block] = [.facts(facts(comparison))]
    if !comparison.observed.isEmpty { blocks.append(.table(table(comparison))) }
    let plots = replayPlots(comparison)
    if !plots.isEmpty { blocks.append(.pictures(plots)) }
    return [.init("Against what happened, first policy and seed", blocks)]
  }

  private func facts(_ comparison: CascadeComparison) -> [ReportDocument.Fact] {
    var facts: [ReportDocument.Fact] = []
    func add(_ key: String, _ label: String, _ value: Double?, unit: String = "") {
      guard let value else { return }
      facts.append(.init(key, label, .number(value, .fixed(3)), unit: unit))
    }
    add("total_ratio", "deleveraged, over what happened", comparison.totalRatio)
    add("misplaced", "share of it at the wrong coin", comparison.misplaced)
    add(
      "liquidations_distance", "largest distance of the courses, liquidations",
      comparison.liquidations?.distance)
    add(
      "deleveragings_distance", "largest distance of the courses, deleveragings",
      comparison.deleveragings?.distance)
    add("observed_ratio", "deleveragings a liquidation, what happened", comparison.observedRatio)
    if comparison.observedRatio != nil {
      add("simulated_ratio", "deleveragings a liquidation, simulated", comparison.simulatedRatio)
    }
    if let fit {
      facts.append(
        .init(
          "fit_parameters", "numbers moved by the fit, over figures",
          .text("\(fit.parameterCount) over \(fit.figureCount)")))
      add("fit_misfit_before", "root mean square difference before the fit", fit.misfitBefore)
      add("fit_misfit", "and after", fit.misfit)
      facts.append(.init("fit_runs", "runs of the fit", .number(Double(fit.runCount), .grouped(0))))
    }
    return facts
  }

  private func table(_ comparison: CascadeComparison) -> ReportTable {
    let happened = comparison.observed.reduce(0, +)
    let all = comparison.simulated.reduce(0, +)
    return ReportTable(
      "replay",
      columns: [
        .init("coin", "coin"),
        .init("observed", "deleveraged,\nwhat happened", unit: "million USD"),
        .init("simulated", "deleveraged,\nsimulated", unit: "million USD"),
        .init("observed_share", "share,\nwhat happened", unit: "%"),
        .init("simulated_share", "share,\nsimulated", unit: "%"),
      ],
      rows: zip(study.market.coins, zip(comparison.observed, comparison.simulated)).map {
        coin, notional in
        [
          .text(coin.name), .number(notional.0 * 1e-6, .grouped(1)),
          .number(notional.1 * 1e-6, .grouped(1)),
          .number(happened > 0 ? notional.0 / happened * 100 : 0, .fixed(1)),
          .number(all > 0 ? notional.1 / all * 100 : 0, .fixed(1)),
        ]
      })
  }

  private func replayPlots(_ comparison: CascadeComparison) -> [ReportPlot] {
    [("Liquidations", comparison.liquidations), ("Deleveragings", comparison.deleveragings)]
      .compactMap { name, course in
        guard let course else { return nil }
        func points(_ shares: [Double]) -> [ReportPlot.Point] {
          zip(course.seconds, shares).map { .init($0, $1 * 100) }
        }
        return ReportPlot(
          title: "\(name) so far", horizontalLabel: "seconds", verticalLabel: "% of all",
          series: [
            .init("what happened", .line("o"), points(course.observed)),
            .init("simulated", .line("*"), points(course.simulated)),
          ])
      }
  }

  /// The same for programs.
  func writeReplay(_ writer: inout JSONWriter) throws(SteelyardError) {
    guard let comparison else { return }
    writer.key("replay")
    try writer.object { writer throws(SteelyardError) in
      try writer.optional("total_ratio", comparison.totalRatio)
      try writer.optional("misplaced", comparison.misplaced)
      try writer.optional("liquidations_distance", comparison.liquidations?.distance)
      try writer.optional("deleveragings_distance", comparison.deleveragings?.distance)
      try writer.optional("observed_ratio", comparison.observedRatio)
      try writer.field("simulated_ratio", comparison.simulatedRatio)
      if let fit {
        writer.key("fit")
        try writer.object { writer throws(SteelyardError) in
          writer.key("parameters")
          writer.integer(fit.parameterCount)
          writer.key("figures")
          writer.integer(fit.figureCount)
          writer.key("runs")
          writer.integer(fit.runCount)
          try writer.field("misfit_before", fit.misfitBefore)
          try writer.field("misfit", fit.misfit)
        }
      }
    }
  }
}

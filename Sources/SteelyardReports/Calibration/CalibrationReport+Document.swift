import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension CalibrationReport {
  /// The answer for people.
  public var document: ReportDocument {
    let crashes = state.initial.crashes?.labels ?? []
    var sections: [ReportDocument.Section] = [
      .init("", [.facts(facts)]),
      .init("Coins", [.table(coinTable), .pictures(plots)]),
      .init("Scenarios", [.table(groupTable)]),
    ]
    if !contests.isEmpty { sections.append(contestSection) }
    if !crashes.isEmpty {
      sections.append(
        .init("Crashes that the floor knows", [.paragraph(crashes.joined(separator: "; ") + ".")]))
    }
    sections.append(
      .init("Sources", [.paragraph(state.sources.joined(separator: "; ") + ".")]))
    if let notes = ReportDocument.Section.notes(notes) { sections.append(notes) }
    return ReportDocument(
      title: "State \(state.name)",
      subtitle: "Model \(state.model), parameters \(state.parameters). Nothing later than "
        + "\(state.asOf) was used. \(stateName).",
      sections: sections)
  }

  private var facts: [ReportDocument.Fact] {
    [
      .init("as_of", "as of", .text(state.asOf.description)),
      .init("coins", "coins", .number(Double(state.coins.count), .shortest)),
      .init("epoch", "days of history", .number(Double(state.epoch + 1), .shortest)),
      .init("seed", "seed", .text("\(state.seed)")),
      .init("state", "named by answers", .text(stateName)),
    ]
  }

  private static let daysPerYear = 365.0

  private var coinTable: ReportTable {
    let root = Self.daysPerYear.squareRoot() * 100
    func percent(_ value: Double) -> ReportCell { .number(value * 100, .fixed(2)) }
    func annual(_ daily: Double) -> ReportCell { .number(daily * root, .fixed(1)) }
    return ReportTable(
      "coins",
      columns: [
        .init("coin", "coin"), .init("observations", "daily\nreturns"),
        .init("fast", "recent\nvolatility", unit: "% a year"),
        .init("slow", "long-run\nvolatility", unit: "% a year"),
        .init("initial_scale", "initial\nscale", unit: "% a year"),
        .init("maintenance_scale", "maintenance\nscale", unit: "% a year"),
        .init("horizon", "horizon", unit: "days"),
        .init("long", "core,\nlong", unit: "%"), .init("long_error", "its\nerror", unit: "%"),
        .init("short", "core,\nshort", unit: "%"), .init("short_error", "its\nerror", unit: "%"),
        .init("worst_fall", "worst\nfall", unit: "%"),
        .init("largest_rise", "largest\nrise", unit: "%"),
      ],
      rows: lines.map { line in
        [
          .text(line.coin.coin.code), .number(Double(line.coin.observations), .shortest),
          annual(line.coin.fast), annual(line.coin.slow), annual(line.coin.initialScale),
          annual(line.coin.maintenanceScale), .number(line.horizonDays, .shortest),
          percent(line.long), line.longError.map { percent($0) } ?? .text(""),
          percent(line.short), line.shortError.map { percent($0) } ?? .text(""),
          percent(line.coin.worstFall),
          percent(line.coin.largestRise),
        ]
      })
  }

  private var groupTable: ReportTable {
    ReportTable(
      "groups",
      columns: [
        .init("group", "group"), .init("count", "scenarios"), .init("made", "how they were made"),
      ],
      rows: groups.map {
        [
          .text($0.name), .number(Double($0.scenarios.count), .shortest),
          .text($0.scenarios.makingWords),
        ]
      })
  }

  /// Volatility and scale of the coins with the longest history.
  private var plots: [ReportPlot] {
    let root = Self.daysPerYear.squareRoot() * 100
    return paths.sorted { ($0.days.count, $1.coin) > ($1.days.count, $0.coin) }.prefix(4).map {
      path in
      let years = path.days.map {
        1970 + Double($0.microseconds) / 86_400_000_000 / 365.2425
      }
      func points(_ daily: [Double]) -> [ReportPlot.Point] {
        zip(years, daily).map { ReportPlot.Point($0, $1 * root) }
      }
      return ReportPlot(
        title: "\(path.coin): volatility and what margin is scaled to", horizontalLabel: "year",
        verticalLabel: "% a year",
        series: [
          .init("recent volatility", .line("."), points(path.fast)),
          .init("initial scale", .line("#"), points(path.initialScale)),
          .init("maintenance scale", .line("+"), points(path.maintenanceScale)),
        ])
    }
  }
}

import SteelyardAllocation

extension PlacementReport {
  /// Amounts below it are rounding.
  private static let crumb = 0.005

  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = [
      .init("", [.facts(facts), .paragraph(verdict)]),
      .init("Placement", [.table(placements)] + (placement.debts.isEmpty ? [] : [.table(debts)])),
      .init("What binds, and what one more dollar of it costs a year", [.table(bindings)]),
      .init("How every place stands", [.table(standings)]),
      .init("The way there", [.table(steps)]),
      .init("Cost of a year", [.table(costs)]),
    ]
    if let section = ReportDocument.Section.notes(notes) { sections.append(section) }
    return ReportDocument(
      title: "Placement of collateral",
      subtitle:
        "\(problem.locations.count) places, \(problem.assets.count) assets, \(problem.scenarios.count) scenarios; "
        + "horizon \(NumberText.text(problem.horizonDays, .shortest)) days. Amounts in USD.",
      sections: sections)
  }

  private var facts: [ReportDocument.Fact] {
    [
      .init(
        "feasible", "every need met",
        .coded(placement.isFeasible ? "true" : "false", words: placement.isFeasible ? "yes" : "no"),
        tone: placement.isFeasible ? .good : .bad),
      .init(
        "cost_before", "cost today", .number(placement.costBefore.total, .grouped(2)),
        unit: "USD a year"),
      .init(
        "cost_after", "cost then", .number(placement.cost.total, .grouped(2)), unit: "USD a year"),
      .init(
        "bound", "no placement costs less than", .number(placement.bound, .grouped(2)),
        unit: "USD a year"),
      .init("plan_cost", "transfers, once", .number(placement.plan.cost, .grouped(2)), unit: "USD"),
      .init(
        "plan_seconds", "transfers take", .number(placement.plan.seconds / 60, .fixed(1)),
        unit: "minutes"),
    ]
  }

  private var verdict: String {
    if !placement.isFeasible {
      return "No placement meets every need; this one is short of least."
    }
    if placement.plan.steps.isEmpty { return "Nothing is to be moved." }
    let saved = placement.costBefore.total - placement.cost.total
    let count = placement.plan.steps.count
    let short = placement.standings.contains { $0.counted.before < $0.needed.before - Self.crumb }
    return "\(count) step\(count == 1 ? "" : "s") "
      + (short
        ? "bring every place over what it needs."
        : saved >= 0
          ? "save \(NumberText.text(saved, .grouped(2))) USD a year, transfers counted."
          : "meet every need for \(NumberText.text(-saved, .grouped(2))) USD a year more.")
  }

  private var placements: ReportTable {
    var rows: [[ReportCell]] = []
    for location in problem.locations.indices {
      for asset in problem.assets.indices {
        let (before, after) = (placement.before[location][asset], placement.after[location][asset])
        guard max(before, after) > Self.crumb else { continue }
        rows.append([
          .text(place(location)), .text(self.asset(asset)), .number(before, .grouped(2)),
          .number(after, .grouped(2)), .number(after - before, .grouped(2)),
        ])
      }
    }
    return ReportTable(
      "placements",
      columns: [
        .init("place", "place"), .init("asset", "asset"), .init("before", "today", unit: "USD"),
        .init("after", "then", unit: "USD"), .init("change", "change", unit: "USD"),
      ], rows: rows)
  }

  private var debts: ReportTable {
    ReportTable(
      "debts", caption: "Debts",
      columns: [
        .init("place", "protocol"), .init("asset", "asset"), .init("before", "today", unit: "USD"),
        .init("after", "then", unit: "USD"), .init("rate_before", "rate today", unit: "% a year"),
        .init("rate_after", "rate then", unit: "% a year"),
      ],
      rows: placement.debts.map { debt in
        [
          .text(place(debt.location)), .text(asset(debt.asset)), .number(debt.before, .grouped(2)),
          .number(debt.after, .grouped(2)), .number(debt.rateBefore * 100, .fixed(3)),
          .number(debt.rateAfter * 100, .fixed(3)),
        ]
      })
  }

  private var bindings: ReportTable {
    ReportTable(
      "bindings",
      columns: [
        .init("kind", "kind"), .init("limit", "limit"),
        .init("price", "one more dollar costs", unit: "USD a year"),
      ],
      rows: placement.bindings.map { binding in
        [
          .text(code(binding.limit)), .text(words(binding.limit)),
          .number(binding.price, .significant(4)),
        ]
      })
  }

  private var standings: ReportTable {
    ReportTable(
      "standings",
      columns: [
        .init("place", "place"), .init("scenario", "scenario"),
        .init("counted_before", "counts\ntoday", unit: "USD"),
        .init("needed_before", "needed\ntoday", unit: "USD"),
        .init("counted_after", "counts\nthen", unit: "USD"),
        .init("needed_after", "needed\nthen", unit: "USD"),
        .init("excess_after", "excess\nthen", unit: "USD"),
      ],
      rows: placement.standings.map { standing in
        let excess = standing.counted.after - standing.needed.after
        return [
          .text(place(standing.location)), .text(scenario(standing.scenario)),
          .number(standing.counted.before, .grouped(2)),
          .number(standing.needed.before, .grouped(2)),
          .number(standing.counted.after, .grouped(2)),
          .number(standing.needed.after, .grouped(2)),
          .number(abs(excess) < Self.crumb ? 0 : excess, .grouped(2)),
        ]
      })
  }

  private var steps: ReportTable {
    ReportTable(
      "steps", caption: placement.plan.steps.isEmpty ? "Nothing is to be moved." : "",
      columns: [
        .init("step", "step"), .init("action", "what is done"),
        .init("amount", "amount", unit: "USD"), .init("start", "starts", unit: "minutes"),
        .init("arrival", "has arrived", unit: "minutes"), .init("cost", "costs", unit: "USD"),
      ],
      rows: placement.plan.steps.enumerated().map { place, step in
        [
          .number(Double(place + 1), .grouped(0)), .text(words(step.action)),
          .number(step.amount, .grouped(2)), .number(step.start / 60, .fixed(1)),
          .number(step.arrival / 60, .fixed(1)), .number(step.cost, .grouped(2)),
        ]
      })
  }

  private var costs: ReportTable {
    func row(
      _ what: String, _ value: (Placement.Cost) -> Double
    ) -> [ReportCell] {
      [
        .text(what), .number(value(placement.costBefore), .grouped(2)),
        .number(value(placement.cost), .grouped(2)),
      ]
    }
    return ReportTable(
      "costs",
      columns: [
        .init("part", "part"), .init("before", "today", unit: "USD a year"),
        .init("after", "then", unit: "USD a year"),
      ],
      rows: [
        row("interest") { $0.interest }, row("income forgone") { $0.drag },
        row("pledged and not counted") { $0.haircut }, row("transfers") { $0.transfers },
        row("all") { $0.total },
      ])
  }
}

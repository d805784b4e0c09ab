import SteelyardAllocation
import SteelyardContracts
import SteelyardValidation

extension AllocationReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections: [ReportDocument.Section] = [
      .init("", [.table(comparison)]),
      .init("Weights", [.table(weightTable)] + weightPictures),
    ]
    let bindings = allocations.flatMap { allocation in
      allocation.bindings.filter {
        $0.constraint != .total || constraints.total.lower != constraints.total.upper
      }
      .map { "\(allocation.objective.kind.rawValue): " + sentence($0, allocation) }
    }
    if !bindings.isEmpty {
      sections.append(.init("What binds", bindings.map { .paragraph($0) }))
    }
    sections.append(.init("Where the risk comes from", [.table(riskTable)]))
    if !frontier.isEmpty {
      sections.append(.init("Efficient frontier", [.plots([frontierPlot]), .table(frontierTable)]))
    }
    if !sizes.isEmpty { sections.append(.init("How much of it", [.table(sizeTable)])) }
    if !walks.isEmpty {
      sections.append(
        .init(
          "Walk through the history",
          [.paragraph(walkWords), .table(walkTable), .plots([walkPlot, fallPlot])]))
    }
    if !notes.isEmpty { sections.append(.init("Notes", notes.map { .paragraph($0) })) }
    return ReportDocument(
      title: "Allocation",
      subtitle:
        "\(moments.assets.count) coins, \(scenarios.probabilities.count) days of returns from "
        + "\(firstDay.description.prefix(10)) to \(lastDay.description.prefix(10)) (ends of days, UTC).",
      sections: sections)
  }

  private var comparison: ReportTable {
    ReportTable(
      "allocations",
      columns: [
        .init("objective", "objective"), .init("status", "status"),
        .init("expected_return", "mean\nreturn", unit: "% a year"),
        .init("volatility", "volatility", unit: "% a year"),
        .init("tail_loss", "tail loss\n\(percent(level))", unit: "% a day"),
        .init("drawdown", "deepest fall\nuncompounded", unit: "%"),
        .init("leverage", "leverage", unit: "times"),
        .init("effective_count", "spread as\nequal weights"),
        .init("turnover", "turnover", unit: "%"), .init("residual", "residual"),
      ],
      rows: allocations.map { allocation in
        let figures = figures(allocation)
        return [
          .text(allocation.objective.kind.rawValue), .text(allocation.status.rawValue),
          .number(figures.expectedReturn * 100, .fixed(1)),
          .number(figures.volatility * 100, .fixed(1)),
          .number(figures.tailLoss * 100, .fixed(2)), .number(figures.drawdown * 100, .fixed(1)),
          .number(allocation.gross, .fixed(2)), .number(allocation.effectiveCount, .fixed(1)),
          figures.turnover.map { .number($0 * 100, .fixed(1)) } ?? .absent("nothing held"),
          .number(allocation.residual, .significant(1)),
        ]
      })
  }

  private var weightTable: ReportTable {
    ReportTable(
      "weights",
      columns: [.init("coin", "coin")]
        + (constraints.held == nil ? [] : [.init("held", "held", unit: "%")])
        + allocations.map {
          .init($0.objective.kind.rawValue, heading($0), unit: "%")
        },
      rows: moments.assets.indices.map { asset in
        [.text(moments.assets[asset])]
          + (constraints.held.map { [.number($0[asset] * 100, .fixed(2))] } ?? [])
          + allocations.map { .number($0.weights[asset] * 100, .fixed(2)) }
      })
  }

  private func heading(_ allocation: Allocation) -> String {
    allocation.objective.kind.rawValue.replacing("-", with: "\n", maxReplacements: 1)
  }

  private var riskTable: ReportTable {
    let parts = allocations.map { figures($0).deviationParts }
    return ReportTable(
      "risk_contributions", caption: "Shares of the volatility",
      columns: [
        .init("coin", "coin"), .init("volatility", "volatility\nof its own", unit: "% a year"),
      ]
        + allocations.map { .init($0.objective.kind.rawValue, heading($0), unit: "%") },
      rows: moments.assets.indices.map { asset in
        [
          .text(moments.assets[asset]),
          .number(moments.deviations[asset] * stepsPerYear.squareRoot() * 100, .fixed(1)),
        ] + parts.map { .number($0[asset] * 100, .fixed(2)) }
      })
  }

  private var sizeTable: ReportTable {
    ReportTable(
      "sizes",
      columns: [.init("rule", "rule")]
        + allocations.map { .init($0.objective.kind.rawValue, heading($0), unit: "times") },
      rows: sizes.map { size in
        [.coded(size.key, words: size.words)] + size.multiples.map { .number($0, .fixed(3)) }
      })
  }

  private var walkTable: ReportTable {
    ReportTable(
      "walk",
      columns: [
        .init("portfolio", "portfolio"), .init("annual_return", "growth", unit: "% a year"),
        .init("volatility", "volatility", unit: "% a year"), .init("sharpe", "Sharpe\nratio"),
        .init("sharpe_lower", "90 %\nfrom"), .init("sharpe_upper", "to"),
        .init("deflated_sharpe", "deflated\nprobability"),
        .init("maximum_drawdown", "deepest\nfall", unit: "%"),
        .init("tail_loss", "tail loss\n95 %", unit: "% a day"),
        .init("turnover", "turnover", unit: "% a year"), .init("cost", "cost", unit: "% a year"),
        .init("final", "of 1\nbecame"),
      ],
      rows: walks.map { walk in
        let statistics = walk.statistics
        return [
          .text(walk.name), .number(statistics.annualReturn * 100, .fixed(1)),
          .number(statistics.annualVolatility * 100, .fixed(1)),
          statistics.sharpe.map { .number($0, .fixed(2)) } ?? .absent("none"),
          walk.confidence.map { .number($0.sharpe.lower, .fixed(2)) } ?? .absent("-"),
          walk.confidence.map { .number($0.sharpe.upper, .fixed(2)) } ?? .absent("-"),
          walk.confidence.map { .number($0.deflated, .fixed(2)) } ?? .absent("-"),
          .number(statistics.maximumDrawdown * 100, .fixed(1)),
          .number(statistics.tailLoss * 100, .fixed(2)),
          .number(statistics.annualTurnover * 100, .fixed(0)),
          .number(statistics.annualCost * 100, .fixed(2)),
          .number(statistics.finalCapital, .fixed(2)),
        ]
      })
  }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

extension ComparisonReport {
  /// The answer for people.
  public var document: ReportDocument {
    let explanation = comparison.reference.explanation
    var sections = [summary, bindingSection, componentSection, reasonSection].compactMap(\.self)
    sections += [positionSection, failureSection, .notes(remarks)].compactMap(\.self)
    return ReportDocument(
      title: "One portfolio under \(comparison.outcomes.count) margin models",
      subtitle:
        "Market of \(explanation.time). Amounts in \(currency). Tied up is full equity less "
        + "initial excess; models are compared with \(comparison.reference.name).",
      sections: sections)
  }

  private var summary: ReportDocument.Section {
    let unit = currency.code
    let figures = ReportTable(
      "models",
      columns: [
        .init("model", "model"), .init("status", "status"), .init("complete", "complete"),
        .init("equity", "equity", unit: unit),
        .init("counted_equity", "counted equity", unit: unit),
        .init("initial_margin", "initial\nmargin", unit: unit),
        .init("initial_excess", "left free", unit: unit),
        .init("maintenance_margin", "maintenance\nmargin", unit: unit),
        .init("maintenance_excess", "maintenance\nexcess", unit: unit),
      ],
      rows: comparison.outcomes.indices.map { index in
        let figures = comparison.outcomes[index].explanation.figures
        let status = status(of: index).rawValue
        return [
          .text(comparison.outcomes[index].name),
          .coded(status, words: status.split(separator: "_").joined(separator: " ")),
          .coded("\(isComplete(index))", words: isComplete(index) ? "yes" : "NO"),
          amount(figures.equity), amount(figures.initialCountedEquity),
          amount(figures.initialMargin), amount(figures.initialExcess),
          amount(figures.maintenanceMargin), amount(figures.maintenanceExcess),
        ]
      })
    return .init("", [.table(figures), .table(tiedUpTable)])
  }

  private var tiedUpTable: ReportTable {
    let unit = currency.code
    let name = comparison.reference.name
    return ReportTable(
      "tied_up",
      columns: [
        .init("model", "model"), .init("tied_up", "tied up", unit: unit),
        .init("difference", "against\n\(name)", unit: unit),
        .init("difference_share", "against\n\(name)", unit: "%"),
        .init("positions_alone", "positions\none by one", unit: unit),
        .init("positions_together", "positions\ntogether", unit: unit),
        .init("netting_benefit", "netting\nbenefit", unit: unit),
      ],
      rows: comparison.outcomes.indices.map { index in
        let outcome = comparison.outcomes[index]
        return [
          .text(outcome.name), amount(outcome.tiedUpUSD),
          difference(index).map { .amount($0, currency) } ?? .none,
          differenceShare(index).map { .percent($0) } ?? .none,
          outcome.standaloneSumUSD.map { amount($0) } ?? .none, amount(outcome.positionsOnlyUSD),
          outcome.nettingBenefitUSD.map { amount($0) } ?? .none,
        ]
      })
  }

  private var bindingSection: ReportDocument.Section? {
    let rows = comparison.outcomes.flatMap { outcome in
      outcome.explanation.buckets.map { bucket -> [ReportCell] in
        [
          .text(outcome.name), .text(bucket.name), .text(bucket.bindingWords),
          amount(bucket.scenarioRequirementUSD),
          amount(bucket.initialMargin * bucket.usdPerUnit),
          amount(bucket.maintenanceMargin * bucket.usdPerUnit),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    let table = ReportTable(
      "binding",
      columns: [
        .init("model", "model"), .init("bucket", "bucket"),
        .init("scenario", "binding scenario"),
        .init("worst_case", "scenario loss", unit: currency.code),
        .init("initial_margin", "initial margin", unit: currency.code),
        .init("maintenance_margin", "maintenance margin", unit: currency.code),
      ], rows: rows)
    return .init("Which scenario binds", [.table(table)])
  }

  /// What ties the equity up: a row for each component, a column for each model.
  private var componentSection: ReportDocument.Section? {
    var kinds: [TiedUpComponent.Kind] = []
    for outcome in comparison.outcomes {
      for component in outcome.components where !kinds.contains(component.kind) {
        kinds.append(component.kind)
      }
    }
    guard !kinds.isEmpty else { return nil }
    let rows = kinds.map { kind -> [ReportCell] in
      [.coded(kind.name, words: Self.words(kind))]
        + comparison.outcomes.map { outcome in
          outcome.components.first { $0.kind == kind }.map { amount($0.amountUSD) } ?? .none
        }
    }
    let total =
      [ReportCell.coded("tied_up", words: "tied up")]
      + comparison.outcomes.map { amount($0.tiedUpUSD) }
    return .init(
      "What ties it up",
      [
        .table(byModel("components", [.init("component", "component")], rows + [total])),
        .barPicture(componentPicture(kinds)),
      ])
  }

  /// Components drawn by themselves; a page tells six colours apart.
  private static let drawnComponents = 6

  /// The same as bars, the smallest components as one where there are many.
  private func componentPicture(_ kinds: [TiedUpComponent.Kind]) -> ReportBars {
    func amount(_ kind: TiedUpComponent.Kind, _ outcome: ModelOutcome) -> Double {
      reported(outcome.components.first { $0.kind == kind }?.amountUSD ?? 0)
    }
    let bySize = kinds.indices.sorted { left, right in
      let sizes = [left, right].map { place in
        comparison.outcomes.map { amount(kinds[place], $0).magnitude }.max() ?? 0
      }
      return (-sizes[0], left) < (-sizes[1], right)
    }
    let isMerged = kinds.count > Self.drawnComponents
    let kept = bySize.prefix(isMerged ? Self.drawnComponents - 1 : kinds.count).map { kinds[$0] }
    let rest = kinds.filter { !kept.contains($0) }
    return ReportBars(
      title: "What ties it up", unit: currency.code, style: currency.amountStyle,
      series: kept.map(Self.words) + (isMerged ? ["\(rest.count) others"] : []),
      rows: comparison.outcomes.map { outcome in
        let others = rest.map { amount($0, outcome) }.reduce(0, +)
        return .init(outcome.name, kept.map { amount($0, outcome) } + (isMerged ? [others] : []))
      })
  }

  /// The foot of a page: each model with its parameters.
  public var sources: [ReportSource] {
    let explanation = comparison.reference.explanation
    return comparison.outcomes.map { outcome in
      let provenance = outcome.explanation.provenance
      return ReportSource(
        outcome.name,
        [
          "parameters \(provenance.name), in force from \(provenance.effective)"
            + (outcome.explanation.stateName.map { ", state \($0)" } ?? "")
        ] + (provenance.superseded.map { ["superseded: \($0)"] } ?? []) + provenance.sources)
    } + [
      ReportSource("market", "of \(explanation.time)"),
      ReportSource("kernels", "\(explanation.level)"),
    ]
  }

  private var reasonSection: ReportDocument.Section? {
    let name = comparison.reference.name
    let paragraphs = comparison.outcomes.indices.flatMap { index -> [ReportDocument.Block] in
      guard let difference = difference(index) else { return [] }
      let model = comparison.outcomes[index].name
      let total = ReportCell.amount(abs(difference), currency)
      guard case .number(let value, let style) = total else { return [] }
      let size = NumberText.text(value, style)
      guard difference != 0 else {
        return [.paragraph("\(model) ties up as much as \(name).")]
      }
      let head = "\(model) ties up \(size) \(difference > 0 ? "more" : "less") than \(name)."
      let sentences = [head] + reasons(index, detail).map { $0.text + "." }
      return [.paragraph(sentences.joined(separator: " "))]
    }
    guard !paragraphs.isEmpty else { return nil }
    return .init("Why they differ from \(name)", paragraphs)
  }

  private var positionSection: ReportDocument.Section? {
    guard !comparison.positions.isEmpty, !comparison.reference.positions.isEmpty else { return nil }
    func table(
      _ name: String, _ caption: String,
      _ effect: (ModelOutcome.PositionEffect) -> Double?
    ) -> ReportTable {
      let rows = comparison.positions.indices.map { index -> [ReportCell] in
        let position = comparison.positions[index]
        return [
          .text(names.name(of: position.instrument)),
          .number(position.quantity.doubleValue, .shortest),
          .text(position.instrument.quantityCurrency.code),
        ]
          + comparison.outcomes.map { outcome in
            effect(outcome.positions[index]).map { amount($0) } ?? .absent("unbounded")
          }
      }
      let columns: [ReportTable.Column] = [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"),
      ]
      return byModel(name, caption: caption, columns, rows)
    }
    return .init(
      "Position by position",
      [
        .table(
          table(
            "freed_by_closing",
            "Freed by closing: tied up by the book less tied up without the position; negative for "
              + "what hedges"
          ) { $0.freedByClosingUSD }),
        .table(
          table("alone", "Alone: tied up by the position and nothing else") { $0.standaloneUSD }),
      ])
  }

  private var failureSection: ReportDocument.Section? {
    let groups = failureGroups
    guard !groups.isEmpty else { return nil }
    let table = ReportTable(
      "failures",
      columns: [
        .init("code", "code"), .init("subject", "where"), .init("models", "models"),
        .init("message", "what and what to do"),
      ],
      rows: groups.map { group in
        let cause = group.error.cause.map { " (\($0))" } ?? ""
        let isEvery = group.models.count == comparison.outcomes.count
        let others = group.count > 1 ? " and \(group.count - 1) more" : ""
        return [
          .text(group.error.code.rawValue),
          .text(group.error.subject.description + others),
          .coded(
            group.models.joined(separator: " "),
            words: isEvery ? "all" : group.models.joined(separator: ", ")),
          .text(group.error.message + cause + " " + group.error.remedy),
        ]
      })
    return .init("Left out or odd", [.table(table)])
  }

  /// A table with a column of amounts for each model.
  private func byModel(
    _ name: String, caption: String = "", _ columns: [ReportTable.Column], _ rows: [[ReportCell]]
  ) -> ReportTable {
    ReportTable(
      name, caption: caption,
      columns: columns + comparison.outcomes.map { .init($0.name, $0.name, unit: currency.code) },
      rows: rows)
  }

  private func amount(_ amountUSD: Double) -> ReportCell {
    .amount(reported(amountUSD), currency)
  }
}

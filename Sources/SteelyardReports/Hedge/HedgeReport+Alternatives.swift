import SteelyardContracts
import SteelyardHedging
import SteelyardMargin

extension HedgeReport {
  /// Protective structures side by side, and what each loses in history's crashes.
  func structureSections(_ alternatives: HedgeAlternatives) -> [ReportDocument.Section] {
    let holding = alternatives.exposure > 0 ? "holding" : "short position"
    let intro =
      "For the \(holding) of \(words(abs(alternatives.exposure))) of delta in \(alternatives.question.coin). "
      + "Floor: the worst that the "
      + "\(holding) and the structure come to together at expiry, all paid; given up: what a move of half in "
      + "its favour would have brought "
      + "more. Both as shares of the \(holding)."
    var sections = [
      ReportDocument.Section(
        "Protective structures side by side",
        [
          .paragraph(intro), .table(structureTable(alternatives)), .table(legTable(alternatives)),
        ])
    ]
    let outcomes = alternatives.alternatives.first?.outcomes ?? []
    if !outcomes.isEmpty {
      sections.append(
        .init("What the book gains in history's crashes", [.table(crashTable(alternatives))]))
    }
    return sections
  }

  private func structureTable(_ alternatives: HedgeAlternatives) -> ReportTable {
    let unit = currency.code
    return ReportTable(
      "structures",
      columns: [
        .init("structure", "structure"), .init("premium", "premium\npaid", unit: unit),
        .init("cost", "cost", unit: unit), .init("carry", "carry", unit: "\(unit) a day"),
        .init("floor", "floor kept", unit: "%"), .init("given_up", "given up", unit: "%"),
        .init("expected_shortfall", "expected\nshortfall", unit: unit),
        .init("initial_margin", "initial\nmargin", unit: unit),
        .init("worst_crash", "worst of the\ncrashes", unit: unit),
      ],
      rows: alternatives.alternatives.map { alternative in
        [
          .coded(alternative.structure.rawValue, words: alternative.structure.words),
          amount(alternative.premium), amount(alternative.cost.total),
          amount(alternative.carryPerDay),
          alternative.floorShare.map { .percent($0, decimals: 1) } ?? .absent("none"),
          .percent(alternative.givenUpShare, decimals: 1), amount(alternative.expectedShortfall),
          amount(alternative.figures.initialMargin),
          alternative.outcomes.map(\.after).min().map(amount) ?? .none,
        ]
      })
  }

  private func legTable(_ alternatives: HedgeAlternatives) -> ReportTable {
    ReportTable(
      "structure_legs",
      columns: [
        .init("structure", "structure"), .init("instrument", "instrument"),
        .init("quantity", "quantity"), .init("quantity_currency", "in"),
      ],
      rows: alternatives.alternatives.flatMap { alternative in
        alternative.legs.map { leg in
          [
            .coded(alternative.structure.rawValue, words: alternative.structure.words),
            .text(name(of: leg.candidate.instrument)), .number(leg.quantity, .shortest),
            .text(quantityCurrency(of: leg.candidate.instrument)),
          ]
        }
      })
  }

  private func crashTable(_ alternatives: HedgeAlternatives) -> ReportTable {
    let all = alternatives.alternatives
    let order = (all.first?.outcomes ?? []).indices.sorted { first, second in
      let outcomes = all[0].outcomes
      return (outcomes[first].before, first) < (outcomes[second].before, second)
    }
    return ReportTable(
      "crashes",
      columns: [.init("event", "event")]
        + all.map {
          .init($0.structure.rawValue, $0.structure.words.replacingSpace, unit: currency.code)
        },
      rows: order.map { place in
        [.text(all[0].outcomes[place].label)] + all.map { amount($0.outcomes[place].after) }
      })
  }
}

extension String {
  /// The same with a line end for its first space, so that columns stay narrow.
  fileprivate var replacingSpace: String {
    guard let space = firstIndex(of: " ") else { return self }
    return self[..<space] + "\n" + self[index(after: space)...]
  }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardScenarios

extension EdgeReport {
  func reverseSections(_ reverse: ReverseStress) -> [ReportDocument.Section] {
    let opening = sentences(reverse).map { ReportDocument.Block.paragraph($0) }
    var sections = [
      ReportDocument.Section("Nearest joint moves", opening + [.facts(searchFacts(reverse))])
    ]
    guard !reverse.points.isEmpty else { return sections }
    sections[0] = ReportDocument.Section(
      "Nearest joint moves",
      opening + [.table(pointTable(reverse)), .facts(searchFacts(reverse))])
    sections.append(
      .init("What each quantity does there", [.table(moveTable(reverse))] + pointPictures(reverse)))
    sections.append(
      .init(
        "On the way there", [.plots([pathPlot(reverse)]), .table(pathTable(reverse))]))
    return sections
  }

  /// What was found, in sentences.
  func sentences(_ reverse: ReverseStress) -> [String] {
    var sentences: [String] = []
    let horizon = "over \(NumberText.text(reverse.distribution.days, .significant(3))) days"
    let isBelow = reverse.median.maintenanceExcess < 0
    if let nearest = reverse.points.first {
      let moves = nearest.moves.map { "\($0.quantity.words) \(percent($0.move))" }
      sentences.append(
        (isBelow
          ? "Maintenance margin is not covered without any move. The nearest joint move that covers it "
          : "The nearest joint move that takes maintenance excess to zero ")
          + "lies \(NumberText.text(nearest.nearest.distance, .fixed(2))) deviations away: "
          + moves.joined(separator: ", ") + ". Moves at least as far in this direction have a "
          + "probability of \(probability(nearest.probabilityBeyond)) \(horizon).")
    } else if reverse.search.status == .iterationLimit {
      sentences.append(
        "No nearest move was proved before the evaluations ran out; pass more --starts.")
    } else {
      sentences.append(
        "No joint move within \(NumberText.text(ReverseStressSettings.distanceMax, .fixed(0))) "
          + "deviations takes maintenance excess to zero: none of \(reverse.search.startCount) "
          + "directions does.")
    }
    let estimate = reverse.probability.estimate
    let plain = reverse.probability.plain
    if estimate.hitCount == 0 {
      sentences.append(
        "Ending below zero \(horizon): not once in \(estimate.count) samples; with 95 % confidence the "
          + "probability is below \(probability(reverse.probability.upperBound)).")
    } else {
      sentences.append(
        "Ending below zero \(horizon) has a probability of \(probability(estimate.probability)), "
          + "standard error \(probability(estimate.standardError)); plain counting of "
          + "\(plain.count) samples says \(probability(plain.probability)), standard error "
          + "\(probability(plain.standardError)).")
    }
    if !reverse.search.unproved.isEmpty {
      let distances = reverse.search.unproved.map { NumberText.text($0.distance, .fixed(2)) }
      sentences.append(
        "Searches ended without proof of a minimum at \(distances.joined(separator: ", ")) deviations."
      )
    }
    return sentences
  }

  private func searchFacts(_ reverse: ReverseStress) -> [ReportDocument.Fact] {
    let search = reverse.search
    func count(_ key: String, _ label: String, _ number: Int) -> ReportDocument.Fact {
      .init(key, label, .number(Double(number), .grouped(0)))
    }
    var facts: [ReportDocument.Fact] = [
      .init(
        "median_excess", "excess at median moves",
        .amount(reported(reverse.median.maintenanceExcess), currency), unit: currency.code),
      count("starts", "starts", search.startCount),
      count("missed", "starts that meet no edge", search.missedCount),
      count("unproved", "ends without proof", search.unproved.count),
      count("samples", "samples", reverse.probability.estimate.count),
      .init(
        "effective_hits", "effective hits",
        .number(reverse.probability.effectiveHitCount, .grouped(1))),
      count("evaluations", "evaluations of the book", reverse.evaluations),
      .init(
        "moves", "moves",
        .coded(
          reverse.distribution.source.rawValue,
          words: reverse.distribution.source.words
            + (reverse.distribution.degreesOfFreedom.isFinite
              ? ", t copula with "
                + NumberText.text(reverse.distribution.degreesOfFreedom, .significant(3))
                + " degrees of freedom" : ", normal copula"))),
    ]
    if search.status == .iterationLimit {
      facts.append(
        .init(
          "search", "search",
          .coded("iteration_limit", words: "cut short: some starts were not followed"),
          tone: .caution))
    }
    return facts
  }

  private func pointTable(_ reverse: ReverseStress) -> ReportTable {
    let quantities = reverse.distribution.quantities
    return ReportTable(
      "points",
      columns: [.init("point", "point"), .init("distance", "distance", unit: "deviations")]
        + quantities.map { .init($0.code, $0.heading, unit: "%") } + [
          .init("probability_beyond", "probability\nbeyond", unit: "%"),
          .init("excess", "excess", unit: currency.code), .init("evidence", "how it is known"),
          .init("starts", "starts"),
        ],
      rows: reverse.points.enumerated().map { index, point in
        [
          .number(Double(index + 1), .fixed(0)), .number(point.nearest.distance, .fixed(3)),
        ] + point.moves.map { .percent($0.move) } + [
          .number(100 * point.probabilityBeyond, .significant(3)),
          rounded(point.outcome.figures.maintenanceExcess),
          .coded(point.nearest.evidence.rawValue, words: point.nearest.evidence.words),
          .number(Double(point.nearest.startCount), .fixed(0)),
        ]
      })
  }

  private func moveTable(_ reverse: ReverseStress) -> ReportTable {
    ReportTable(
      "moves",
      columns: [
        .init("point", "point"), .init("quantity", "quantity"), .init("move", "move", unit: "%"),
        .init("score", "score", unit: "deviations"),
        .init("excess_without", "excess without\nthis move", unit: currency.code),
      ],
      rows: reverse.points.enumerated().flatMap { index, point in
        // What the point hangs on most comes first.
        point.moves.sorted { $0.excessWithoutUSD > $1.excessWithoutUSD }.map { move in
          [
            .number(Double(index + 1), .fixed(0)),
            .coded(move.quantity.code, words: move.quantity.words), .percent(move.move),
            .number(move.score, .fixed(3)), rounded(move.excessWithoutUSD),
          ]
        }
      })
  }

  private func pathTable(_ reverse: ReverseStress) -> ReportTable {
    ReportTable(
      "path",
      columns: [
        .init("point", "point"), .init("share", "of the way", unit: "%"),
        .init("equity", "equity", unit: currency.code),
        .init("initial_margin", "initial\nmargin", unit: currency.code),
        .init("maintenance_margin", "maint.\nmargin", unit: currency.code),
        .init("maintenance_excess", "maint.\nexcess", unit: currency.code),
      ],
      rows: reverse.points.enumerated().flatMap { index, point in
        point.path.map { step in
          [
            .number(Double(index + 1), .fixed(0)), .percent(step.share, decimals: 0),
            rounded(step.figures.equity), rounded(step.figures.initialMargin),
            rounded(step.figures.maintenanceMargin), rounded(step.figures.maintenanceExcess),
          ]
        }
      })
  }

  private func pathPlot(_ reverse: ReverseStress) -> ReportPlot {
    let marks: [Character] = ["1", "2", "3", "4", "5", "6", "7", "8"]
    return ReportPlot(
      title: "Maintenance excess on the way to each point",
      horizontalLabel: "share of the way, %", verticalLabel: currency.code,
      series: zip(reverse.points, marks).map { point, mark in
        .init(
          "excess towards point \(mark)", .line(mark),
          point.path.map { .init(100 * $0.share, reported($0.figures.maintenanceExcess)) })
      })
  }

  /// The points over the moves of the first two quantities, where there are two.
  private func pointPictures(_ reverse: ReverseStress) -> [ReportDocument.Block] {
    let quantities = reverse.distribution.quantities
    guard quantities.count > 1 else { return [] }
    let plot = ReportPlot(
      title: "The nearest points",
      horizontalLabel: "\(quantities[0].words), %", verticalLabel: "\(quantities[1].words), %",
      series: [
        .init("no move", .points("0"), [.init(0, 0)]),
        .init(
          "nearest points", .points("X"),
          reverse.points.map { .init(100 * $0.moves[0].move, 100 * $0.moves[1].move) }),
      ])
    return [.pictures([plot])]
  }

  private func percent(_ share: Double) -> String {
    let text = NumberText.text(100 * share, .fixed(2))
    return (share > 0 ? "+" : "") + text + " %"
  }

  private func probability(_ share: Double) -> String {
    NumberText.text(100 * share, .significant(3)) + " %"
  }
}

extension SampledScenarios.Quantity {
  /// What programs call it: `spot_btc`.
  var code: String {
    switch self {
    case .spot(let coin): "spot_\(coin)".lowercased()
    case .volatility(let coin): "volatility_\(coin)".lowercased()
    case .asset(let asset): "price_\(asset)".lowercased()
    }
  }

  var words: String {
    switch self {
    case .spot(let coin): "\(coin)"
    case .volatility(let coin): "\(coin) volatility"
    case .asset(let asset): "\(asset) price"
    }
  }

  var heading: String {
    switch self {
    case .spot(let coin): "\(coin)\nspot"
    case .volatility(let coin): "\(coin)\nvolatility"
    case .asset(let asset): "\(asset)\nprice"
    }
  }
}

extension MoveDistribution.Source {
  var words: String {
    switch self {
    case .drawn: "the distribution that the state's scenarios were drawn from"
    case .fitted: "fitted to the state's scenarios"
    }
  }
}

extension NearestPoint.Evidence {
  var words: String {
    switch self {
    case .perpendicular: "smooth, at right angles"
    case .edge: "edge of several faces"
    case .polled: "no neighbour nearer"
    case .none: "not proved"
    }
  }
}

public import SteelyardContracts
import SteelyardFormats
public import SteelyardHedging

/// The answer of `insure`: ways to keep a floor, side by side.
public struct InsuranceReport: Report {
  private let comparison: InsuranceComparison
  private let process: PriceProcess
  private let seed: UInt64
  private let curve: [(move: Double, ends: [(way: InsuranceComparison.Way, value: Double)])]

  /// A report on a comparison.
  ///
  /// - Throws: What the ways without a path throw.
  public init(
    _ comparison: InsuranceComparison, under process: PriceProcess, seed: UInt64
  ) throws(SteelyardError) {
    self.comparison = comparison
    self.process = process
    self.seed = seed
    var curve: [(move: Double, ends: [(way: InsuranceComparison.Way, value: Double)])] = []
    for step in -12...20 {
      let move = Double(step) / 20
      curve.append((move, try comparison.ends(after: move)))
    }
    self.curve = curve
  }

  private var question: InsuranceComparison.Question { comparison.question }
  private var floor: Double { question.floorShare * question.value }

  private func money(_ value: Double) -> ReportCell { .number(value, .grouped(2)) }
  private func percent(_ share: Double) -> ReportCell { .percent(share) }

  /// The answer for people.
  public var document: ReportDocument {
    let count = comparison.outcomes.first?.ends.count ?? 0
    return ReportDocument(
      title: "Insurance of a holding",
      subtitle: "A floor of \(words(floor)) under \(words(question.value)) for "
        + "\(NumberText.text(question.days, .shortest)) days, over \(count) paths. "
        + "Amounts in the holding's currency.",
      sections: [
        .init("", [.facts(facts)]),
        .init("Ways side by side", [.paragraph(reading), .table(table)]),
        .init("Where the coin ends", [.plots([plot])]),
        .notes(notes),
      ].compactMap(\.self))
  }

  private func words(_ value: Double) -> String { NumberText.text(value, .grouped(2)) }

  private var facts: [ReportDocument.Fact] {
    let insurance = comparison.insurance
    let premium = insurance.coins * insurance.putValue
    return [
      .init("strike", "strike of the puts", money(insurance.strike)),
      .init("coins", "coins, each with a put", .number(insurance.coins, .significant(6))),
      .init("premium", "what the puts cost", money(premium)),
      .init("premium_share", "of the holding", percent(insurance.premiumShare), unit: "%"),
      .init(
        "leland_premium", "what who makes them by trading must ask", money(comparison.lelandPremium)
      ),
      .init(
        "participation", "part of a rise that is kept", percent(insurance.participation), unit: "%"),
      .init(
        "gap_fall", "fall between two looks that breaks CPPI's floor",
        question.multiple > 1 ? percent(1 / question.multiple) : .text("none"),
        unit: question.multiple > 1 ? "%" : ""),
      .init(
        "gap_probability", "chance of one, without jumps", percent(comparison.gapProbability),
        unit: "%"),
    ]
  }

  /// What the table says, in a sentence.
  private var reading: String {
    func outcome(_ way: InsuranceComparison.Way) -> InsuranceComparison.Outcome? {
      comparison.outcomes.first { $0.way == way }
    }
    let kept = comparison.outcomes.filter { $0.brokenShare == 0 }.map { $0.way.title }
    guard let hold = outcome(.hold) else { return "" }
    let held =
      "Held alone the coin ends below the floor on \(share(hold.brokenShare)) of the paths, by "
      + "\(words(hold.shortfallMean)) on average of those. "
    return held
      + (kept.isEmpty
        ? "No way keeps the floor on every path."
        : "On every path the floor is kept by: \(kept.joined(separator: ", ")).")
  }

  private func share(_ share: Double) -> String { NumberText.text(100 * share, .fixed(1)) + " %" }

  private var table: ReportTable {
    ReportTable(
      "ways",
      columns: [
        .init("way", "way"), .init("mean", "mean\nend"), .init("median", "median\nend"),
        .init("tail_mean", "mean of the\nworst 5 %"), .init("least", "worst"),
        .init("best_tenth", "where the coin\nended highest"),
        .init("broken_share", "below the\nfloor", unit: "%"),
        .init("shortfall_mean", "by, on average\nof those"), .init("cost_mean", "trading\ncosts"),
        .init("trades_mean", "trades"),
      ],
      rows: comparison.outcomes.map { outcome in
        [
          .coded(outcome.way.rawValue, words: outcome.way.title), money(outcome.ends.mean),
          money(outcome.ends.median), money(outcome.ends.tailMean), money(outcome.ends.least),
          money(outcome.bestTenth), percent(outcome.brokenShare), money(outcome.shortfallMean),
          money(outcome.costMean), .number(outcome.tradeCountMean, .fixed(1)),
        ]
      })
  }

  private var plot: ReportPlot {
    let marks: [InsuranceComparison.Way: Character] = [
      .hold: ".", .bought: "*", .constantProportion: "+",
    ]
    let ways = curve.first?.ends.map(\.way) ?? []
    return ReportPlot(
      title: "End by where the coin ends: held, with puts bought, and CPPI traded at every instant",
      horizontalLabel: "move of the coin, %", verticalLabel: "end",
      series: [
        .init("floor", .line("-"), curve.map { .init(100 * $0.move, floor) })
      ]
        + ways.enumerated().map { place, way in
          .init(
            way.title, .line(marks[way] ?? "*"),
            curve.map { .init(100 * $0.move, $0.ends[place].value) })
        })
  }

  private var notes: [String] {
    var notes = [
      "Paths: drift \(share(process.drift)) and volatility \(share(process.volatility)) a year, "
        + "\(question.looks) looks, seed \(seed).",
      "Puts are priced, and made, at a volatility of \(share(question.impliedVolatility)); a trade costs "
        + "\(NumberText.text(1e4 * question.cost, .shortest)) basis points of its value; cash earns nothing.",
      "CPPI and TIPP hold \(NumberText.text(question.multiple, .shortest)) times the cushion, without borrowing, and buy "
        + "their first exposure from cash.",
    ]
    if let jumps = process.jumps {
      notes.append(
        "Jumps: \(NumberText.text(jumps.perYear, .shortest)) a year of \(share(jumps.mean)) in the logarithm, "
          + "deviation \(share(jumps.deviation)). The plot has none.")
    }
    return notes
  }

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      try writer.field("value", question.value)
      try writer.field("floor", floor)
      try writer.field("days", question.days)
      try writer.field("strike", comparison.insurance.strike)
      try writer.field("coins", comparison.insurance.coins)
      try writer.field("premium", comparison.insurance.coins * comparison.insurance.putValue)
      try writer.field("leland_premium", comparison.lelandPremium)
      try writer.field("participation", comparison.insurance.participation)
      try writer.field("gap_probability", comparison.gapProbability)
      try writer.objects("ways", comparison.outcomes) { writer, outcome throws(SteelyardError) in
        writer.field("way", outcome.way.rawValue)
        try writer.field("mean", outcome.ends.mean)
        try writer.field("standard_error", outcome.ends.standardError)
        try writer.field("median", outcome.ends.median)
        try writer.field("deviation", outcome.ends.deviation)
        try writer.field("tail_mean", outcome.ends.tailMean)
        try writer.field("least", outcome.ends.least)
        try writer.field("best_tenth", outcome.bestTenth)
        try writer.field("broken_share", outcome.brokenShare)
        try writer.field("shortfall_mean", outcome.shortfallMean)
        try writer.field("cost_mean", outcome.costMean)
        try writer.field("trades_mean", outcome.tradeCountMean)
      }
      try writer.strings("notes", notes)
    }
  }
}

extension InsuranceComparison.Way {
  /// What people call it.
  var title: String {
    switch self {
    case .hold: "held alone"
    case .bought: "puts bought"
    case .made: "puts made, every look"
    case .madeInBand: "puts made, in a band"
    case .constantProportion: "CPPI"
    case .timeInvariant: "TIPP"
    }
  }
}

public import SteelyardContracts
import SteelyardFormats
public import SteelyardHedging

/// The answer of `rehedge`: what hedging an option's delta costs by rule, and where it breaks.
public struct RehedgeReport: Report {
  /// What happens where a price does not move in small steps.
  public struct Gaps: Sendable {
    /// Profit of the hedged position after a jump of the price, by the jump's relative size.
    public let jumps: [(move: Double, profit: Double)]
    /// The position as it expires at its strike.
    public let pin: HedgeGap.Pin

    /// Gaps from their parts.
    public init(jumps: [(move: Double, profit: Double)], pin: HedgeGap.Pin) {
      self.jumps = jumps
      self.pin = pin
    }
  }

  private let name: String
  private let comparison: RehedgeComparison
  private let process: PriceProcess
  private let gaps: Gaps
  private let stepsPerDay: Double
  private let quote: Currency
  private let sources: [String]

  /// A report on a comparison.
  ///
  /// - Parameters:
  ///   - name: What the option is called.
  ///   - stepsPerDay: Looks in a day.
  ///   - quote: The currency of amounts.
  ///   - sources: Where the inputs came from.
  public init(
    _ name: String, _ comparison: RehedgeComparison, under process: PriceProcess, gaps: Gaps,
    stepsPerDay: Double, quote: Currency, sources: [String]
  ) {
    self.name = name
    self.comparison = comparison
    self.process = process
    self.gaps = gaps
    self.stepsPerDay = stepsPerDay
    self.quote = quote
    self.sources = sources
  }

  private var plan: DeltaHedge.Plan { comparison.plan }
  private func money(_ value: Double) -> ReportCell { .number(value, .grouped(2)) }
  private func words(_ share: Double) -> String { NumberText.text(100 * share, .shortest) + " %" }

  /// The answer for people.
  public var document: ReportDocument {
    let paths = comparison.entries.first?.sample.profit.count ?? 0
    let days = NumberText.text((plan.years * 365e6).rounded() / 1e6, .shortest)
    return ReportDocument(
      title: "Delta hedging of \(name)",
      subtitle:
        "\(NumberText.text(plan.quantity, .shortest)) options over \(days) days, hedged at a volatility of "
        + "\(words(plan.hedgeVolatility)), on \(paths) paths that realise \(words(process.volatility)). Amounts in \(quote).",
      sections: [
        .init("", [.facts(facts)]),
        .init("Rules side by side", [.paragraph(reading), .table(table), .plots([plot])]),
        .init(
          "Where the price does not move in small steps", [.table(jumpTable), .facts(pinFacts)]),
        .notes(sources + notes),
      ].compactMap(\.self))
  }

  private var facts: [ReportDocument.Fact] {
    let scalp = comparison.scalp
    let leland = comparison.leland
    var facts: [ReportDocument.Fact] = [
      .init(
        "break_even_volatility", "realised volatility that pays for time value and costs",
        .percent(scalp.breakEvenVolatility), unit: "%"),
      .init(
        "gamma_drag", "of gamma's gains, what hedging at every look costs",
        .percent(scalp.gammaDrag), unit: "%"),
      .init(
        "leland_short", "volatility that who is short must ask for (Leland)",
        .percent(leland.short),
        unit: "%"),
    ]
    if let long = leland.long {
      facts.append(
        .init(
          "leland_long", "volatility that who is long may pay (Leland)", .percent(long), unit: "%"))
    }
    return facts
  }

  private var reading: String {
    let efficient = comparison.entries.filter(\.isEfficient)
    guard
      let tight = efficient.min(by: { $0.sample.profit.deviation < $1.sample.profit.deviation }),
      let cheap = efficient.min(by: { $0.sample.costs.mean < $1.sample.costs.mean })
    else { return "" }
    return
      "Least is left open by \(title(of: tight.rule)), for \(amount(tight.sample.costs.mean)) of costs; "
      + "the cheapest that no other beats is \(title(of: cheap.rule)), for \(amount(cheap.sample.costs.mean))."
  }

  private func amount(_ value: Double) -> String {
    "\(NumberText.text(value, .grouped(2))) \(quote)"
  }

  private var table: ReportTable {
    let unit = quote.code
    return ReportTable(
      "rules",
      columns: [
        .init("rule", "rule"), .init("trades", "trades"), .init("cost", "costs", unit: unit),
        .init("profit", "profit", unit: unit), .init("deviation", "deviation", unit: unit),
        .init("tail_mean", "mean of the\nworst 5 %", unit: unit),
        .init("drag", "costs of the profit\nbefore them", unit: "%"),
        .init("efficient", "beaten"),
      ],
      rows: comparison.entries.map { entry in
        [
          .text(title(of: entry.rule)), .number(entry.sample.tradeCountMean, .fixed(1)),
          money(entry.sample.costs.mean), money(entry.sample.profit.mean),
          money(entry.sample.profit.deviation), money(entry.sample.profit.tailMean),
          drag(of: entry.sample),
          .coded("\(entry.isEfficient)", words: entry.isEfficient ? "no" : "yes"),
        ]
      })
  }

  /// Costs against the profit before them, where that can be told apart from nothing.
  private func drag(of sample: DeltaHedgeSample) -> ReportCell {
    let before = sample.profitBeforeCosts
    guard let drag = sample.gammaDrag, before.mean > 2 * before.standardError else {
      return .absent("no profit")
    }
    return .percent(drag)
  }

  private func title(of rule: DeltaHedge.Rule) -> String {
    switch rule {
    case .every(let steps):
      let hours = Double(steps) * 24 / stepsPerDay
      return hours.truncatingRemainder(dividingBy: 24) == 0
        ? "every \(Int(hours / 24)) d"
        : "every \(NumberText.text((hours * 1e4).rounded() / 1e4, .shortest)) h"
    case .threshold(let delta): return "delta off by \(NumberText.text(delta, .shortest))"
    case .band(let aversion):
      return
        "band, aversion \(NumberText.text((aversion * unitSize * 1e6).rounded() / 1e6, .shortest))"
    }
  }

  /// What aversions are told against: the notional of the position.
  private var unitSize: Double { abs(plan.quantity) * process.start }

  private var plot: ReportPlot {
    ReportPlot(
      title: "What each rule costs against what it leaves open",
      horizontalLabel: "mean costs, \(quote)", verticalLabel: "deviation of the profit, \(quote)",
      series: [
        .init(
          "not beaten", .points("*"),
          comparison.entries.filter(\.isEfficient).map {
            .init($0.sample.costs.mean, $0.sample.profit.deviation)
          }),
        .init(
          "beaten", .points("."),
          comparison.entries.filter { !$0.isEfficient }.map {
            .init($0.sample.costs.mean, $0.sample.profit.deviation)
          }),
      ].filter { !$0.points.isEmpty })
  }

  private var jumpTable: ReportTable {
    ReportTable(
      "jumps", caption: "Profit of the hedged position in a jump",
      columns: [
        .init("move", "jump of the price", unit: "%"), .init("profit", "profit", unit: quote.code),
      ], rows: gaps.jumps.map { [.percent($0.move), money($0.profit)] })
  }

  private var pinFacts: [ReportDocument.Fact] {
    let pin = gaps.pin
    return [
      .init(
        "pin_crossing", "at the strike a day before expiry: chance to end on the other side",
        .percent(pin.crossingProbability), unit: "%"),
      .init(
        "pin_open", "value left open there by half a coin of delta for each option",
        money(pin.openValue * abs(plan.quantity)), unit: quote.code),
      .init(
        "pin_move", "move that changes delta by a half there", money(pin.moveForHalf),
        unit: quote.code),
    ]
  }

  private var notes: [String] {
    var notes = [
      "Costs are \(NumberText.text(1e4 * plan.cost, .shortest)) basis points of what is traded. Aversions are against a "
        + "variance as large as the position's notional squared."
    ]
    if let jumps = process.jumps {
      notes.append(
        "The paths have \(NumberText.text(jumps.perYear, .shortest)) jumps a year of \(words(jumps.mean)) in the logarithm, "
          + "deviation \(words(jumps.deviation)).")
    }
    return notes
  }

  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("instrument", name)
      writer.field("currency", quote.code)
      try writer.field("quantity", plan.quantity)
      try writer.field("break_even_volatility", comparison.scalp.breakEvenVolatility)
      try writer.field("gamma_drag", comparison.scalp.gammaDrag)
      try writer.field("leland_short", comparison.leland.short)
      try writer.optional("leland_long", comparison.leland.long)
      try writer.objects("rules", comparison.entries) { writer, entry throws(SteelyardError) in
        writer.field("rule", title(of: entry.rule))
        try writer.field("trades", entry.sample.tradeCountMean)
        try writer.field("cost", entry.sample.costs.mean)
        try writer.field("profit", entry.sample.profit.mean)
        try writer.field("standard_error", entry.sample.profit.standardError)
        try writer.field("deviation", entry.sample.profit.deviation)
        try writer.field("tail_mean", entry.sample.profit.tailMean)
        writer.key("efficient")
        writer.boolean(entry.isEfficient)
      }
      try writer.objects("jumps", gaps.jumps) { writer, jump throws(SteelyardError) in
        try writer.field("move", jump.move)
        try writer.field("profit", jump.profit)
      }
      try writer.field("pin_crossing_probability", gaps.pin.crossingProbability)
      try writer.field("pin_open_value", gaps.pin.openValue * abs(plan.quantity))
      try writer.strings("sources", sources)
      try writer.strings("notes", notes)
    }
  }
}

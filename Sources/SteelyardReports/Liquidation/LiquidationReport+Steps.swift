import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

extension LiquidationReport {
  /// A plan's steps, the account after each, why each, the takeover, and the pictures.
  ///
  /// - Parameter heading: What its headings begin with; empty for the account as it is.
  func planSections(_ plan: LiquidationPlan, heading: String) -> [ReportDocument.Section] {
    var sections: [ReportDocument.Section] = []
    if !plan.steps.isEmpty {
      sections.append(.init(heading + "Trades", [.table(tradeTable(plan))]))
      sections.append(
        .init(
          heading + "The account after each step",
          [.table(stepTable(plan)), .pictures(pictures(of: plan))]))
      sections.append(.init(heading + "Why these steps", [.table(reasonTable(plan))]))
    }
    if case .takenOver(let takeover) = plan.outcome {
      sections.append(.init(heading + "Taken over", [.table(takeoverTable(takeover))]))
    }
    return sections
  }

  private func tradeTable(_ plan: LiquidationPlan) -> ReportTable {
    let unit = currency.code
    return ReportTable(
      "trades",
      columns: [
        .init("step", "step"), .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("purpose", "for"), .init("closes", "closes"),
        .init("mark", "mark"), .init("mark_currency", "in"),
        .init("notional", "notional", unit: unit), .init("spread", "spread", unit: unit),
        .init("fee", "fee", unit: unit), .init("liquidation_fee", "liquidation fee", unit: unit),
        .init("impact", "impact", unit: unit), .init("impact_source", "impact by"),
        .init("cost", "cost", unit: unit),
      ],
      rows: plan.steps.enumerated().flatMap { number, step in
        step.trades.map { trade -> [ReportCell] in
          let instrument = trade.trade.instrument
          return [
            .number(Double(number + 1), .grouped(0)), .text(names.name(of: instrument)),
            .number(trade.trade.quantity.doubleValue, .shortest),
            .text(instrument.quantityCurrency.code),
            .coded(trade.trade.purpose.rawValue, words: trade.trade.purpose.words),
            .coded("\(trade.closes)", words: trade.closes ? "yes" : "no"),
            .price(trade.mark.doubleValue, instrument.priceCurrency),
            .text(instrument.priceCurrency.code), amount(trade.notionalUSD),
            amount(trade.cost.spread), amount(trade.cost.fee), amount(trade.cost.liquidationFee),
            amount(trade.cost.impact),
            .coded(trade.impactSource.rawValue, words: trade.impactSource.words),
            amount(trade.cost.total),
          ]
        }
      })
  }

  private func stepTable(_ plan: LiquidationPlan) -> ReportTable {
    let unit = currency.code
    func row(
      _ step: Int, _ figures: AccountFigures, cost: Double, impact: Double, relief: Double?,
      rate: Double?
    ) -> [ReportCell] {
      [
        .number(Double(step), .grouped(0)), amount(cost), amount(impact), amount(figures.equity),
        amount(figures.maintenanceCountedEquity), amount(figures.maintenanceMargin),
        amount(figures.maintenanceExcess), relief.map(amount) ?? .none,
        rate.map { .number($0, .fixed(2)) } ?? .none,
      ]
    }
    return ReportTable(
      "steps",
      columns: [
        .init("step", "after\nstep"), .init("cost", "cost", unit: unit),
        .init("impact_loss", "lost on\nthe rest", unit: unit),
        .init("equity", "equity", unit: unit),
        .init("maintenance_counted_equity", "counted\nequity", unit: unit),
        .init("maintenance_margin", "maintenance\nmargin", unit: unit),
        .init("maintenance_excess", "excess", unit: unit), .init("relief", "relief", unit: unit),
        .init("relief_per_dollar", "relief for\none spent"),
      ],
      rows: [row(0, plan.start, cost: 0, impact: 0, relief: nil, rate: nil)]
        + plan.steps.enumerated().map { number, step in
          row(
            number + 1, step.after, cost: step.cost.total, impact: step.impactLoss,
            relief: step.relief, rate: step.price > 0 ? step.relief / step.price : nil)
        })
  }

  private func reasonTable(_ plan: LiquidationPlan) -> ReportTable {
    ReportTable(
      "reasons",
      columns: [.init("step", "step"), .init("reason", "why this one, and what was turned down")],
      rows: plan.steps.enumerated().map { number, step in
        [.number(Double(number + 1), .grouped(0)), .text(reason(for: step))]
      })
  }

  /// Why a step, in sentences.
  func reason(for step: LiquidationPlan.Step) -> String {
    var text = "Raises the excess by \(words(step.relief)) for \(words(step.price))"
    text += step.price > 0 ? ", \(rate(step.relief / step.price)) for one spent." : "."
    if step.trades.count > 1 {
      text += " They go together, because one alone would lower the excess or relieve nothing."
    }
    let told = step.alternatives.map { alternative in
      let name = names.name(of: alternative.instrument)
      let quantity = NumberText.text(alternative.quantity.doubleValue, .shortest)
      guard let perDollar = alternative.reliefPerUSD else {
        return "\(quantity) \(name) lowers it by \(words(-alternative.relief))"
      }
      return "\(quantity) \(name) gives \(rate(perDollar))"
    }
    if !told.isEmpty { text += " Else: \(told.joined(separator: "; "))." }
    return text
  }

  private func rate(_ rate: Double) -> String { NumberText.text(rate, .fixed(2)) }

  private func takeoverTable(_ takeover: PlannedTakeover) -> ReportTable {
    ReportTable(
      "taken_over",
      columns: [
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("mark", "mark"),
        .init("bankruptcy_price", "bankruptcy price"), .init("price_currency", "in"),
        .init("given_up", "given up", unit: currency.code),
      ],
      rows: takeover.positions.map { position in
        let currency = position.instrument.priceCurrency
        return [
          .text(names.name(of: position.instrument)),
          .number(position.quantity.doubleValue, .shortest),
          .text(position.instrument.quantityCurrency.code),
          .price(position.mark.doubleValue, currency),
          .price(position.price.doubleValue, currency), .text(currency.code),
          amount(position.givenUp),
        ]
      })
  }

  private func pictures(of plan: LiquidationPlan) -> [ReportPlot] {
    var excess = [ReportPlot.Point(0, reported(plan.start.maintenanceExcess))]
    var cost = [ReportPlot.Point(0, 0)]
    var spent = 0.0
    for (number, step) in plan.steps.enumerated() {
      spent += step.price
      excess.append(ReportPlot.Point(Double(number + 1), reported(step.after.maintenanceExcess)))
      cost.append(ReportPlot.Point(Double(number + 1), reported(spent)))
    }
    let zero = [ReportPlot.Point(0, 0), ReportPlot.Point(Double(plan.steps.count), 0)]
    return [
      ReportPlot(
        title: "Maintenance excess after each step", horizontalLabel: "step",
        verticalLabel: "excess, \(currency)",
        series: [
          .init("zero", .line("-"), zero), .init("excess", .line("*"), excess),
        ]),
      ReportPlot(
        title: "Spent so far", horizontalLabel: "step",
        verticalLabel: "costs and loss by impact, \(currency)",
        series: [.init("spent", .line("*"), cost)]),
    ]
  }
}

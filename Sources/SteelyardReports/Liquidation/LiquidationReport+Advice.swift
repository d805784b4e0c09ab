import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

extension LiquidationReport {
  /// What would be traded first, and at which prices.
  func adviceSections(_ advice: LiquidationAdvice) -> [ReportDocument.Section] {
    let mode = advice.volatility == .following ? "follow spot" : "stay"
    let lead: String
    if let nearest = advice.nearest {
      lead =
        "One coin moving alone while volatilities \(mode), the account would be liquidated first with \(nearest.coin) at "
        + "\(NumberText.text(nearest.priceUSD, .grouped(2))) USD, a move of \(percent(nearest.move)) %. Plans are made "
        + "\(NumberText.text(100 * LiquidationAdvice.beyond, .fixed(1))) % beyond each price."
    } else {
      lead =
        "No coin's price alone would liquidate the account while volatilities \(mode), from -99 % to +400 %."
    }
    return [
      .init(
        "What would be traded first, and at which price",
        [.paragraph(lead), .table(placeTable(advice)), .table(firstTable(advice))])
    ]
  }

  private func percent(_ share: Double) -> String { NumberText.text(100 * share, .fixed(2)) }

  private func placeTable(_ advice: LiquidationAdvice) -> ReportTable {
    func cells(_ place: LiquidationAdvice.Place?) -> [ReportCell] {
      guard let place else { return [.absent("none"), .none] }
      return [.number(place.priceUSD, .grouped(2)), .percent(place.move)]
    }
    return ReportTable(
      "liquidation_prices",
      columns: [
        .init("coin", "coin"), .init("price", "price now", unit: "USD"),
        .init("price_below", "liquidated\nbelow", unit: "USD"),
        .init("move_below", "move", unit: "%"),
        .init("price_above", "liquidated\nabove", unit: "USD"),
        .init("move_above", "move", unit: "%"),
      ],
      rows: advice.coins.map { coin in
        [.text(coin.coin.code), .number(coin.priceUSD, .grouped(2))] + cells(coin.below)
          + cells(coin.above)
      })
  }

  private func firstTable(_ advice: LiquidationAdvice) -> ReportTable {
    let places = advice.coins.flatMap { [$0.below, $0.above].compactMap(\.self) }
    return ReportTable(
      "first_trades", caption: "The plan there",
      columns: [
        .init("coin", "coin"), .init("move", "coin moves", unit: "%"), .init("step", "step"),
        .init("instrument", "instrument"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("cost", "cost", unit: currency.code),
        .init("maintenance_excess", "excess after", unit: currency.code),
        .init("outcome", "outcome"),
      ],
      rows: places.flatMap { place -> [[ReportCell]] in
        let head: [ReportCell] = [.text(place.coin.code), .percent(place.plannedMove)]
        let outcome = ReportCell.coded(place.plan.outcome.code, words: place.plan.outcome.words)
        guard !place.plan.steps.isEmpty else {
          return [
            head + [
              .none, .absent("no trade"), .none, .none, .none,
              amount(place.plan.end.maintenanceExcess), outcome,
            ]
          ]
        }
        return place.plan.steps.enumerated().flatMap { number, step in
          step.trades.map { trade in
            head + [
              .number(Double(number + 1), .grouped(0)),
              .text(names.name(of: trade.trade.instrument)),
              .number(trade.trade.quantity.doubleValue, .shortest),
              .text(trade.trade.instrument.quantityCurrency.code), amount(trade.cost.total),
              amount(step.after.maintenanceExcess), outcome,
            ]
          }
        }
      })
  }
}

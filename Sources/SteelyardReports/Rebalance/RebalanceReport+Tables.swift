import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin

extension RebalanceReport {
  var stepTable: ReportTable {
    ReportTable(
      "orders",
      columns: [
        .init("account", "account"), .init("trade", "trade"), .init("quantity", "quantity"),
        .init("quantity_currency", "in"), .init("exposure", "exposure", unit: currency.code),
        .init("kind", "it"), .init("excess", "initial excess\nonce done", unit: currency.code),
      ],
      rows: plan.steps.map { step in
        let trade = plan.trades[step.trade]
        guard let chosen = trade.chosen else { return [] }
        let lots = step.quantity.doubleValue / chosen.lot.doubleValue
        return [
          .text(account(step.account)), .text(name(of: chosen.way, trade.coin)),
          .number(step.quantity.doubleValue, .shortest),
          .text(quantityCurrency(of: chosen.way, trade.coin).code), amount(lots * chosen.lotUSD),
          .coded(
            step.isReducing ? "reduces" : "opens", words: step.isReducing ? "reduces" : "opens"),
          amount(step.excess),
        ]
      })
  }

  var wayTable: ReportTable {
    let unit = currency.code
    return ReportTable(
      "ways",
      columns: [
        .init("coin", "coin"), .init("way", "way"), .init("chosen", "taken"),
        .init("size", "quoted for", unit: unit), .init("fee", "fee", unit: unit),
        .init("spread", "spread", unit: unit), .init("impact", "impact", unit: unit),
        .init("gas", "gas", unit: unit), .init("carry", "funding,\ninterest", unit: unit),
        .init("total", "all in", unit: unit), .init("margin", "initial\nmargin", unit: unit),
      ],
      rows: plan.trades.flatMap { trade in
        trade.quotes.enumerated().map { place, quote in
          let cells: [ReportCell] =
            if let cost = quote.cost {
              [
                amount(cost.fee), amount(cost.spread), amount(cost.impact), amount(cost.gas),
                amount(cost.funding + cost.borrow), amount(cost.total),
                quote.marginChange.map(amount) ?? .none,
              ]
            } else { [ReportCell](repeating: .none, count: 7) }
          let taken =
            quote.cost == nil ? "not available" : place == 0 ? "taken" : "dearer"
          return [
            .text(trade.coin.code), .text(name(of: quote.way, trade.coin)),
            .coded(taken.replacing(" ", with: "_"), words: taken), amount(trade.quotedUSD),
          ] + cells
        }
      })
  }

  var wayWords: String {
    let obstacles = plan.trades.flatMap { trade in
      trade.quotes.compactMap { quote in
        quote.obstacle.map { "\(name(of: quote.way, trade.coin)): \($0)" }
      }
    }
    return
      "For what goes to the market of each coin, all accounts together; the cheapest all in is taken. Margin is what "
      + "the initial margin of all accounts would change by."
      + (obstacles.isEmpty ? "" : " Not available: \(obstacles.joined(separator: " "))")
  }

  var nettingTable: ReportTable {
    ReportTable(
      "netting",
      columns: [
        .init("coin", "coin"), .init("account", "account"), .init("quantity_currency", "in"),
        .init("wanted", "passed"), .init("crossed", "crosses at\nthe mark"),
        .init("market", "goes to\nthe market"), .init("cost", "its cost", unit: currency.code),
      ],
      rows: plan.trades.filter { $0.parts.contains { $0.crossed != 0 } }.flatMap { trade in
        trade.parts.map { part in
          let lot = trade.chosen?.lot.doubleValue ?? 0
          return [
            .text(trade.coin.code), .text(account(part.account)),
            .text(
              trade.chosen.map { quantityCurrency(of: $0.way, trade.coin).code } ?? trade.coin.code),
            .number(Double(part.lots) * lot + 0, .shortest),
            .number(Double(part.crossed) * lot + 0, .shortest),
            .number(Double(part.market) * lot + 0, .shortest), amount(part.cost.paid),
          ]
        }
      })
  }

  var leftTable: ReportTable {
    ReportTable(
      "left",
      columns: [
        .init("account", "account"), .init("coin", "coin"),
        .init("wanted", "wanted", unit: currency.code), .init("why", "why it is left"),
      ],
      rows: plan.left.map { left in
        [
          .text(account(left.account)), .text(left.coin.code), amount(left.wantedUSD),
          .text(left.reason),
        ]
      })
  }

  var accountTable: ReportTable {
    let unit = currency.code
    func rows(
      _ key: String, _ label: String, _ value: (AccountFigures) -> Double
    ) -> [[ReportCell]] {
      plan.book.accounts.indices.map { account in
        let (before, after) = (plan.before[account].figures, plan.after[account].figures)
        return [
          .text(self.account(account)), .coded(key, words: label), amount(value(before)),
          amount(value(after)), amount(value(after) - value(before)),
        ]
      }
    }
    return ReportTable(
      "accounts",
      columns: [
        .init("account", "account"), .init("figure", "figure"),
        .init("before", "before", unit: unit), .init("after", "after", unit: unit),
        .init("change", "change", unit: unit),
      ],
      rows: rows("equity", "equity") { $0.equity }
        + rows("initial_margin", "initial margin") { $0.initialMargin }
        + rows("initial_excess", "initial excess") { $0.initialExcess }
        + rows("maintenance_margin", "maintenance margin") { $0.maintenanceMargin }
        + rows("maintenance_excess", "maintenance excess") { $0.maintenanceExcess })
  }

  var greekTable: ReportTable {
    let unit = currency.code
    let coins = Set(plan.before.flatMap { $0.exposure.coins.map(\.coin) })
      .union(plan.after.flatMap { $0.exposure.coins.map(\.coin) }).sorted()
    func sum(
      _ standings: [RebalancePlan.Standing], _ coin: Currency,
      _ value: (RebalanceExposure.Coin) -> Double
    ) -> ReportCell {
      amount(standings.reduce(0) { $0 + value($1.exposure[coin]) })
    }
    return ReportTable(
      "greeks",
      columns: [
        .init("coin", "coin"), .init("delta_before", "delta\nbefore", unit: unit),
        .init("delta_after", "delta\nafter", unit: unit),
        .init("gamma_before", "gamma\nbefore", unit: unit),
        .init("gamma_after", "gamma\nafter", unit: unit),
        .init("vega_before", "vega\nbefore", unit: "\(unit) a point"),
        .init("vega_after", "vega\nafter", unit: "\(unit) a point"),
        .init("theta_before", "theta\nbefore", unit: "\(unit) a day"),
        .init("theta_after", "theta\nafter", unit: "\(unit) a day"),
      ],
      rows: coins.map { coin in
        [
          .text(coin.code), sum(plan.before, coin) { $0.delta }, sum(plan.after, coin) { $0.delta },
          sum(plan.before, coin) { $0.gamma }, sum(plan.after, coin) { $0.gamma },
          sum(plan.before, coin) { $0.vega }, sum(plan.after, coin) { $0.vega },
          sum(plan.before, coin) { $0.theta }, sum(plan.after, coin) { $0.theta },
        ]
      })
  }
}

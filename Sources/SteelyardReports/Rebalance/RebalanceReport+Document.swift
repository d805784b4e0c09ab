import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin

extension RebalanceReport {
  /// The answer for people.
  public var document: ReportDocument {
    var sections = [ReportDocument.Section("", [.paragraph(verdict), .facts(facts)])]
    sections.append(
      .init(
        "Why",
        plan.groups.flatMap { group -> [ReportDocument.Block] in
          let named = plan.groups.count > 1
          return reasons(group).map { .paragraph(named ? "\(self.group(group)): \($0)" : $0) }
        } + plan.cuts.map { .paragraph(words($0)) }))
    sections.append(.init("Weights", [.table(weightTable)]))
    if trades {
      sections.append(.init("Orders, in the sequence in which they keep margin", [.table(stepTable)]))
    }
    if !plan.trades.isEmpty {
      sections.append(.init("What each way would cost", [.table(wayTable)] + [.paragraph(wayWords)]))
    }
    if plan.turnover.crossed > 0 {
      sections.append(.init("Netted between accounts", [.table(nettingTable)]))
    }
    if !plan.left.isEmpty { sections.append(.init("Left", [.table(leftTable)])) }
    sections.append(.init("Before and after", [.table(accountTable), .table(greekTable)]))
    sections += [.failures(failures), .notes(remarks)].compactMap(\.self)
    let models = Set(plan.book.accounts.map(\.model.name)).sorted().joined(separator: ", ")
    return ReportDocument(
      title: "Rebalancing, by \(models)",
      subtitle: "\(plan.book.accounts.count) account\(plan.book.accounts.count == 1 ? "" : "s"). "
        + "Market of \(plan.book.snapshot.time). Amounts in \(currency).", sections: sections)
  }

  private var verdict: String {
    guard plan.asksForTrades else {
      return "No weight is to be moved."
    }
    guard trades else {
      return "Weights have drifted, and nothing can be traded: see why, and what is left."
    }
    let turnover = plan.turnover
    let count = Set(plan.trades.filter { $0.parts.contains { $0.lots != 0 } }.map(\.coin)).count
    return
      "\(count) coin\(count == 1 ? " is" : "s are") traded: \(words(turnover.market)) in the market"
      + (turnover.crossed > 0 ? " and \(words(turnover.crossed)) between accounts" : "")
      + ", for \(words(plan.cost.paid)) of costs"
      + (plan.saving > 0 ? "; netting saves \(words(plan.saving))" : "") + "."
      + (plan.cuts.isEmpty ? "" : " Limits cut some of it.")
  }

  private var facts: [ReportDocument.Fact] {
    func fact(_ key: String, _ label: String, _ amountUSD: Double) -> ReportDocument.Fact {
      .init(key, label, amount(amountUSD), unit: currency.code)
    }
    func distance(_ weights: (RebalancePlan.Group) -> [Double]) -> Double {
      plan.groups.reduce(0) { sum, group in
        sum
          + group.equity / plan.book.equity
          * zip(weights(group), group.drift.targets).reduce(0) { $0 + abs($1.0 - $1.1) }
      }
    }
    var facts: [ReportDocument.Fact] = [
      fact("equity", "equity", plan.book.equity),
      .init(
        "distance_before", "off target now, all coins", .percent(distance { $0.drift.held }),
        unit: "% of equity"),
      .init(
        "distance_after", "off target then", .percent(distance { $0.after }), unit: "% of equity"),
      fact("traded", "traded in the market", plan.turnover.market),
      fact("crossed", "crossed between accounts", plan.turnover.crossed),
      fact("cost", "costs at once", plan.cost.paid),
      fact("carry_cost", "funding and interest to come", plan.cost.total - plan.cost.paid),
      fact("saving", "saved by netting", plan.saving),
      .init(
        "limits_kept", "limits",
        .coded("\(plan.cuts.isEmpty)", words: plan.cuts.isEmpty ? "nothing cut" : "cut"),
        tone: plan.cuts.isEmpty ? .good : .caution),
    ]
    if !isComplete { facts.append(.incomplete) }
    return facts
  }

  private var weightTable: ReportTable {
    ReportTable(
      "weights",
      columns: [
        .init("account", "account"), .init("coin", "coin"), .init("held", "now", unit: "%"),
        .init("target", "target", unit: "%"), .init("aim", "asked for", unit: "%"),
        .init("after", "then", unit: "%"),
        .init("exposure_before", "exposure\nnow", unit: currency.code),
        .init("exposure_after", "exposure\nthen", unit: currency.code),
      ],
      rows: plan.groups.flatMap { group in
        group.drift.coins.indices.map { coin in
          [
            .text(self.group(group)), .text(group.drift.coins[coin].code),
            .percent(group.drift.held[coin] + 0), .percent(group.drift.targets[coin] + 0),
            .percent(group.drift.aims[coin] + 0), .percent(group.after[coin] + 0),
            amount(exposure(group, coin) { plan.before[$0] }),
            amount(exposure(group, coin) { plan.after[$0] }),
          ]
        }
      })
  }

  private func exposure(
    _ group: RebalancePlan.Group, _ coin: Int, _ standing: (Int) -> RebalancePlan.Standing
  ) -> Double {
    group.accounts.reduce(0) {
      $0 + standing($1).exposure[group.drift.coins[coin]].delta
    }
  }

  private var stepTable: ReportTable {
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

  private var wayTable: ReportTable {
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

  private var wayWords: String {
    let obstacles = plan.trades.flatMap { trade in
      trade.quotes.compactMap { quote in
        quote.obstacle.map { "\(name(of: quote.way, trade.coin)): \($0)" }
      }
    }
    return
      "For what goes to the market of each coin, all accounts together; the cheapest all in is taken. Margin is what the "
      + "initial margin of all accounts would change by."
      + (obstacles.isEmpty ? "" : " Not available: \(obstacles.joined(separator: " "))")
  }

  private var nettingTable: ReportTable {
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

  private var leftTable: ReportTable {
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

  private var accountTable: ReportTable {
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

  private var greekTable: ReportTable {
    let unit = currency.code
    let coins = Set(plan.before.flatMap { $0.exposure.coins.map(\.coin) })
      .union(plan.after.flatMap { $0.exposure.coins.map(\.coin) }).sorted()
    func sum(
      _ standings: [RebalancePlan.Standing], _ coin: Currency,
      _ value: (BookExposure.Coin) -> Double
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

import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket

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
      sections.append(
        .init("Orders, in the sequence in which they keep margin", [.table(stepTable)]))
    }
    if !plan.trades.isEmpty {
      sections.append(
        .init("What each way would cost", [.table(wayTable)] + [.paragraph(wayWords)]))
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
}

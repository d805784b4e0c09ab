import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

extension RebalanceReport {
  /// The answer for programs, with the fields of `docs/rebalancing.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("time", plan.book.snapshot.time.description)
      writer.field("currency", currency.code)
      writer.field("cash", plan.book.cash.code)
      writer.key("complete")
      writer.boolean(isComplete)
      writer.key("asks_for_trades")
      writer.boolean(plan.asksForTrades)
      writer.key("limits_kept")
      writer.boolean(plan.cuts.isEmpty)
      try writer.field("equity", reported(plan.book.equity))
      try writer.field("risk_share", plan.riskShare)
      try writer.field("traded", reported(plan.turnover.market))
      try writer.field("crossed", reported(plan.turnover.crossed))
      try writer.field("saving", reported(plan.saving))
      writer.key("cost")
      try writer.object { writer throws(SteelyardError) in try write(plan.cost, &writer) }
      try writer.objects("groups", plan.groups) { writer, group throws(SteelyardError) in
        try write(group, &writer)
      }
      try writer.objects("trades", plan.trades) { writer, trade throws(SteelyardError) in
        try write(trade, &writer)
      }
      try writer.objects("orders", plan.steps) { writer, step throws(SteelyardError) in
        let trade = plan.trades[step.trade]
        writer.field("account", account(step.account))
        writer.field("coin", trade.coin.code)
        if let chosen = trade.chosen {
          writer.field("way", chosen.way.code)
          writer.field("trade", name(of: chosen.way, trade.coin))
          writer.field("quantity_currency", quantityCurrency(of: chosen.way, trade.coin).code)
        }
        writer.key("quantity")
        writer.amount(step.quantity)
        writer.key("reduces")
        writer.boolean(step.isReducing)
        try writer.field("initial_excess", reported(step.excess))
      }
      try writer.objects("cuts", plan.cuts) { writer, cut throws(SteelyardError) in
        writer.field("account", account(cut.account))
        try writer.strings("coins", cut.coins.map(\.code))
        writer.field("level", cut.level.rawValue)
        try writer.field("share", cut.share)
        writer.field("reason", cut.reason)
      }
      try writer.objects("left", plan.left) { writer, left throws(SteelyardError) in
        writer.field("account", account(left.account))
        writer.field("coin", left.coin.code)
        try writer.field("wanted", reported(left.wantedUSD))
        writer.field("reason", left.reason)
        writer.key("too_small")
        writer.boolean(left.isTooSmall)
      }
      try writer.objects("accounts", Array(plan.book.accounts.indices)) {
        writer, account throws(SteelyardError) in
        writer.field("account", self.account(account))
        writer.field("model", plan.book.accounts[account].model.name)
        for (key, standing) in [("before", plan.before[account]), ("after", plan.after[account])] {
          writer.key(named: key)
          try writer.object { writer throws(SteelyardError) in
            writer.field("status", standing.figures.health.rawValue)
            try writer.figures(standing.figures, reported)
            try writer.objects("greeks", standing.exposure.coins) {
              writer, coin throws(SteelyardError) in
              writer.field("coin", coin.coin.code)
              try writer.field("delta", reported(coin.delta))
              try writer.field("gamma", reported(coin.gamma))
              try writer.field("vega", reported(coin.vega))
              try writer.field("theta", reported(coin.theta))
            }
          }
        }
      }
      try writer.failures(failures)
      try writer.strings("notes", remarks)
    }
  }

  private func write(
    _ group: RebalancePlan.Group, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.strings("accounts", group.accounts.map(account))
    try writer.field("equity", reported(group.equity))
    writer.key("due")
    writer.boolean(group.drift.isDue)
    try writer.field("band_factor", group.drift.bandFactor)
    try writer.objects("weights", Array(group.drift.coins.indices)) {
      writer, coin throws(SteelyardError) in
      writer.field("coin", group.drift.coins[coin].code)
      try writer.field("held", group.drift.held[coin])
      try writer.field("target", group.drift.targets[coin])
      try writer.field("aim", group.drift.aims[coin])
      try writer.field("after", group.after[coin])
      try writer.objects("rules", group.drift.findings.filter { $0.coin == coin }) {
        writer, finding throws(SteelyardError) in
        writer.field("rule", finding.rule.code)
        try writer.optional("measured", finding.measured)
        try writer.field("band", finding.band)
        writer.key("fires")
        writer.boolean(finding.fires)
      }
    }
    try writer.strings("reasons", reasons(group))
  }

  private func write(
    _ trade: CoinTrade, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("coin", trade.coin.code)
    try writer.field("quoted_for", reported(trade.quotedUSD))
    try writer.field("saving", reported(trade.saving))
    writer.key("cost")
    try writer.object { writer throws(SteelyardError) in try write(trade.cost, &writer) }
    try writer.objects("ways", trade.quotes) { writer, quote throws(SteelyardError) in
      writer.field("way", quote.way.code)
      writer.field("trade", name(of: quote.way, trade.coin))
      writer.key("lot")
      writer.amount(quote.lot)
      writer.key("cost")
      if let cost = quote.cost {
        try writer.object { writer throws(SteelyardError) in try write(cost, &writer) }
      } else {
        writer.null()
      }
      try writer.optional("initial_margin_change", quote.marginChange.map(reported))
      if let obstacle = quote.obstacle { writer.field("not_available", obstacle) }
    }
    try writer.objects("parts", trade.parts) { writer, part throws(SteelyardError) in
      writer.field("account", account(part.account))
      try writer.field("wanted", reported(part.wantedUSD))
      writer.key("quantity")
      writer.amount(try trade.quantity(part.lots))
      writer.key("crossed")
      writer.amount(try trade.quantity(part.crossed))
      writer.key("market")
      writer.amount(try trade.quantity(part.market))
      writer.key("cost")
      try writer.object { writer throws(SteelyardError) in try write(part.cost, &writer) }
    }
  }

  private func write(_ cost: WayCost, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.field("fee", reported(cost.fee))
    try writer.field("spread", reported(cost.spread))
    try writer.field("impact", reported(cost.impact))
    try writer.field("gas", reported(cost.gas))
    try writer.field("funding", reported(cost.funding))
    try writer.field("borrow", reported(cost.borrow))
    try writer.field("paid", reported(cost.paid))
    try writer.field("total", reported(cost.total))
  }
}

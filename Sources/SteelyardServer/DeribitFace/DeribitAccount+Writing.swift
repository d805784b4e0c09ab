import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension DeribitAccount {
  /// What `private/get_account_summary` and `user.portfolio.*` say of a currency, in that currency; `total_*` in US
  /// dollars.
  ///
  /// Balance, equity and Greeks are the currency's own; margins and what is free are those of the whole account,
  /// converted, as in Deribit's cross accounts.
  ///
  /// - Throws: `missingMarketData` for a currency without a price.
  func writeSummary(
    of currency: Currency, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let price = try market.market.priceUSD(of: currency)
    try writer.object { writer throws(SteelyardError) in
      try writeSummaryFields(of: currency, usd: price, &writer)
    }
  }

  func writeSummaryFields(
    of currency: Currency, usd price: Double, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let (share, figures) = (share(of: currency, usd: price), explanation.figures)
    let free = figures.initialCountedEquity - initialMarginUSD
    writer.field("currency", currency.code)
    writer.field("margin_model", marginModel)
    writer.field("cross_collateral_enabled", is: view.mode != .isolated)
    writer.field("portfolio_margining_enabled", is: view.mode == .portfolio)
    try writer.field("balance", share.balance)
    try writer.field("equity", share.equity)
    try writer.field("margin_balance", figures.initialCountedEquity / price)
    try writer.field("initial_margin", initialMarginUSD / price)
    try writer.field("maintenance_margin", figures.maintenanceMargin / price)
    try writer.field("available_funds", free / price)
    try writer.field("available_withdrawal_funds", max(0, min(free / price, share.balance)))
    try writer.field("futures_pl", share.futuresProfit)
    try writer.field("futures_session_upl", share.futuresProfit)
    try writer.field("options_pl", share.optionsProfit)
    try writer.field("options_value", share.optionsValue)
    try writer.field("session_upl", share.futuresProfit)
    try writer.field("total_pl", share.futuresProfit + share.optionsProfit)
    try writer.field("delta_total", share.greeks.netTransactionDelta)
    try writer.field("projected_delta_total", share.projectedDelta)
    try writer.field("options_delta", share.optionsGreeks.netTransactionDelta)
    try writer.field("options_gamma", share.optionsGreeks.gamma)
    try writer.field("options_vega", share.optionsGreeks.vega)
    try writer.field("options_theta", share.optionsGreeks.theta)
    writer.key("delta_total_map")
    try writer.object { writer throws(SteelyardError) in
      for (name, delta) in share.deltasByIndex.sorted(by: { $0.key < $1.key }) {
        writer.key(named: name)
        try writer.number(delta)
      }
    }
    try writer.field("total_equity_usd", figures.equity)
    try writer.field("total_margin_balance_usd", figures.initialCountedEquity)
    try writer.field("total_initial_margin_usd", initialMarginUSD)
    try writer.field("total_maintenance_margin_usd", figures.maintenanceMargin)
    try writer.field(
      "total_delta_total_usd",
      GreekTotals.totals(explanation.positions, []).reduce(0) { sum, total in
        sum + total.net.netTransactionDelta * (market.priceUSD(of: total.base) ?? 0)
      })
  }

  /// What tells the account itself.
  func writeIdentity(_ writer: inout JSONWriter) {
    writer.field("id", view.index)
    writer.field("username", view.name.description)
    writer.field("system_name", view.name.description)
    writer.field("type", view.name.isSubaccount ? "subaccount" : "main")
  }

  /// A position as `private/get_positions` lists it.
  func writePosition(
    _ position: PositionExplanation, named name: String, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let instrument = position.instrument
    let held = view.positions.first { $0.instrument == instrument }
    let price = try market.market.priceUSD(of: instrument.underlying.settlement)
    let quantity = position.quantity
    try writer.object { writer throws(SteelyardError) in
      writer.field("instrument_name", name)
      writer.field("kind", DeribitMarket.kind(of: instrument))
      writer.field("direction", quantity > 0 ? "buy" : quantity < 0 ? "sell" : "zero")
      try writer.field("size", quantity)
      try writer.field("average_price", held?.averagePrice?.doubleValue ?? 0)
      try writer.field("realized_profit_loss", held?.realised.doubleValue ?? 0)
      let profit = profit(of: position, usd: price)
      try writer.field("floating_profit_loss", profit)
      try writer.field("total_profit_loss", profit)
      if let priced = position.priced {
        try writer.field("index_price", priced.index)
        let greeks = priced.greeks(of: quantity)
        try writer.field("delta", greeks.delta)
        if instrument.isOption {
          try writer.field("mark_price", priced.observedMark ?? priced.value)
          try writer.field("gamma", greeks.gamma)
          try writer.field("vega", greeks.vega)
          try writer.field("theta", greeks.theta)
          try writer.field("floating_profit_loss_usd", profit * price)
          if let average = held?.averagePrice {
            let quote = instrument.underlying.isInverse ? priced.index : 1
            try writer.field("average_price_usd", average.doubleValue * quote)
          }
        } else {
          try writer.field("mark_price", priced.price)
          let coins = instrument.underlying.isInverse ? quantity / priced.price : quantity
          try writer.field("size_currency", coins)
        }
      }
      if let margin = position.standardMarginUSD {
        try writer.field("initial_margin", margin.initial / price)
        try writer.field("maintenance_margin", margin.maintenance / price)
      }
    }
  }
}

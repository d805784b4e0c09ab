public import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin

extension LiquidationReport {
  /// The answer for programs, with the fields of `docs/liquidation-plan.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("model", basis.modelName)
      writer.field("parameters", basis.provenance.name)
      writer.field("state", basis.stateName ?? "none")
      writer.field("time", basis.time.description)
      writer.field("currency", currency.code)
      writer.field("status", status.rawValue)
      writer.key("complete")
      writer.boolean(isComplete)
      try writer.field("target", reported(plan.settings.targetUSD))
      try writer.field("buffer", plan.settings.bufferShare)
      try write(plan, &writer)
      if let count = roundCount(of: plan) {
        writer.key("rounds")
        writer.integer(count)
      }
      if let advice {
        writer.key("advice")
        try writer.object { writer throws(SteelyardError) in try write(advice, &writer) }
      }
      try writePolicies(&writer)
      try writer.strings("notes", remarks)
      try writer.failures(failures)
    }
  }

  private func write(
    _ plan: LiquidationPlan, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("outcome", plan.outcome.code)
    writer.key("before")
    try writer.object { writer throws(SteelyardError) in try writer.figures(plan.start, reported) }
    writer.key("after")
    try writer.object { writer throws(SteelyardError) in try writer.figures(plan.end, reported) }
    writer.key("cost")
    try writer.object { writer throws(SteelyardError) in try write(plan.cost, &writer) }
    try writer.field("impact_loss", reported(plan.impactLoss))
    try writer.optional("cost_bound", plan.costBound.map(reported))
    writer.field("bound_certainty", plan.certainty.rawValue)
    try writer.optional("gap", plan.gap)
    writer.key("evaluations")
    writer.integer(plan.evaluationCount)
    try writer.objects("steps", plan.steps) { writer, step throws(SteelyardError) in
      try write(step, &writer)
    }
    writer.key("takeover")
    guard case .takenOver(let takeover) = plan.outcome else { return writer.null() }
    try writer.object { writer throws(SteelyardError) in try write(takeover, &writer) }
  }

  private func write(
    _ cost: TradingCost, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.field("spread", reported(cost.spread))
    try writer.field("fee", reported(cost.fee))
    try writer.field("liquidation_fee", reported(cost.liquidationFee))
    try writer.field("impact", reported(cost.impact))
    try writer.field("total", reported(cost.total))
  }

  private func write(
    _ step: LiquidationPlan.Step, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.objects("trades", step.trades) { writer, trade throws(SteelyardError) in
      writer.field("instrument", names.name(of: trade.trade.instrument))
      writer.key("quantity")
      writer.amount(trade.trade.quantity)
      writer.field("quantity_currency", trade.trade.instrument.quantityCurrency.code)
      writer.field("purpose", trade.trade.purpose.rawValue)
      writer.key("closes")
      writer.boolean(trade.closes)
      writer.key("mark")
      writer.amount(trade.mark)
      writer.field("price_currency", trade.trade.instrument.priceCurrency.code)
      try writer.field("notional", reported(trade.notionalUSD))
      writer.field("spread_source", trade.spreadSource.rawValue)
      writer.field("impact_source", trade.impactSource.rawValue)
      try writer.field("beyond_book", trade.beyondBook)
      writer.key("cost")
      try writer.object { writer throws(SteelyardError) in try write(trade.cost, &writer) }
    }
    writer.key("cost")
    try writer.object { writer throws(SteelyardError) in try write(step.cost, &writer) }
    try writer.field("impact_loss", reported(step.impactLoss))
    writer.key("price_moves")
    try writer.object { writer throws(SteelyardError) in
      for (coin, move) in step.moves.sorted(by: { $0.key < $1.key }) {
        writer.key(named: coin.code)
        try writer.number(move)
      }
    }
    try writer.field("relief", reported(step.relief))
    writer.key("before")
    try writer.object { writer throws(SteelyardError) in try writer.figures(step.before, reported) }
    writer.key("after")
    try writer.object { writer throws(SteelyardError) in try writer.figures(step.after, reported) }
    writer.field("reason", reason(for: step))
    try writer.objects("alternatives", step.alternatives) {
      writer, alternative throws(SteelyardError) in
      writer.field("instrument", names.name(of: alternative.instrument))
      writer.key("quantity")
      writer.amount(alternative.quantity)
      try writer.field("relief", reported(alternative.relief))
      try writer.field("price", reported(alternative.price))
    }
  }

  private func write(
    _ takeover: PlannedTakeover, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("reason", takeover.reason.rawValue)
    try writer.field("equity_left", reported(takeover.equityLeft))
    try writer.objects("positions", takeover.positions) { writer, position throws(SteelyardError) in
      writer.field("instrument", names.name(of: position.instrument))
      writer.key("quantity")
      writer.amount(position.quantity)
      writer.key("mark")
      writer.amount(position.mark)
      writer.key("bankruptcy_price")
      writer.amount(position.price)
      writer.field("price_currency", position.instrument.priceCurrency.code)
      try writer.field("given_up", reported(position.givenUp))
      writer.field("reason", position.reason)
    }
  }

  private func write(
    _ advice: LiquidationAdvice, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("volatility", advice.volatility.rawValue)
    try writer.objects("coins", advice.coins) { writer, coin throws(SteelyardError) in
      writer.field("coin", coin.coin.code)
      try writer.field("price", coin.priceUSD)
      let places: [(key: StaticString, place: LiquidationAdvice.Place?)] = [
        ("below", coin.below), ("above", coin.above),
      ]
      for (key, place) in places {
        writer.key(key)
        guard let place else {
          writer.null()
          continue
        }
        try writer.object { writer throws(SteelyardError) in
          try writer.field("price", place.priceUSD)
          try writer.field("move", place.move)
          try writer.field("planned_move", place.plannedMove)
          writer.key("plan")
          try writer.object { writer throws(SteelyardError) in try write(place.plan, &writer) }
        }
      }
    }
  }
}

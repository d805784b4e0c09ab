public import SteelyardContracts
import SteelyardFormats
import SteelyardHedging
import SteelyardMargin

extension HedgeReport {
  /// The answer for programs, with the fields of `docs/hedging.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("model", modelName)
      writer.field("parameters", provenance.name)
      writer.field("state", modelStateName ?? "none")
      writer.field("time", time.description)
      writer.field("currency", currency.code)
      writer.field("status", status.rawValue)
      writer.key("complete")
      writer.boolean(isComplete)
      writer.field("risk", plan.goal.risk.code)
      try writer.field("weight", plan.goal.weight)
      try writer.field("shortfall_level", plan.shortfallLevel)
      writer.field("scenarios", findings.scenarios.source)
      try writer.field("risk_before", reported(plan.risk.before))
      try writer.field("risk_after", reported(plan.risk.after))
      writer.key("cost")
      try writer.object { writer throws(SteelyardError) in try write(plan.cost, &writer) }
      try writer.field("premium", reported(plan.premium))
      try writer.optional("gap", plan.gap)
      writer.key("rules_kept")
      writer.boolean(plan.keepsRules)
      try writer.objects("rules", plan.rules) { writer, kept throws(SteelyardError) in
        writer.field("rule", words(kept.rule))
        try writer.field("missed", reported(kept.missed))
      }
      try writer.objects("trades", plan.trades) { writer, trade throws(SteelyardError) in
        try write(trade, &writer)
      }
      writer.key("before")
      try writer.object { writer throws(SteelyardError) in try write(plan.before, &writer) }
      writer.key("after")
      try writer.object { writer throws(SteelyardError) in try write(plan.after, &writer) }
      try writer.objects("frontier", plan.frontier) { writer, point throws(SteelyardError) in
        try writer.field("weight", point.weight)
        try writer.field("cost", reported(point.cost))
        try writer.field("premium", reported(point.premium))
        try writer.field("risk", reported(point.risk))
      }
      try writer.objects("margin_relief", findings.relief) {
        writer, relief throws(SteelyardError) in
        writer.field("instrument", name(of: relief.instrument))
        try writer.field("quantity", relief.quantity)
        try writer.field("freed", reported(relief.freedUSD))
        try writer.field("excess_gained", reported(relief.excessGainedUSD))
        try writer.field("cost", reported(relief.cost.total))
        try writer.field("freed_per_dollar", relief.freedPerUSD)
      }
      try writePayoff(&writer)
      writer.key("alternatives")
      if let alternatives = findings.alternatives {
        try writer.object { writer throws(SteelyardError) in try write(alternatives, &writer) }
      } else {
        writer.null()
      }
      writer.key("reviews")
      if let reviews = findings.reviews {
        try writer.object { writer throws(SteelyardError) in try write(reviews, &writer) }
      } else {
        writer.null()
      }
      try writer.strings("notes", remarks)
      try writer.failures(failures)
    }
  }

  private func write(_ cost: HedgeCost, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.field("spread", reported(cost.spread))
    try writer.field("fee", reported(cost.fee))
    try writer.field("impact", reported(cost.impact))
    try writer.field("carry", reported(cost.carry))
    try writer.field("total", reported(cost.total))
  }

  private func write(
    _ trade: HedgePlan.Trade, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("instrument", name(of: trade.candidate.instrument))
    try writer.field("quantity", trade.quantity)
    writer.field("quantity_currency", quantityCurrency(of: trade.candidate.instrument))
    writer.key("mark")
    writer.amount(trade.candidate.unit.mark)
    try writer.field("premium", reported(trade.premium))
    writer.key("cost")
    try writer.object { writer throws(SteelyardError) in try write(trade.cost, &writer) }
    writer.field("spread_source", trade.candidate.spreadSource(of: trade.quantity).rawValue)
    try writer.field("risk_taken", reported(trade.riskTaken))
    try writer.field("delta", reported(trade.quantity * trade.candidate.unit.delta))
    try writer.field("gamma", reported(trade.quantity * trade.candidate.unit.gamma))
    try writer.field("vega", reported(trade.quantity * trade.candidate.unit.vega))
    try writer.field("theta", reported(trade.quantity * trade.candidate.unit.theta))
  }

  private func write(
    _ standing: HedgePlan.Standing, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.figures(standing.figures, reported)
    try writer.field("expected_shortfall", reported(standing.expectedShortfall))
    try writer.field("worst_loss", reported(standing.worstLoss))
    try writer.field("deviation", reported(standing.deviation))
    try writer.field("liquidation_probability", standing.liquidationProbability)
    writer.key("greeks")
    try writer.object { writer throws(SteelyardError) in
      for greeks in standing.greeks {
        writer.key(named: greeks.coin.code)
        try writer.object { writer throws(SteelyardError) in
          try writer.field("delta", reported(greeks.delta))
          try writer.field("gamma", reported(greeks.gamma))
          try writer.field("vega", reported(greeks.vega))
          try writer.field("theta", reported(greeks.theta))
        }
      }
    }
  }

  private func writePayoff(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("payoff", Array(findings.payoff.moves.indices)) {
      writer, place throws(SteelyardError) in
      try writer.field("move", findings.payoff.moves[place])
      try writer.field("before", reported(findings.payoff.before[place]))
      try writer.field("after", reported(findings.payoff.after[place]))
    }
  }

  private func write(
    _ alternatives: HedgeAlternatives, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("coin", alternatives.question.coin.code)
    try writer.field("exposure", reported(alternatives.exposure))
    try writer.objects("structures", alternatives.alternatives) {
      writer, alternative throws(SteelyardError) in
      writer.field("structure", alternative.structure.rawValue)
      try writer.objects("legs", alternative.legs) { writer, leg throws(SteelyardError) in
        writer.field("instrument", name(of: leg.candidate.instrument))
        try writer.field("quantity", leg.quantity)
      }
      try writer.field("premium", reported(alternative.premium))
      try writer.field("cost", reported(alternative.cost.total))
      try writer.field("carry_per_day", reported(alternative.carryPerDay))
      try writer.optional("floor", alternative.floorShare)
      try writer.field("given_up", alternative.givenUpShare)
      try writer.field("expected_shortfall", reported(alternative.expectedShortfall))
      try writer.field("initial_margin", reported(alternative.figures.initialMargin))
      try writer.objects("crashes", alternative.outcomes) {
        writer, outcome throws(SteelyardError) in
        writer.field("event", outcome.label)
        try writer.field("before", reported(outcome.before))
        try writer.field("after", reported(outcome.after))
      }
    }
    try writer.objects("unavailable", alternatives.unavailable) {
      writer, entry throws(SteelyardError) in
      writer.field("structure", entry.structure.rawValue)
      writer.field("reason", entry.reason)
    }
  }
}

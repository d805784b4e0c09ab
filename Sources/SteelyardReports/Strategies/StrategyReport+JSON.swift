import SteelyardAllocation
public import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardMargin
import SteelyardValidation

extension StrategyReport {
  /// The answer for programs, with the fields of `docs/strategies.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      writer.field("strategy", result.name)
      try writer.strings("coins", result.coins.map(\.code))
      writer.field("interval", interval)
      writer.field("first", result.days[0].description)
      writer.field("last", result.days[result.days.count - 1].description)
      writer.key("parameters")
      try writer.object { writer throws(SteelyardError) in
        for number in numbers {
          writer.key(named: number.name)
          try writer.number(number.value)
        }
      }
      writer.field("margin_model", settings.margin.model.name)
      writer.field("liquidation_policy", settings.policy.name)
      writer.field("option_prices", settings.listing.source.rawValue)
      try write("strategy_measures", result.statistics, &writer)
      try write("holding_measures", result.holdingStatistics, &writer)
      try writer.optional("deflated_sharpe", result.deflated?.probability)
      writer.key("trials")
      writer.integer(result.deflated?.trials ?? 1)
      if let bootstrap = result.bootstrap {
        writer.key("bootstrap")
        try writer.object { writer throws(SteelyardError) in
          try writer.field("confidence", bootstrap.confidence)
          try writer.field("block_days", bootstrap.blockLength)
          for (name, interval) in [
            ("sharpe", bootstrap.sharpe), ("yearly_return", bootstrap.yearlyReturn),
            ("drawdown_max", bootstrap.drawdownMax),
          ] {
            writer.key(named: "\(name)_lower")
            try writer.number(interval.lower)
            writer.key(named: "\(name)_upper")
            try writer.number(interval.upper)
          }
          try writer.field("loss_share", bootstrap.lossShare)
        }
      }
      writer.key("sources")
      try writer.object { writer throws(SteelyardError) in
        for source in sources {
          writer.key(named: source.key)
          try writer.number(source.amount)
        }
      }
      try writeAccount(&writer)
      try writer.objects("walk_forward", folds) { writer, fold throws(SteelyardError) in
        writer.field("from", fold.start.description)
        writer.field("to", fold.end.description)
        writer.field("variant", variants[fold.chosen])
        try writer.optional("sharpe_trained", fold.trained)
        try writer.optional("sharpe_tested", fold.tested)
      }
      try writer.objects("equity", Array(result.days.indices)) {
        writer, day throws(SteelyardError) in
        writer.field("time", result.days[day].description)
        try writer.field("strategy", result.equity[day])
        try writer.field("holding", result.holding[day])
      }
      if showsTrades {
        try writer.objects("events", result.events) { writer, event throws(SteelyardError) in
          writer.field("time", result.rows[event.row].description)
          writer.field("kind", event.kind.rawValue)
          writer.field("subject", event.subject)
          try writer.field("quantity", event.quantity)
          try writer.field("price", event.price)
          writer.field("reason", event.reason)
        }
      }
      try writer.strings("notes", remarks)
    }
  }

  private func writeAccount(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.field("turnover_per_year", result.yearlyTurnover)
    try writer.field("time_in_market", result.timeInMarket)
    try writer.field("margin_use_max", result.marginUse.largest)
    try writer.field("margin_use_mean", result.marginUse.mean)
    try writer.field("leverage_max", result.leverage.largest)
    try writer.field("leverage_mean", result.leverage.mean)
    writer.key("fills")
    writer.integer(result.totals.fills)
    writer.key("limit_cuts")
    writer.integer(result.totals.cuts)
    writer.key("margin_calls")
    writer.integer(result.totals.marginCalls)
    writer.key("liquidations")
    writer.integer(result.totals.liquidations)
  }

  private func write(
    _ key: String, _ measures: PerformanceStatistics, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key(named: key)
    try writer.object { writer throws(SteelyardError) in
      try writer.field("total_return", measures.totalReturn)
      try writer.field("yearly_return", measures.yearlyReturn)
      try writer.field("volatility", measures.volatility)
      try writer.optional("sharpe", measures.sharpe)
      try writer.optional("sortino", measures.sortino)
      try writer.optional("calmar", measures.calmar)
      try writer.field("drawdown_max", measures.drawdownMax)
      try writer.field("under_water_days", measures.underWaterDays)
      try writer.optional("tail_ratio", measures.tailRatio)
      try writer.field("worst_day", measures.worst)
      try writer.field("skewness", measures.skewness)
      try writer.field("excess_kurtosis", measures.excessKurtosis)
    }
  }
}

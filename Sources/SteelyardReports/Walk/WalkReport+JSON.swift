public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket

extension WalkReport {
  /// The answer for programs, with the fields of `docs/margin-walk.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      let provenance = walk.provenance
      writer.field("model", walk.modelName)
      writer.field("parameters", provenance.name)
      writer.field("parameters_effective", provenance.effective)
      if let superseded = provenance.superseded {
        writer.field("parameters_superseded", superseded)
      }
      writer.field("state", walk.stateName ?? "none")
      writer.field("time", walk.time.description)
      writer.field("surface_source", walk.surfaceSource.rawValue)
      writer.field("kernel_level", "\(walk.level)")
      writer.field("currency", currency.code)
      try writeAxis(&writer)
      writer.field("status", status.rawValue)
      writer.key("complete")
      writer.boolean(isComplete)
      writer.key("unreadable_positions")
      writer.integer(unreadableCount)
      writer.key("present")
      try writer.object { writer throws(SteelyardError) in try write(walk.present, &writer) }
      try writer.objects("points", walk.points) { writer, point throws(SteelyardError) in
        try write(point, &writer)
      }
      try writer.objects("crossings", walk.crossings) {
        writer, crossing throws(SteelyardError) in
        writer.field("threshold", crossing.threshold.rawValue)
        writer.field("direction", crossing.direction.rawValue)
        try writer.field("kept_value", crossing.keptValue)
        try write(crossing.point, &writer)
      }
      try writeSettlements(&writer)
      try writer.strings("unmoved_assets", walk.unmovedAssets.map(\.code))
      try writer.strings("sentences", sentences)
      try writer.strings("notes", remarks)
      try writer.failures(failures)
    }
  }

  private func writeAxis(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("axis")
    try writer.object { writer throws(SteelyardError) in
      writer.field("input", axisCode)
      switch walk.axis {
      case .spot(.everyCoin), .volatility: writer.field("unit", "relative")
      case .spot(.coin(let coin)):
        writer.field("coin", coin.code)
        writer.field("unit", "relative")
      case .days: writer.field("unit", "days")
      case .quantity(let instrument):
        writer.field("instrument", names.name(of: instrument))
        writer.field("unit", instrument.quantityCurrency.code)
      }
      try writer.field("from", walk.range.lower)
      try writer.field("to", walk.range.upper)
      writer.key("steps")
      writer.integer(walk.range.steps)
    }
  }

  private func write(_ point: WalkPoint, _ writer: inout JSONWriter) throws(SteelyardError) {
    let figures = point.figures
    try writer.field("value", point.value)
    try writer.figures(figures, reported)
    writer.field("status", status(of: point).rawValue)
    writer.key("complete")
    writer.boolean(figures.isComplete && point.leftOutCount == 0)
    writer.key("prices")
    try writer.object { writer throws(SteelyardError) in
      for price in point.coinPrices {
        writer.key(named: price.coin.code)
        try writer.number(price.priceUSD)
      }
    }
    try writer.objects("binding", point.bindings) { writer, binding throws(SteelyardError) in
      writer.field("bucket", binding.bucket)
      writer.key("scenario")
      if let scenario = binding.scenario { writer.string(scenario) } else { writer.null() }
      try writer.field("loss", reported(binding.lossUSD))
    }
  }

  private func writeSettlements(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("settlements", walk.settlements) { writer, expired throws(SteelyardError) in
      writer.field("instrument", names.name(of: expired.instrument))
      if let expiry = expired.instrument.expiry { writer.field("expiry", expiry.description) }
      try writer.field("quantity", expired.quantity.doubleValue)
      try writer.field("settlement_price", expired.settlementPrice)
      try writer.field("payment", expired.payment.doubleValue)
      writer.field("payment_currency", expired.instrument.underlying.settlement.code)
    }
  }
}

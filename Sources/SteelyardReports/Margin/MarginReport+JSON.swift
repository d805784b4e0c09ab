import SteelyardMarket
public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardScenarios

extension MarginReport {
  /// The answer for programs, with the fields of `docs/reports.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes every member of the answer into an object that is open.
  func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    writeHead(&writer)
    try writeFigures(&writer)
    try writeScenarios(&writer)
    try writeCharges(&writer)
    try writeCollateral(&writer)
    try writeGreeks(&writer)
    try writeBuckets(&writer)
    try writeDynamic(&writer)
    try writePositions(&writer)
    try writeExpiries(&writer)
    try writer.strings("parameters_sources", explanation.provenance.sources)
    try writer.strings("notes", remarks)
    try writer.failures(failures)
  }

  private func writeHead(_ writer: inout JSONWriter) {
    let provenance = explanation.provenance
    writer.field("model", explanation.modelName)
    writer.field("parameters", provenance.name)
    writer.field("parameters_effective", provenance.effective)
    if let superseded = provenance.superseded {
      writer.field("parameters_superseded", superseded)
    }
    writer.field("state", explanation.stateName ?? "none")
    writer.field("time", explanation.time.description)
    writer.key("frame")
    writer.integer(explanation.frameNumber)
    writer.field("surface_source", explanation.surfaceSource.rawValue)
    writer.field("kernel_level", "\(explanation.level)")
    writer.field("currency", currency.code)
  }

  private func writeFigures(_ writer: inout JSONWriter) throws(SteelyardError) {
    let figures = explanation.figures
    try writer.figures(figures, reported)
    try writer.optional("margin_ratio", figures.maintenanceRatio)
    writer.field("status", status.rawValue)
    writer.key("complete")
    writer.boolean(isComplete)
    writer.key("unreadable_positions")
    writer.integer(unreadableCount)
  }

  private func writeScenarios(_ writer: inout JSONWriter) throws(SteelyardError) {
    let all = scenarios
    try writer.objects("worst_scenarios", worst(of: all)) { writer, line throws(SteelyardError) in
      try write(line, &writer)
      try writeMoves(line, &writer)
      let parts = Array(zip(line.bucket.instruments, line.contributions))
      try writer.objects("positions", parts) { writer, part throws(SteelyardError) in
        writer.field("instrument", names.name(of: part.0))
        try writer.field("pnl", part.1)
      }
    }
    try writer.objects("scenarios", all) { writer, line throws(SteelyardError) in
      try write(line, &writer)
    }
  }

  private func write(_ line: ScenarioLine, _ writer: inout JSONWriter) throws(SteelyardError) {
    let scenario = line.outcome.scenario
    writer.field("label", line.label)
    writer.field("bucket", line.bucket.name)
    writer.key("index")
    writer.integer(line.outcome.index)
    if let dynamic = explanation.dynamic {
      // Every coin moves in its own way: `worst_scenarios` tells how.
      writer.field("group", dynamic.groupName(of: line.outcome.index))
      try writer.field("weight", scenario.weight)
    } else {
      try writer.field("spot_move", scenario.spotMove)
      writer.field("volatility_move", scenario.volatilityMove.rawValue)
    }
    try writer.field("pnl", line.profit)
    try writer.field("counted_pnl", line.countedProfit)
    writer.key("binding")
    writer.boolean(line.isBinding)
  }

  private func writeCharges(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("charges", explanation.charges) { writer, charge throws(SteelyardError) in
      writer.field("name", charge.name)
      if let bucket = charge.bucket { writer.field("bucket", bucket) }
      try writer.field("amount", reported(charge.amountUSD))
      writer.field("applies_to", charge.appliesTo.rawValue)
      writer.field("why", charge.why)
    }
  }

  private func writeCollateral(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("collateral", explanation.collateral) {
      writer, line throws(SteelyardError) in
      writer.field("asset", line.asset.code)
      try writer.field("amount", line.amount)
      try writer.optional("price", line.priceUSD.map(reported))
      try writer.field("value", reported(line.valueUSD))
      try writer.field("haircut", line.haircut)
      try writer.field("counted", reported(line.countedUSD))
      try writer.field("maintenance_haircut", line.maintenanceHaircut)
      try writer.field("counted_maintenance", reported(line.countedMaintenanceUSD))
      writer.field("why", line.why)
    }
  }

  private func writeExpiries(_ writer: inout JSONWriter) throws(SteelyardError) {
    guard !explanation.expiries.isEmpty else { return }
    try writer.objects("expiries", explanation.expiries) { writer, line throws(SteelyardError) in
      writer.field("underlying", line.underlying.description)
      writer.field("expiry", line.expiry.description)
      try writer.field("initial_margin", reported(line.initialUSD))
      try writer.field("maintenance_margin", reported(line.maintenanceUSD))
      try writer.field("isolated_initial_margin", reported(line.isolatedInitialUSD))
      try writer.field("isolated_maintenance_margin", reported(line.isolatedMaintenanceUSD))
      writer.field("initial_rule", line.initialRule.rawValue)
      writer.field("maintenance_rule", line.maintenanceRule.rawValue)
      try writer.field("worst_settlement_price", line.worstSettlementPrice)
      writer.field("why", line.why)
    }
  }

  private func writeGreeks(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("greeks")
    try writer.object { writer throws(SteelyardError) in
      for total in GreekTotals.totals(explanation.positions, explanation.collateral) {
        writer.key(named: total.base.code)
        try writer.object { writer throws(SteelyardError) in try writer.totals(total) }
      }
    }
    try writer.greekUnits()
  }

  private func writeBuckets(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("buckets", explanation.buckets) { writer, bucket throws(SteelyardError) in
      writer.field("name", bucket.name)
      writer.field("currency", bucket.unit.code)
      try writer.field("worst_case", bucket.worstLoss)
      writer.key("worst_case_index")
      writer.integer(bucket.worstIndex)
      try writer.field("initial_margin", bucket.initialMargin)
      try writer.field("maintenance_margin", bucket.maintenanceMargin)
      try writer.field("usd_per_currency", bucket.usdPerUnit)
    }
  }

  private func writePositions(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("positions", explanation.positions) {
      writer, position throws(SteelyardError) in
      let instrument = position.instrument
      writer.field("instrument", names.name(of: instrument))
      writer.field("underlying", instrument.underlying.description)
      try writer.field("quantity", position.quantity)
      writer.field("quantity_currency", instrument.quantityCurrency.code)
      try writer.field("value", reported(position.optionValueUSD))
      try writer.field("unrealised_pnl", reported(position.unrealisedUSD))
      writer.key("entry_known")
      writer.boolean(position.isEntryKnown)
      if let standard = position.standardMarginUSD {
        try writer.field("initial_margin", reported(standard.initial))
        try writer.field("maintenance_margin", reported(standard.maintenance))
        writer.field("why", position.why)
      }
      if let priced = position.priced { try writer.data(priced) }
      if let greeks = position.greeks {
        writer.key("greeks")
        try writer.object { writer throws(SteelyardError) in try writer.sum(greeks) }
      }
    }
  }
}

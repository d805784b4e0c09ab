public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

extension HouseReport {
  /// The answer for programs, with the fields of `docs/reports.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in
      let explanation = accounts[0].explanation
      writer.field("model", explanation.modelName)
      writer.field("parameters", explanation.provenance.name)
      writer.field("parameters_effective", explanation.provenance.effective)
      writer.field("state", explanation.stateName ?? "none")
      writer.field("time", explanation.time.description)
      writer.key("since")
      if let earlier { writer.string(earlier.description) } else { writer.null() }
      writer.field("currency", currency.code)
      writer.field("status", status.rawValue)
      writer.key("complete")
      writer.boolean(isComplete)
      try writeTotals(&writer)
      try writer.objects("limits", limitLines) { writer, line throws(SteelyardError) in
        writer.field("limit", line.name.rawValue)
        writer.field("of", line.subject)
        try writer.optional("reached", line.reached)
        try writer.field("allowed", line.limit)
        writer.key("kept")
        writer.boolean(!line.isPassed)
      }
      try writer.objects("accounts", accounts) { writer, account throws(SteelyardError) in
        try write(account, &writer)
      }
      writer.key("concentration")
      try writer.object { writer throws(SteelyardError) in
        try writer.write(concentration, reported)
      }
      try writeGreeks(&writer)
      try writer.strings("notes", remarks)
      try writer.failures(failures)
    }
  }

  private func writeTotals(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("levels")
    try writer.object { writer throws(SteelyardError) in
      for level in HealthLevel.allCases {
        writer.key(named: level.rawValue)
        writer.integer(accounts.count { $0.status == level })
      }
    }
    writer.key("totals")
    try writer.object { writer throws(SteelyardError) in
      try writer.field("equity", reported(sum { $0.equity }))
      try writer.field("initial_margin", reported(sum { $0.initialMargin }))
      try writer.field("maintenance_margin", reported(sum { $0.maintenanceMargin }))
      try writer.field("shortfall", reported(sum { max(0, -$0.initialExcess) }))
    }
  }

  private func write(
    _ account: Account, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("account", account.name)
    writer.field("status", account.status.rawValue)
    writer.key("complete")
    writer.boolean(account.isComplete)
    try writer.figures(account.figures, reported)
    try writer.optional("use", account.figures.maintenanceRatio)
    try writer.optional("equity_change", account.equityChangeUSD.map(reported))
    try writer.optional("distance_down", account.distances.down)
    try writer.optional("distance_up", account.distances.up)
    writer.key("worst_event")
    if let worst = account.worst {
      try writer.object { writer throws(SteelyardError) in
        writer.field("event", worst.shock.label)
        try writer.field("pnl", reported(worst.profitUSD))
        try writer.field("maintenance_excess", reported(worst.figures.maintenanceExcess))
        writer.field("status", worst.health.rawValue)
      }
    } else {
      writer.null()
    }
  }

  private func writeGreeks(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.greekUnits()
    writer.key("greeks")
    let totals = GreekTotals.totals(
      accounts.flatMap(\.explanation.positions), accounts.flatMap(\.explanation.collateral))
    try writer.object { writer throws(SteelyardError) in
      for total in totals {
        writer.key(named: total.base.code)
        try writer.object { writer throws(SteelyardError) in try writer.totals(total) }
      }
    }
  }
}

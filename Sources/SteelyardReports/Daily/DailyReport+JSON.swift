public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

extension DailyReport {
  /// The answer for programs, with the fields of `docs/reports.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes every member of the answer into an object that is open.
  func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.key("account")
    if let account { writer.string(account) } else { writer.null() }
    writer.field("time", explanation.time.description)
    writer.field("currency", currency.code)
    writer.field("status", status.rawValue)
    writer.key("complete")
    writer.boolean(isComplete)
    try writer.optional("use", explanation.figures.maintenanceRatio)
    try writeLimits(&writer)
    writer.key("change")
    if let change = parts.change {
      try writer.object { writer throws(SteelyardError) in try write(change, &writer) }
    } else {
      writer.null()
    }
    writer.key("concentration")
    try writer.object { writer throws(SteelyardError) in
      try writer.write(concentration, reported)
    }
    writer.key("margin")
    try writer.object { writer throws(SteelyardError) in try parts.margin.writeMembers(&writer) }
    writer.key("greeks")
    try writer.object { writer throws(SteelyardError) in try parts.greeks.writeMembers(&writer) }
    writer.key("stress")
    try writer.object { writer throws(SteelyardError) in try parts.stress.writeMembers(&writer) }
    writer.key("edge")
    try writer.object { writer throws(SteelyardError) in try parts.edge.writeMembers(&writer) }
    try writer.strings("notes", remarks)
    try writer.failures(failures)
  }

  private func writeLimits(_ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.objects("limits", limitLines) { writer, line throws(SteelyardError) in
      writer.field("limit", line.name.rawValue)
      writer.field("of", line.subject)
      try writer.optional("reached", line.reached)
      try writer.field("allowed", line.limit)
      writer.key("kept")
      writer.boolean(!line.isPassed)
    }
  }

  private func write(
    _ change: DailyChange, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("since", change.before.time.description)
    writer.field("status_before", change.before.health.rawValue)
    for (key, explanation) in [("before", change.before), ("after", change.after)] {
      writer.key(named: key)
      try writer.object { writer throws(SteelyardError) in
        try writer.figures(explanation.figures, reported)
      }
    }
    func write(
      _ causes: ProfitExplained.Causes, _ writer: inout JSONWriter
    ) throws(SteelyardError) {
      for name in ProfitExplained.Causes.names {
        writer.key(named: name.key)
        try writer.number(reported(name.value(causes)))
      }
      try writer.field("sum", reported(causes.sum))
    }
    try writer.objects("profit", change.profit.coins) { writer, line throws(SteelyardError) in
      writer.field("coin", line.coin.code)
      try write(line.causes, &writer)
    }
    try writer.objects("profit_by_position", change.profit.positions) {
      writer, line throws(SteelyardError) in
      writer.field("instrument", parts.margin.names.name(of: line.instrument))
      try writer.field("quantity", line.quantity)
      try write(line.causes, &writer)
    }
    try writer.field("trades_fees_transfers", reported(change.profit.other))
    try writer.field("equity_change", reported(change.profit.total))
    try writer.strings(
      "not_carried", change.profit.left.map { parts.margin.names.name(of: $0) })
    try writer.objects("holdings", traded(change)) { writer, line throws(SteelyardError) in
      writer.field("holding", line.name)
      try writer.field("before", line.before)
      try writer.field("after", line.after)
    }
  }
}

extension JSONWriter {
  /// Writes the shares of a concentration.
  ///
  /// - Parameter reported: US dollars as an amount in report currency.
  mutating func write(
    _ concentration: Concentration, _ reported: (Double) -> Double
  ) throws(SteelyardError) {
    for (key, shares) in [
      ("coins", concentration.coins), ("expiries", concentration.expiries),
      ("positions", concentration.positions),
    ] {
      self.key(named: key)
      try array { writer throws(SteelyardError) in
        for share in shares {
          try writer.object { writer throws(SteelyardError) in
            writer.field("name", share.name)
            try writer.field("amount", reported(share.amount))
            try writer.field("share", share.share)
          }
        }
      }
    }
  }
}

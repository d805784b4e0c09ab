public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

extension StressReport {
  /// The answer for programs, with the fields of `docs/stress.md`.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes every member of the answer into an object that is open.
  func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    let evaluator = first.test.evaluator
    let provenance = evaluator.model.provenance
    writer.field("model", evaluator.model.name)
    writer.field("parameters", provenance.name)
    writer.field("parameters_effective", provenance.effective)
    if let superseded = provenance.superseded {
      writer.field("parameters_superseded", superseded)
    }
    writer.field("state", evaluator.model.stateName ?? "none")
    writer.field("response", evaluator.response.parameters)
    writer.field("time", evaluator.snapshot.time.description)
    writer.field("surface_source", evaluator.model.surfaceSource.rawValue)
    writer.field("kernel_level", "\(evaluator.level)")
    writer.field("currency", currency.code)
    writer.field("status", status.rawValue)
    writer.key("complete")
    writer.boolean(isComplete)
    writer.key("unreadable_positions")
    writer.integer(unreadableCount)
    try writer.objects("books", books) { writer, book throws(SteelyardError) in
      try write(book, &writer)
    }
    try writer.strings("notes", remarks)
    try writer.failures(failures)
  }

  private func write(_ book: Book, _ writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("book", book.key)
    writer.key("before")
    try writer.object { writer throws(SteelyardError) in
      try writer.figures(book.test.evaluator.figures, reported)
      writer.field("status", judged(book.test.evaluator.health).rawValue)
    }
    try writer.objects("shocks", book.test.outcomes) { writer, outcome throws(SteelyardError) in
      try write(outcome, &writer)
    }
    try writer.objects("paths", book.test.paths) { writer, path throws(SteelyardError) in
      writer.field("event", path.event.id)
      writer.field("name", path.event.name)
      try writer.objects("steps", path.outcomes) { writer, outcome throws(SteelyardError) in
        try write(outcome, &writer)
      }
    }
    try writer.objects("grids", book.test.maps) { writer, map throws(SteelyardError) in
      try write(map, &writer)
    }
  }

  private func write(
    _ outcome: StressOutcome, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.field("shock", outcome.shock.label)
    writer.key("event")
    if let id = outcome.shock.eventID { writer.string(id) } else { writer.null() }
    try writer.field("days", outcome.shock.days)
    try writer.field("pnl", reported(outcome.profitUSD))
    try writer.figures(outcome.figures, reported)
    writer.field("status", judged(outcome.health).rawValue)
    writer.key("complete")
    writer.boolean(outcome.isComplete)
    try writer.objects("contributions", outcome.contributions) {
      writer, contribution throws(SteelyardError) in
      switch contribution.holding {
      case .position(let instrument): writer.field("instrument", names.name(of: instrument))
      case .balance(let asset): writer.field("asset", asset.code)
      }
      writer.field("coin", contribution.coin.code)
      try writer.field("pnl", reported(contribution.profitUSD))
    }
    try writer.objects("moves", outcome.coins) { writer, move throws(SteelyardError) in
      writer.field("coin", move.coin.code)
      try writer.field("spot", move.spot)
      try writer.optional("price_before", move.priceBeforeUSD)
      try writer.optional("price_after", move.priceAfterUSD)
      try writer.field("log_volatility", move.volatility)
      writer.field("volatility_source", move.isVolatilityByResponse ? "response" : "shock")
    }
    try writer.objects("settlements", outcome.settlements) {
      writer, expired throws(SteelyardError) in
      writer.field("instrument", names.name(of: expired.instrument))
      try writer.field("settlement_price", expired.settlementPrice)
      try writer.field("payment", expired.payment.doubleValue)
      writer.field("payment_currency", expired.instrument.underlying.settlement.code)
    }
    try writer.objects("unsourced", outcome.unsourced) { writer, figure throws(SteelyardError) in
      writer.field("factor", figure.factor.rawValue)
      writer.field("asset", figure.asset?.code ?? "others")
      try writer.field("value", figure.value)
      writer.field("reason", figure.reason)
    }
    try writer.strings("unapplied", outcome.unapplied.map(\.rawValue))
    try writer.strings("unmoved_assets", outcome.unmovedAssets.map(\.code))
    try writer.failures(outcome.failures)
  }

  private func write(_ map: StressTest.Map, _ writer: inout JSONWriter) throws(SteelyardError) {
    for (key, axis) in [("across", map.plane.horizontal), ("down", map.plane.vertical)] {
      writer.key(named: key)
      try writer.object { writer throws(SteelyardError) in
        writer.field("input", axis.input.words)
        writer.field("unit", axis.input == .days ? "days" : "relative")
        writer.key("values")
        try writer.row { writer throws(SteelyardError) in
          for value in axis.values { try writer.number(value) }
        }
      }
    }
    func rows(
      _ key: String, _ writer: inout JSONWriter,
      _ write: (inout JSONWriter, StressTest.Cell) throws(SteelyardError) -> Void
    ) throws(SteelyardError) {
      writer.key(named: key)
      try writer.array { writer throws(SteelyardError) in
        for row in map.cells {
          try writer.row { writer throws(SteelyardError) in
            for cell in row {
              if let cell { try write(&writer, cell) } else { writer.null() }
            }
          }
        }
      }
    }
    try rows("pnl", &writer) { writer, cell throws(SteelyardError) in
      try writer.number(reported(cell.profitUSD))
    }
    try rows("equity", &writer) { writer, cell throws(SteelyardError) in
      try writer.number(reported(cell.figures.equity))
    }
    try rows("maintenance_excess", &writer) { writer, cell throws(SteelyardError) in
      try writer.number(reported(cell.figures.maintenanceExcess))
    }
    try rows("status", &writer) { writer, cell throws(SteelyardError) in
      writer.string(judged(cell.health).rawValue)
    }
  }
}

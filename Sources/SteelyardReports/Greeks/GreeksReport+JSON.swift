import SteelyardMarket
public import SteelyardContracts
import SteelyardFormats
import SteelyardMargin

extension GreeksReport {
  /// The answer for programs.
  public func json() throws(SteelyardError) -> String {
    try JSONWriter.answer { writer throws(SteelyardError) in try writeMembers(&writer) }
  }

  /// Writes every member of the answer into an object that is open.
  func writeMembers(_ writer: inout JSONWriter) throws(SteelyardError) {
    writer.field("time", explanation.time.description)
    writer.field("surface_source", explanation.surfaceSource.rawValue)
    writer.key("complete")
    writer.boolean(isComplete)
    try writer.greekUnits()
    writer.key("greeks")
    try writer.object { writer throws(SteelyardError) in
      for total in GreekTotals.totals(explanation.positions, explanation.collateral) {
        writer.key(named: total.base.code)
        try writer.object { writer throws(SteelyardError) in try writer.totals(total) }
      }
    }
    try writer.objects("expiries", groups) { writer, group throws(SteelyardError) in
      writer.field("underlying", group.underlying.description)
      if let expiry = group.expiry { writer.field("expiry", expiry.description) }
      try writer.sum(group.net)
      writer.key("gross")
      try writer.object { writer throws(SteelyardError) in try writer.sum(group.gross) }
    }
    try writer.objects("positions", explanation.positions) {
      writer, position throws(SteelyardError) in
      writer.field("instrument", names.name(of: position.instrument))
      try writer.field("quantity", position.quantity)
      writer.field("quantity_currency", position.instrument.quantityCurrency.code)
      if let priced = position.priced { try writer.data(priced) }
      if let greeks = position.greeks { try writer.sum(greeks) }
    }
    try writer.strings("notes", notes)
    try writer.failures(failures)
  }
}

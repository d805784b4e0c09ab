import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardLiquidation

extension JSONWriter {
  /// What a list and an answer of one have in common.
  mutating func liquidation(_ known: LiquidationCase) throws(SteelyardError) {
    field("account", known.account.description)
    field("liquidation", Int(known.number))
    field("policy", known.policy)
    field("begun", known.begun)
    field("rounds", known.roundCount)
    try field("notional", known.notionalUSD)
    guard let hold = known.hold else { return optional("hold", nil as String?) }
    try object("hold") { writer throws(SteelyardError) in
      writer.field("reason", hold.reason.rawValue)
      writer.field("since", hold.since)
      writer.optional("until", hold.until)
    }
  }

  /// A round with its orders.
  mutating func round(_ round: LiquidationRound) throws(SteelyardError) {
    field("round", round.number)
    field("time", round.decided)
    field("frame", Int(round.frame))
    field("policy", round.policy)
    field("why", round.reason)
    try field("notional", round.notionalUSD)
    field("until", round.until)
    optional("stop", round.stop?.rawValue)
    optional("ended", round.ended)
    try objects("orders", round.legs) { writer, leg throws(SteelyardError) in
      writer.field("instrument", APIInstrument.name(leg.instrument))
      writer.field("quantity", leg.quantity)
      writer.optional("limit", leg.limit)
      writer.field("purpose", leg.purpose.rawValue)
      writer.field("step", leg.step)
      writer.field("status", leg.state.rawValue)
      writer.optional("order", leg.order.map { Int($0.rawValue) })
      writer.field("filled", leg.filled)
      writer.field("reason", leg.reason)
    }
  }

  /// Who has stopped liquidations, or nobody.
  mutating func stop(
    _ stop: LiquidationSwitch?, _ principal: Principal
  ) throws(SteelyardError) {
    guard let stop else { return optional("stop", nil as String?) }
    try object("stop") { writer throws(SteelyardError) in
      writer.field("since", stop.time)
      writer.field("reason", stop.reason)
      if principal.tenant == .house { writer.field("author", stop.author) }
    }
  }
}

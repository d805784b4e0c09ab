import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger
import SteelyardLiquidation

extension JSONWriter {
  /// A step by which others pay: each reader is told its own part, and whose liquidation it was only where that is its own.
  mutating func waterfallEvent(
    _ event: WaterfallEvent, _ sight: EventSight
  ) throws(SteelyardError) {
    field("kind", "waterfall_" + event.kind.name.rawValue)
    field("why", event.explanation)
    if sight.principal.may(.read, event.account) || sight.principal.tenant == .house {
      field("account", event.account.description)
    }
    field("liquidation", Int(clamping: event.liquidation))
    if event.sequence > 0 { field("number", Int(clamping: event.sequence)) }
    field("frame", Int(event.frame))
    switch event.kind {
    case .preparing(let instrument, let count):
      field("instrument", APIInstrument.name(instrument))
      field("orders", count)
    case .deleveraged(let fact):
      field("instrument", APIInstrument.name(fact.instrument))
      field("quantity", Amount(units: fact.asked.units - fact.left.units))
      field("left", fact.left)
      field("price", fact.price)
      field("mark", fact.mark)
      field("ranking", fact.ranking.rawValue)
      field("candidates", fact.candidateCount)
      try field("notional", fact.notionalUSD)
      let own = fact.shares.filter {
        sight.principal.tenant == .house || sight.principal.may(.read, $0.account)
      }
      try objects("shares", own) { writer, share throws(SteelyardError) in
        writer.field("account", share.account.description)
        try writer.share(share)
      }
    case .takenOver(let deficit): try field("deficit", deficit)
    case .shared(let asset, let amount, let usd):
      field("asset", asset.code)
      field("amount", amount)
      try field("amount_usd", usd)
    case .feeCharged(let round): field("round", round)
    case .penaltySet(let round, let usd):
      field("round", round)
      if let usd { try field("amount_usd", usd) }
    }
  }

  /// What an account gave up, and why it did.
  mutating func share(_ share: DeleveragingFact.Share) throws(SteelyardError) {
    field("quantity", share.quantity)
    field("rank", share.rank)
    try field("score", share.score)
    try field("profit_share", share.profitShare)
    try field("leverage", share.leverage)
    field("reason", share.reason)
  }
}

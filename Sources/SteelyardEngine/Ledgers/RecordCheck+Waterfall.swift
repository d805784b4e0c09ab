import SteelyardContracts
import SteelyardLedger

extension RecordCheck {
  /// A step of the waterfall: who pays is a fact of its moment, and the ledger's part of it is decided again.
  static func objection(
    to outcome: EngineOutcome, of ask: WaterfallAsk, at time: Timestamp, _ state: EngineState
  ) -> String? {
    guard case .waterfall(let told)? = outcome.events.last, told.liquidation == ask.liquidation,
      !ask.isDryRun
    else { return "Its command is about a loss, and its outcome about something else." }
    var events: [EngineEvent] = []
    do throws(SteelyardError) {
      // Orders whose end is asked for come first.
      for event in outcome.events {
        guard case .ledger(.orderChanged(let order, .cancelRequested)) = event else { break }
        guard let known = state.ledger.orders[order] else {
          return "It cancels an order that is finished."
        }
        let command = LedgerCommand(.cancelOrder(order, of: state.ledger[known.account].name))
        events += try state.ledger.decide(command, at: time).map(EngineEvent.ledger)
      }
      if let command = command(of: told, ask, outcome) {
        events += try state.ledger.decide(command, at: time).map(EngineEvent.ledger)
      }
    } catch {
      return "What it books would be refused: \(error.message)"
    }
    events.append(.waterfall(told))
    return EngineOutcome(events, before: state.ledger).bytes == outcome.bytes
      ? nil : "What it books, decided again, is something else than its outcome says."
  }

  /// What the ledger was asked for; nil for a step that books nothing.
  private static func command(
    of told: WaterfallEvent, _ ask: WaterfallAsk, _ outcome: EngineOutcome
  ) -> LedgerCommand? {
    let liquidation = LiquidationIdentifier(rawValue: ask.liquidation)
    switch told.kind {
    case .deleveraged(let fact):
      guard !fact.shares.isEmpty else { return nil }
      return LedgerCommand(
        .deleverage(
          Deleveraging(
            liquidation: liquidation, account: told.account, instrument: fact.instrument,
            price: fact.price,
            shares: fact.shares.map {
              Deleveraging.Share(account: $0.account, quantity: $0.quantity)
            })),
        identifier: WaterfallWriter.name("deleverage", ask.liquidation, told.sequence))
    case .shared(let asset, let amount, _):
      return LedgerCommand(
        .shareLoss(
          LossSharing(
            liquidation: liquidation, asset: asset, loss: amount, base: .balances,
            reason: told.explanation)),
        identifier: WaterfallWriter.name("share", ask.liquidation, told.sequence))
    case .preparing, .takenOver, .feeCharged, .penaltySet: return nil
    }
  }
}

import SteelyardContracts
import SteelyardFormats
import SteelyardLedger

extension JSONWriter {
  /// What a liquidation booked; whose account it was is told to those who may read it.
  mutating func liquidationEvent(
    _ event: LedgerEvent, _ sight: EventSight
  ) throws(SteelyardError) {
    switch event {
    case .liquidationFeeCharged(let liquidation, let asked, let booking):
      head(
        "liquidation_fee_charged",
        "Liquidation \(liquidation) asked for a fee of \(asked); what the account had of it was paid."
      )
      field("liquidation", Int(clamping: liquidation.rawValue))
      try self.booking(booking, sight)
    case .takenOver(let liquidation, let account, _, let balances, let booking):
      let what =
        balances == .all ? "all that the account had and owed" : "positions of the account"
      head("taken_over", "The insurance fund took over \(what), in liquidation \(liquidation).")
      field("liquidation", Int(clamping: liquidation.rawValue))
      if sight.sees(account) { field("account", sight.words(account)) }
      try self.booking(booking, sight)
    case .deleveraged(
      let liquidation, let account, let instrument, let quantity, let price, let booking):
      let name = sight.words(instrument)
      head(
        "deleveraged",
        "\(quantity) of \(name) were closed at \(price) against holders of the opposite, in "
          + "liquidation \(liquidation).")
      field("liquidation", Int(clamping: liquidation.rawValue))
      if sight.sees(account) { field("account", sight.words(account)) }
      field("instrument", name)
      field("quantity", quantity)
      field("price", price)
      try self.booking(booking, sight)
    case .lossShared(let liquidation, let asset, let loss, let reason, let booking):
      head(
        "loss_shared",
        "A loss of \(loss) \(sight.words(asset)) from liquidation \(liquidation) was shared: \(reason)"
      )
      field("liquidation", Int(clamping: liquidation.rawValue))
      field("asset", sight.words(asset))
      try self.booking(booking, sight)
    case .shareSold(let sold, let booking):
      let asset = sight.words(sold.asset)
      head(
        "share_sold",
        "A bidder took \(sold.share) of everything in the auction of liquidation \(sold.liquidation) and paid "
          + "\(sold.payment) \(asset)"
          + (sold.compensation.isZero
            ? "." : "; the insurance fund paid \(sold.compensation) \(asset)."))
      field("liquidation", Int(clamping: sold.liquidation.rawValue))
      // Neither side is told who the other one is.
      if sight.sees(sold.bidder) {
        field("account", sight.words(sold.bidder))
      } else if sight.sees(sold.account) {
        field("account", sight.words(sold.account))
      }
      field("asset", asset)
      field("amount", sold.payment)
      field("share", sold.share)
      try self.booking(booking, sight)
    default: preconditionFailure("\(event) is no event of a liquidation.")
    }
  }
}

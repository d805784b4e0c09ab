import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import SteelyardLedger

extension JSONWriter {
  /// An event of the ledger by name.
  mutating func ledgerEvent(
    _ event: LedgerEvent, _ sight: EventSight
  ) throws(SteelyardError) {
    switch event {
    case .commandNamed(let account, let identifier, _):
      head("command_named", "The command is called \(identifier).")
      field("account", sight.words(account))
    case .assetListed(_, let asset):
      head("asset_listed", "Balances in \(asset) can be had.")
      field("asset", asset.code)
    case .instrumentListed(_, let listing, venue: _, settlement: _, base: _):
      let name = APIInstrument.name(listing.instrument)
      head("instrument_listed", "\(name) can be traded at \(listing.venue).")
      field("instrument", name)
    case .accountOpened(_, let name, let owner, let mode):
      head("account_opened", "\(name) of \(owner) is open, with margin mode \(mode.rawValue).")
      field("account", name.description)
    case .marginModeSet(let account, let mode):
      head("margin_mode_set", "The margin mode is \(mode.rawValue).")
      field("account", sight.words(account))
    case .orderPlaced(let order): placed(order, sight)
    case .orderChanged(let order, let change): changed(order, change)
    case .orderFilled(let order, let quantity, let price, let booking):
      head("order_filled", "\(quantity) of order \(order) were filled at \(price).")
      field("order", Int(order.rawValue))
      field("quantity", quantity)
      field("price", price)
      try self.booking(booking, sight)
    case .traded(let instrument, let quantity, let price, let booking):
      let name = sight.words(instrument)
      head("traded", "\(quantity) of \(name) were traded at \(price).")
      field("instrument", name)
      field("quantity", quantity)
      field("price", price)
      try self.booking(booking, sight)
    case .fundingPaid(let instrument, let price, let rate, let booking):
      let name = sight.words(instrument)
      head("funding_paid", "\(name) paid funding of \(rate) of its worth at \(price).")
      field("instrument", name)
      field("price", price)
      try self.booking(booking, sight)
    case .interestAccrued(let asset, let rate, let factor, let booking):
      let code = sight.words(asset)
      head("interest_accrued", "Debts in \(code) grew by \(factor) at \(rate) a year.")
      field("asset", code)
      try self.booking(booking, sight)
    case .settled(let instrument, let price, let kind, let booking):
      let name = sight.words(instrument)
      head("settled", "\(name) was settled at \(price) (\(kind)).")
      field("instrument", name)
      field("price", price)
      try self.booking(booking, sight)
    case .deposited, .withdrawalRequested, .withdrawalSent, .withdrawalFailed, .transferred,
      .adjusted:
      try moneyEvent(event, sight)
    case .liquidationFeeCharged, .takenOver, .deleveraged, .lossShared, .shareSold:
      try liquidationEvent(event, sight)
    }
  }

  private mutating func moneyEvent(
    _ event: LedgerEvent, _ sight: EventSight
  ) throws(SteelyardError) {
    switch event {
    case .deposited(let booking):
      head("deposited", "Money came in.")
      try self.booking(booking, sight)
    case .withdrawalRequested(let withdrawal):
      head(
        "withdrawal_requested",
        "Withdrawal \(withdrawal.identifier) to \(withdrawal.destination) is held.")
      field("account", sight.words(withdrawal.account))
      field("withdrawal", Int(withdrawal.identifier.rawValue))
      field("asset", sight.words(withdrawal.asset))
      field("amount", withdrawal.amount)
    case .withdrawalSent(let withdrawal, let reference, let booking):
      head("withdrawal_sent", "Withdrawal \(withdrawal) left as \(reference).")
      field("withdrawal", Int(withdrawal.rawValue))
      field("reference", reference)
      try self.booking(booking, sight)
    case .withdrawalFailed(let withdrawal, let reason):
      head("withdrawal_failed", "Withdrawal \(withdrawal) did not leave: \(reason)")
      field("withdrawal", Int(withdrawal.rawValue))
    case .transferred(let booking):
      head("transferred", "Money moved between accounts of one owner.")
      try self.booking(booking, sight)
    case .adjusted(let booking, let reason):
      head("adjusted", reason)
      try self.booking(booking, sight)
    default: preconditionFailure("\(event) moves no money of its own.")
    }
  }

  private mutating func placed(_ order: PlacedOrder, _ sight: EventSight) {
    let name = sight.words(order.instrument)
    head(
      "order_placed",
      "Order \(order.identifier) for \(order.quantity) of \(name) "
        + (order.price.map { "at \($0)" } ?? "at the market") + " is on its way.")
    field("account", sight.words(order.account))
    field("order", Int(order.identifier.rawValue))
    field("instrument", name)
    field("quantity", order.quantity)
    optional("price", order.price)
  }

  private mutating func changed(_ order: OrderIdentifier, _ change: OrderChange) {
    switch change {
    case .accepted: head("order_accepted", "The venue took order \(order).")
    case .rejected(let reason): head("order_rejected", "The venue refused it: \(reason)")
    case .amendRequested(let quantity, let price), .amended(let quantity, let price):
      if case .amended = change {
        head("order_amended", "The venue changed order \(order).")
      } else {
        head("order_amend_requested", "The venue is asked to change order \(order).")
      }
      field("quantity", quantity)
      optional("price", price)
    case .amendRefused(let reason):
      head("order_amend_refused", "The venue did not change it: \(reason)")
    case .cancelRequested:
      head("order_cancel_requested", "The venue is asked to take order \(order) out.")
    case .cancelled: head("order_cancelled", "The venue took order \(order) out.")
    case .cancelRefused(let reason):
      head("order_cancel_refused", "The venue did not take it out: \(reason)")
    case .expired: head("order_expired", "The time of order \(order) passed.")
    case .overdue: head("order_overdue", "The venue's answer on order \(order) is late.")
    }
    field("order", Int(order.rawValue))
  }

  mutating func head(_ kind: String, _ why: String) {
    field("kind", kind)
    field("why", why)
  }
}

import SteelyardContracts
import SteelyardLedger

extension EngineState {
  /// Refuses what would take a liquidation's orders or their names away from it.
  ///
  /// - Throws: `invalidInput` for a name that is the liquidator's, `notAllowed` for an order that is.
  func checkNotLiquidations(
    _ command: LedgerCommand, by author: String
  ) throws(SteelyardError) {
    if author == Liquidator.author { return }
    var label: ClientIdentifier?
    if case .placeOrder(let ticket) = command.action { label = ticket.label }
    if LiquidationOrderName.owns(command.identifier) || LiquidationOrderName.owns(label) {
      throw SteelyardError(
        .invalidInput,
        "Names that begin with \"\(LiquidationOrderName.prefix)\" are those of liquidations.",
        remedy: "Choose another one.")
    }
    if case .placeOrder(let ticket) = command.action, HouseAccount.owns(ticket.account) {
      throw SteelyardError(
        .notAllowed, "Only the liquidator trades for \(ticket.account).",
        remedy: "Name a client's account.", subject: .account(ticket.account.description))
    }
    switch command.action {
    case .cancelOrder(let order, of: let name), .amendOrder(let order, of: let name, _, _):
      guard liquidations.owns(order) else { return }
      throw SteelyardError(
        .notAllowed, "Order \(order) is the liquidation's.",
        remedy: "Deposit to end the liquidation sooner, or ask the house to stop it.",
        subject: .account(name.description))
    default: return
    }
  }

  /// That somebody stops liquidations, or lets them go on.
  ///
  /// - Throws: `notFound` for an account that there is not, `invalidInput` without a reason, `conflict` where they
  ///   stand so already.
  func liquidationSwitch(
    of account: AccountName?, to position: LiquidationSwitch.Position, by author: String,
    reason: String, at time: Timestamp
  ) throws(SteelyardError) -> LiquidationSwitch {
    if let account {
      guard let index = ledger.index(of: account),
        !ledger[index].isHouse || index == HouseAccount.insurance.index
      else {
        throw SteelyardError(
          .notFound, "There is no account \(account).", remedy: "Correct the name.",
          subject: .account(account.description))
      }
    }
    guard !reason.allSatisfy(\.isWhitespace), reason.utf8.count <= LiquidationSwitch.reasonLengthMax
    else {
      throw SteelyardError(
        .invalidInput,
        "The reason has no words, or more than \(LiquidationSwitch.reasonLengthMax) bytes.",
        remedy: "Say in a sentence why.")
    }
    let stands = account.map { liquidations.stops[$0] } ?? liquidations.stop
    guard (stands != nil) != (position == .stopped) else {
      throw SteelyardError(
        .conflict,
        position == .stopped
          ? "It is stopped already: \(stands?.explanation ?? "")" : "Nobody has stopped it.",
        remedy: "Leave it as it is.",
        subject: account.map { .account($0.description) } ?? .call)
    }
    return LiquidationSwitch(
      account: account, position: position, author: author, reason: reason, time: time)
  }

  /// The insurance fund's live orders.
  var fundOrders: [LedgerOrder] {
    ledger[HouseAccount.insurance.index].orders.compactMap { ledger.orders[$0] }
  }

  /// Refuses what takes a position of the insurance fund away beneath orders that reduce it: their fills could not be
  /// booked.
  ///
  /// Fills are held against the position by themselves, and a settlement ends its orders first.
  ///
  /// - Throws: `conflict` while such orders work.
  func checkFundOrders(beneath events: [LedgerEvent]) throws(SteelyardError) {
    let fund = ledger[HouseAccount.insurance.index]
    guard !fund.orders.isEmpty else { return }
    for event in events {
      switch event {
      case .orderFilled, .settled: continue
      default: break
      }
      for change in event.booking?.changes ?? []
      where change.account == HouseAccount.insurance.index {
        let held = fund.position(in: change.instrument)?.quantity ?? .zero
        let isReducing = !held.isZero && held.isNegative != change.quantity.isNegative
        guard isReducing, fundOrders.contains(where: { $0.instrument == change.instrument }) else {
          continue
        }
        throw SteelyardError(
          .conflict,
          "Orders of the insurance fund still work in an instrument of which it gives up something.",
          remedy:
            "Stop the liquidation of \(HouseAccount.insurance.name), and ask again once they have ended.",
          subject: .instrument(ledger[change.instrument].listing.instrument.description))
      }
    }
  }
}

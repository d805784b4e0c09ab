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
      guard let index = ledger.index(of: account), !ledger[index].isHouse else {
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
}

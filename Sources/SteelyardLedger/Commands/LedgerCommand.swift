public import SteelyardContracts

/// An action with the name its client gave it.
public struct LedgerCommand: Sendable, Hashable {
  /// The client's name for it, unique per account for a while; nil where the client gives none.
  public let identifier: ClientIdentifier?
  /// What is asked.
  public let action: LedgerAction

  /// A command from its parts.
  public init(_ action: LedgerAction, identifier: ClientIdentifier? = nil) {
    self.action = action
    self.identifier = identifier
  }

  /// The account that the command speaks for; nil for the operator's own commands.
  ///
  /// Identifiers are remembered per account of this name; those of the operator share one memory, and those of
  /// liquidations another, the insurance fund's, so that no client's choice of a name can stand in their way.
  public var account: AccountName? {
    switch action {
    case .setMarginMode(let name, _), .amendOrder(_, of: let name, _, _),
      .cancelOrder(_, of: let name), .deposit(let name, _, _),
      .requestWithdrawal(let name, _, _, _), .transfer(from: let name, _, _, _):
      name
    case .placeOrder(let ticket): ticket.account
    case .bookTrade(let trade): trade.account
    case .sellShare(let sale): sale.bidder
    case .chargeLiquidationFee, .takeOver, .deleverage, .shareLoss: HouseAccount.insurance.name
    case .listAsset, .listInstrument, .openAccount, .reportAnswer, .reportFill, .payFunding,
      .accrueInterest, .settle, .resolveWithdrawal, .adjust:
      nil
    }
  }
}

extension LedgerCommand {
  /// What was asked for, without what was made of it: what an identifier stands for.
  var asked: LedgerCommand {
    guard case .sellShare(let sale) = action, sale.fill != nil else { return self }
    return LedgerCommand(.sellShare(sale.filled(nil)), identifier: identifier)
  }
}

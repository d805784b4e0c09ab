public import SteelyardContracts
public import SteelyardLedger

/// What risk knows of an account: what it held at a position of the journal.
public struct AccountHolding: Sendable {
  /// The ledger's number of it.
  public let index: Int
  /// Its name.
  public let name: AccountName
  /// Whose it is; charges for size look at all accounts of one owner together.
  public let owner: String
  /// What stands behind its positions; chooses the margin model.
  public let mode: MarginMode
  /// Positions and balances; amounts on their way out are not part of them.
  public let portfolio: Portfolio
  /// Orders that may still fill.
  public let orders: [WorkingOrder]

  /// A holding from its parts.
  public init(
    index: Int, name: AccountName, owner: String, mode: MarginMode, portfolio: Portfolio,
    orders: [WorkingOrder]
  ) {
    self.index = index
    self.name = name
    self.owner = owner
    self.mode = mode
    self.portfolio = portfolio
    self.orders = orders
  }
}

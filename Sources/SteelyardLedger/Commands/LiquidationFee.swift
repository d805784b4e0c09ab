public import SteelyardContracts

/// What a liquidated account pays to the insurance fund.
///
/// A fee makes no debt: the fund gets what is asked for, or what may leave the account where that is less.
public struct LiquidationFee: Sendable, Hashable {
  /// The liquidation.
  public let liquidation: LiquidationIdentifier
  /// Who pays.
  public let account: AccountName
  /// In what.
  public let asset: Currency
  /// How much is asked for, > 0.
  public let amount: Amount

  /// A fee from its parts; they are checked when it is booked.
  public init(
    liquidation: LiquidationIdentifier, account: AccountName, asset: Currency, amount: Amount
  ) {
    self.liquidation = liquidation
    self.account = account
    self.asset = asset
    self.amount = amount
  }
}

public import SteelyardContracts

/// A loss of the insurance fund that is shared over clients' accounts.
///
/// No account pays more than may leave it; what this leaves is shared over the others, and what nobody can pay stays
/// the fund's debt.
public struct LossSharing: Sendable, Hashable {
  /// In proportion to what it is shared.
  public enum Base: Sendable, Hashable {
    /// To what may leave each account, of the asset.
    case balances
    /// To amounts that were found elsewhere: profit of the day.
    case stated([Share])
  }

  /// One account of a stated base.
  public struct Share: Sendable, Hashable {
    /// Who pays.
    public let account: AccountName
    /// In proportion to what, > 0.
    public let base: Amount

    /// A share from its parts; they are checked when it is booked.
    public init(account: AccountName, base: Amount) {
      self.account = account
      self.base = base
    }
  }

  /// The liquidation that lost it.
  public let liquidation: LiquidationIdentifier
  /// In what.
  public let asset: Currency
  /// How much, > 0; at most what the fund owes of the asset.
  public let loss: Amount
  /// Over whom.
  public let base: Base
  /// Why, and what the base is, in words.
  public let reason: String

  /// A sharing from its parts; they are checked when it is booked.
  public init(
    liquidation: LiquidationIdentifier, asset: Currency, loss: Amount, base: Base, reason: String
  ) {
    self.liquidation = liquidation
    self.asset = asset
    self.loss = loss
    self.base = base
    self.reason = reason
  }
}

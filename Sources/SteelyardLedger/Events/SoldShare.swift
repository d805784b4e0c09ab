public import SteelyardContracts

/// A share of an account that a bidder took over in an auction.
public struct SoldShare: Sendable, Hashable {
  /// The liquidation.
  public let liquidation: LiquidationIdentifier
  /// Whose share it was.
  public let account: AccountIndex
  /// Who has it.
  public let bidder: AccountIndex
  /// How much of everything, above 0 to 1; of positions whole lots of at least it.
  public let share: Amount
  /// What was paid in.
  public let asset: AssetIndex
  /// What the bidder paid to the account; negative where the account paid for the rounding to lots.
  public let payment: Amount
  /// What the insurance fund paid to the bidder, ≥ 0.
  public let compensation: Amount

  /// A sold share from its parts.
  public init(
    liquidation: LiquidationIdentifier, account: AccountIndex, bidder: AccountIndex,
    share: Amount, asset: AssetIndex, payment: Amount, compensation: Amount
  ) {
    self.liquidation = liquidation
    self.account = account
    self.bidder = bidder
    self.share = share
    self.asset = asset
    self.payment = payment
    self.compensation = compensation
  }
}

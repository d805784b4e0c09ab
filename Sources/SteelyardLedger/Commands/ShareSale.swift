public import SteelyardContracts

/// A client's bid for a share of everything that an account in an auction has and owes, and what it gets for it.
///
/// A client asks without a fill; whoever runs the auction says what the bid is filled with, from the offer that stands.
/// Under one identifier it is the same bid whatever it is filled with.
public struct ShareSale: Sendable, Hashable {
  /// What a bid gets and pays.
  public struct Fill: Sendable, Hashable {
    /// Whose auction it is.
    public let account: AccountName
    /// The share that is sold, above 0, at most what is bid for.
    public let share: Amount
    /// What bids are paid in.
    public let asset: Currency
    /// How much of the account's balance of that is not shared: what earlier bidders paid in, ≥ 0.
    public let kept: Amount
    /// What the bidder pays to the account; negative where rounding to lots makes the account pay.
    public let payment: Amount
    /// What the insurance fund pays to the bidder, ≥ 0.
    public let compensation: Amount

    /// A fill from its parts; they are checked when it is booked.
    public init(
      account: AccountName, share: Amount, asset: Currency, kept: Amount, payment: Amount,
      compensation: Amount
    ) {
      self.account = account
      self.share = share
      self.asset = asset
      self.kept = kept
      self.payment = payment
      self.compensation = compensation
    }
  }

  /// The liquidation whose auction it is.
  public let liquidation: LiquidationIdentifier
  /// Who bids.
  public let bidder: AccountName
  /// The share of everything that is bid for, above 0 to 1.
  public let share: Amount
  /// The highest price of the whole that the bidder takes, in the asset of the auction, below zero where bidders are paid; nil for any.
  public let worstPrice: Amount?
  /// What the bid gets; nil while nobody has said so.
  public let fill: Fill?

  /// A bid from its parts; they are checked when it is booked.
  public init(
    liquidation: LiquidationIdentifier, bidder: AccountName, share: Amount, worstPrice: Amount?,
    fill: Fill? = nil
  ) {
    self.liquidation = liquidation
    self.bidder = bidder
    self.share = share
    self.worstPrice = worstPrice
    self.fill = fill
  }

  /// The same bid, filled.
  public func filled(_ fill: Fill?) -> ShareSale {
    ShareSale(
      liquidation: liquidation, bidder: bidder, share: share, worstPrice: worstPrice, fill: fill)
  }
}

public import SteelyardContracts

/// A position that is closed against accounts that hold the opposite, whether they want it or not.
public struct Deleveraging: Sendable, Hashable {
  /// Most accounts of one deleveraging; more are reached by another.
  public static let sharesMax = 100_000

  /// What one account gives up.
  public struct Share: Sendable, Hashable {
    /// Whose position is made smaller.
    public let account: AccountName
    /// How much of the closed position it takes, in `Instrument.quantityCurrency`, with that position's sign.
    public let quantity: Amount

    /// A share from its parts; they are checked when it is booked.
    public init(account: AccountName, quantity: Amount) {
      self.account = account
      self.quantity = quantity
    }
  }

  /// The liquidation.
  public let liquidation: LiquidationIdentifier
  /// Whose position is closed: a client's, or the insurance fund's, which took it over.
  public let account: AccountName
  /// What is closed.
  public let instrument: Instrument
  /// The price, in `Instrument.priceCurrency`: as a rule the bankruptcy price.
  public let price: Amount
  /// Against whom, each account once.
  public let shares: [Share]

  /// A deleveraging from its parts; they are checked when it is booked.
  public init(
    liquidation: LiquidationIdentifier, account: AccountName, instrument: Instrument,
    price: Amount, shares: [Share]
  ) {
    self.liquidation = liquidation
    self.account = account
    self.instrument = instrument
    self.price = price
    self.shares = shares
  }
}

public import SteelyardContracts

/// The insurance fund takes positions of an account over, and perhaps all that the account has and owes.
public struct Takeover: Sendable, Hashable {
  /// What becomes of the account's balances, once its positions are closed.
  public enum Balances: UInt8, Sendable, Hashable, CaseIterable {
    /// They stay as they are.
    case stay
    /// The fund takes what may leave the account, and pays what it owes, of every asset; only where no position is
    /// left.
    case all
  }

  /// One position.
  public struct Closing: Sendable, Hashable {
    /// What is taken over.
    public let instrument: Instrument
    /// How much, in `Instrument.quantityCurrency`, with the sign of the account's position.
    public let quantity: Amount
    /// The price at which the account gives it up, in `Instrument.priceCurrency`.
    public let price: Amount

    /// A closing from its parts; they are checked when it is booked.
    public init(instrument: Instrument, quantity: Amount, price: Amount) {
      self.instrument = instrument
      self.quantity = quantity
      self.price = price
    }
  }

  /// The liquidation.
  public let liquidation: LiquidationIdentifier
  /// Whose positions.
  public let account: AccountName
  /// Which positions, each instrument once; none where only the balances are taken over.
  public let closings: [Closing]
  /// What becomes of the balances.
  public let balances: Balances

  /// A takeover from its parts; they are checked when it is booked.
  public init(
    liquidation: LiquidationIdentifier, account: AccountName, closings: [Closing],
    balances: Balances
  ) {
    self.liquidation = liquidation
    self.account = account
    self.closings = closings
    self.balances = balances
  }
}

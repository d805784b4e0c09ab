public import SteelyardContracts

/// An amount of an asset that enters an account; negative where it leaves.
public struct Posting: Sendable, Hashable {
  /// Whose balance.
  public let account: AccountIndex
  /// In what.
  public let asset: AssetIndex
  /// By how much.
  public let amount: Amount

  /// A posting from its parts.
  public init(account: AccountIndex, asset: AssetIndex, amount: Amount) {
    self.account = account
    self.asset = asset
    self.amount = amount
  }
}

/// What an account's position gains.
public struct PositionChange: Sendable, Hashable {
  /// Whose position.
  public let account: AccountIndex
  /// In what.
  public let instrument: InstrumentIndex
  /// By how much, in `Instrument.quantityCurrency`.
  public let quantity: Amount
  /// What its cost gains, in the settlement currency.
  public let cost: Amount
  /// What profit it realised, in the settlement currency.
  public let realised: Amount

  /// A change from its parts.
  public init(
    account: AccountIndex, instrument: InstrumentIndex, quantity: Amount, cost: Amount,
    realised: Amount
  ) {
    self.account = account
    self.instrument = instrument
    self.quantity = quantity
    self.cost = cost
    self.realised = realised
  }
}

/// Money and positions that move together.
///
/// The postings of each asset sum to zero, and so do the quantities of each instrument.
public struct Booking: Sendable, Hashable {
  /// Money, in an order that the kind of event fixes: whom it is about first, the house last.
  public internal(set) var postings: [Posting]
  /// Positions, in the same order.
  public internal(set) var changes: [PositionChange]

  /// A booking from its parts.
  public init(postings: [Posting] = [], changes: [PositionChange] = []) {
    self.postings = postings
    self.changes = changes
  }

  /// Adds a posting unless it is of nothing.
  mutating func post(_ account: AccountIndex, _ asset: AssetIndex, _ amount: Amount) {
    guard !amount.isZero else { return }
    postings.append(Posting(account: account, asset: asset, amount: amount))
  }
}

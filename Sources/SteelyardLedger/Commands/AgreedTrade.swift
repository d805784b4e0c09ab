public import SteelyardContracts

/// A trade between two accounts, or of one with its venue, that no order of the ledger made.
public struct AgreedTrade: Sendable, Hashable {
  /// Who gets `quantity`.
  public let account: AccountName
  /// Who gets the opposite; nil for the instrument's venue.
  public let counterparty: AccountName?
  /// What is traded.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`, from the account's side: bought is positive.
  public let quantity: Amount
  /// The price, in `Instrument.priceCurrency`.
  public let price: Amount
  /// The account's fee.
  public let fee: FeeCharge
  /// The counterparty's fee; a venue's account pays none.
  public let counterpartyFee: FeeCharge

  /// A trade from its parts; they are checked when it is booked.
  public init(
    account: AccountName, counterparty: AccountName?, instrument: Instrument, quantity: Amount,
    price: Amount, fee: FeeCharge, counterpartyFee: FeeCharge
  ) {
    self.account = account
    self.counterparty = counterparty
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
    self.fee = fee
    self.counterpartyFee = counterpartyFee
  }
}

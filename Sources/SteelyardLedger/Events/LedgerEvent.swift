public import SteelyardDigests
public import SteelyardContracts

/// A fact of the ledger: what a command did, with every amount in it, so that a replay computes nothing again.
public enum LedgerEvent: Sendable, Hashable {
  /// The command of the events that follow had this name; the first event of its command.
  case commandNamed(AccountIndex, ClientIdentifier, SHA256Digest)
  /// Balances of an asset can be had.
  case assetListed(AssetIndex, Currency)
  /// An instrument can be traded.
  case instrumentListed(
    InstrumentIndex, InstrumentListing, venue: AccountIndex, settlement: AssetIndex,
    base: AssetIndex)
  /// An account is open.
  case accountOpened(AccountIndex, AccountName, owner: OwnerName, mode: MarginMode)
  /// Something else stands behind an account's positions.
  case marginModeSet(AccountIndex, MarginMode)

  /// An order was placed and is pending.
  case orderPlaced(PlacedOrder)
  /// Something happened to an order.
  case orderChanged(OrderIdentifier, OrderChange)
  /// Some of an order was filled; the quantity has the order's sign.
  case orderFilled(OrderIdentifier, quantity: Amount, price: Amount, Booking)
  /// A trade that no order made; the quantity is that of the first change or posting.
  case traded(InstrumentIndex, quantity: Amount, price: Amount, Booking)

  /// Funding of a perpetual was paid over all holders.
  case fundingPaid(InstrumentIndex, price: Amount, rate: Amount, Booking)
  /// Debts of an asset grew by `factor` at `rate` a year, and those who lend were paid.
  case interestAccrued(AssetIndex, rate: Amount, factor: Amount, Booking)
  /// An instrument was settled at a price: all positions closed, or a perpetual's costs moved to the price.
  case settled(InstrumentIndex, price: Amount, SettlementKind, Booking)

  /// Money came in.
  case deposited(Booking)
  /// Money is held for a withdrawal.
  case withdrawalRequested(Withdrawal)
  /// A withdrawal left.
  case withdrawalSent(WithdrawalIdentifier, reference: String, Booking)
  /// A withdrawal did not leave; its money is free again.
  case withdrawalFailed(WithdrawalIdentifier, reason: String)
  /// Money moved between accounts of one owner.
  case transferred(Booking)
  /// Something that nothing else explains, with its reason.
  case adjusted(Booking, reason: String)

  /// A liquidated account paid the insurance fund; less than was asked for where it had no more.
  case liquidationFeeCharged(LiquidationIdentifier, asked: Amount, Booking)
  /// The insurance fund took positions of an account over, and perhaps its balances.
  case takenOver(
    LiquidationIdentifier, AccountIndex, [ClosedPosition], Takeover.Balances, Booking)
  /// A position of an account was closed against others; the quantity is that of all of them together, with the
  /// position's sign, and the first change is the account's own.
  case deleveraged(
    LiquidationIdentifier, AccountIndex, InstrumentIndex, quantity: Amount, price: Amount, Booking)
  /// A loss of the insurance fund was shared; what the postings leave of it stays the fund's.
  case lossShared(LiquidationIdentifier, AssetIndex, loss: Amount, String, Booking)
  /// A bidder took a share of everything of an account in an auction.
  case shareSold(SoldShare, Booking)
}

/// What a settlement ends.
public enum SettlementKind: UInt8, Sendable, Hashable, CaseIterable {
  /// The instrument: its positions are closed.
  case delivery
  /// A session of a perpetual: its positions stay, entered anew at the price.
  case session
}

/// A withdrawal that was asked for and not yet resolved.
public struct Withdrawal: Sendable, Hashable {
  /// Its number.
  public let identifier: WithdrawalIdentifier
  /// Whose money.
  public let account: AccountIndex
  /// Of what.
  public let asset: AssetIndex
  /// How much, > 0.
  public let amount: Amount
  /// Where to, as the client wrote it.
  public let destination: String

  /// A withdrawal from its parts.
  public init(
    identifier: WithdrawalIdentifier, account: AccountIndex, asset: AssetIndex, amount: Amount,
    destination: String
  ) {
    self.identifier = identifier
    self.account = account
    self.asset = asset
    self.amount = amount
    self.destination = destination
  }
}

/// An order at the moment of placing.
public struct PlacedOrder: Sendable, Hashable {
  /// Its number.
  public let identifier: OrderIdentifier
  /// Whose it is.
  public let account: AccountIndex
  /// What it is for.
  public let instrument: InstrumentIndex
  /// How much, in `Instrument.quantityCurrency`; to buy is positive, to sell negative.
  public let quantity: Amount
  /// The limit in `Instrument.priceCurrency`; nil for a market order.
  public let price: Amount?
  /// What it may do to the position.
  public let effect: OrderTicket.Effect
  /// How it meets the book.
  public let entry: OrderTicket.Entry
  /// The owner's name for it.
  public let label: ClientIdentifier?

  /// A placed order from its parts.
  public init(
    identifier: OrderIdentifier, account: AccountIndex, instrument: InstrumentIndex,
    quantity: Amount, price: Amount?, effect: OrderTicket.Effect, entry: OrderTicket.Entry,
    label: ClientIdentifier?
  ) {
    self.identifier = identifier
    self.account = account
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
    self.effect = effect
    self.entry = entry
    self.label = label
  }
}

public import SteelyardContracts

/// The number of an order, from 1, in the order of placing.
public struct OrderIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt64

  /// An identifier by its number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// In the order of placing.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The number.
  public var description: String { "\(rawValue)" }
}

/// An order as its owner asks for it.
public struct OrderTicket: Sendable, Hashable {
  /// What an order may do to a position.
  public enum Effect: UInt8, Sendable, Hashable, CaseIterable {
    /// Anything.
    case any
    /// Only make it smaller.
    case reduceOnly
  }

  /// How an order meets the book.
  public enum Entry: UInt8, Sendable, Hashable, CaseIterable {
    /// It may take what stands there.
    case any
    /// It only joins the book; where it would take, the venue refuses it.
    case postOnly
  }

  /// Whose it is.
  public let account: AccountName
  /// What it is for.
  public let instrument: Instrument
  /// How much, in `Instrument.quantityCurrency`; to buy is positive, to sell negative.
  public let quantity: Amount
  /// The limit in `Instrument.priceCurrency`; nil for a market order.
  public let price: Amount?
  /// What it may do to the position.
  public let effect: Effect
  /// How it meets the book.
  public let entry: Entry
  /// The owner's own name for it; unique among the account's live orders.
  public let label: ClientIdentifier?

  /// A ticket from its parts; they are checked when it is placed.
  public init(
    account: AccountName, instrument: Instrument, quantity: Amount, price: Amount?,
    effect: Effect = .any, entry: Entry = .any, label: ClientIdentifier? = nil
  ) {
    self.account = account
    self.instrument = instrument
    self.quantity = quantity
    self.price = price
    self.effect = effect
    self.entry = entry
    self.label = label
  }
}

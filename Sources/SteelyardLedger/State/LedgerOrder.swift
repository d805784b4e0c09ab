public import SteelyardContracts

/// Where an order is on its way.
///
/// pending -> working -> partiallyFilled -> filled, and from each of the first three to cancelled or expired; from
/// pending to rejected. A fill of a pending order is its acceptance. The last four are final.
public enum OrderStatus: UInt8, Sendable, Hashable, CaseIterable {
  /// Sent; the venue has not said anything that counts.
  case pending
  /// In the book, nothing filled.
  case working
  /// In the book, something filled.
  case partiallyFilled
  /// All filled.
  case filled
  /// Taken out of the book.
  case cancelled
  /// Its time passed.
  case expired
  /// Refused by the venue.
  case rejected

  /// Whether nothing can happen to it any more.
  public var isFinal: Bool { rawValue >= OrderStatus.filled.rawValue }
}

/// A live order.
public struct LedgerOrder: Sendable, Hashable {
  /// What its owner asked of it and the venue has not answered.
  public enum Request: Sendable, Hashable {
    /// Another total quantity and limit.
    case amend(quantity: Amount, price: Amount?)
    /// Its end.
    case cancel
  }

  /// Whether an answer is late.
  public enum Answer: UInt8, Sendable, Hashable, CaseIterable {
    /// Nothing is late.
    case inTime
    /// No answer came in time: what the venue did is not known until it says so.
    case overdue
  }

  /// Its number.
  public let identifier: OrderIdentifier
  /// Whose it is.
  public let account: AccountIndex
  /// What it is for.
  public let instrument: InstrumentIndex
  /// All of it, in `Instrument.quantityCurrency`; to buy is positive, to sell negative.
  public internal(set) var quantity: Amount
  /// The limit in `Instrument.priceCurrency`; nil for a market order.
  public internal(set) var price: Amount?
  /// What it may do to the position.
  public let effect: OrderTicket.Effect
  /// How it meets the book.
  public let entry: OrderTicket.Entry
  /// The owner's name for it.
  public let label: ClientIdentifier?
  /// When it was placed.
  public let placedAt: Timestamp
  /// Where it is on its way.
  public internal(set) var status = OrderStatus.pending
  /// What was filled, with the order's sign.
  public internal(set) var filled = Amount.zero
  /// What is asked of the venue.
  public internal(set) var request: Request?
  /// Whether the venue's answer is late.
  public internal(set) var answer = Answer.inTime

  /// What may still fill, with the order's sign.
  public var remaining: Amount { Amount(units: quantity.units - filled.units) }

  /// The most that may still fill, whichever way an amendment that waits is answered.
  public var largestRemaining: Amount {
    guard case .amend(let asked, _) = request, asked.magnitude > quantity.magnitude else {
      return remaining
    }
    return Amount(units: asked.units - filled.units)
  }
}

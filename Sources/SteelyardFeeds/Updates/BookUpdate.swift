public import SteelyardContracts

/// One price of an order book and what stands at it.
public struct BookLevel: Sendable, Hashable {
  /// The price, in `Instrument.priceCurrency`.
  public let price: Double
  /// The amount in `Instrument.quantityCurrency`; 0 in a change takes the level away.
  public let amount: Double

  /// A level from its parts.
  public init(price: Double, amount: Double) {
    self.price = price
    self.amount = amount
  }
}

/// Levels of an order book.
public struct BookUpdate: Sendable, Hashable {
  /// What the levels are.
  public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
    /// The whole book.
    case snapshot = 0
    /// Levels that are new, have changed or, with amount 0, are gone.
    case change = 1
    /// The feed has missed changes: what was known of the book is void.
    case lost = 2
  }

  /// The instrument.
  public let instrument: Instrument
  /// What the levels are.
  public let kind: Kind
  /// Bids, in any order.
  public let bids: [BookLevel]
  /// Asks, in any order.
  public let asks: [BookLevel]

  /// A book update from its parts.
  public init(instrument: Instrument, kind: Kind, bids: [BookLevel], asks: [BookLevel]) {
    self.instrument = instrument
    self.kind = kind
    self.bids = bids
    self.asks = asks
  }
}

public import SteelyardContracts

/// What others offer and ask for on a simulated venue, best first.
public struct VenueQuote: Sendable, Hashable {
  /// A price and how much there is at it.
  public struct Level: Sendable, Hashable {
    /// The price, in `Instrument.priceCurrency`.
    public let price: Amount
    /// How much, in `Instrument.quantityCurrency`, ≥ 0.
    public internal(set) var quantity: Amount

    /// A level from its parts.
    public init(price: Amount, quantity: Amount) {
      self.price = price
      self.quantity = quantity
    }
  }

  /// Most levels of a side.
  public static let levelCountMax = 1000

  /// Bids, the highest first.
  public internal(set) var bids: [Level]
  /// Asks, the lowest first.
  public internal(set) var asks: [Level]

  /// A quote from its levels.
  ///
  /// - Throws: `invalidInput` where levels are out of order or crossed, a quantity is negative, or there
  ///   are more than `levelCountMax` of them.
  public init(bids: [Level], asks: [Level]) throws(SteelyardError) {
    guard max(bids.count, asks.count) <= Self.levelCountMax,
      (bids + asks).allSatisfy({ !$0.quantity.isNegative }),
      zip(bids, bids.dropFirst()).allSatisfy({ $0.price > $1.price }),
      zip(asks, asks.dropFirst()).allSatisfy({ $0.price < $1.price })
    else {
      throw SteelyardError(
        .invalidInput, "The levels of a quote are out of order, negative or too many.",
        remedy: "List at most \(Self.levelCountMax) a side, the best first, each price once.")
    }
    if let bid = bids.first, let ask = asks.first, bid.price >= ask.price {
      throw SteelyardError(
        .invalidInput, "A quote is crossed: bid \(bid.price), ask \(ask.price).",
        remedy: "Give a bid below the ask.")
    }
    self.bids = bids
    self.asks = asks
  }
}

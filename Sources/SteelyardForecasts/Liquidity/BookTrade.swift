public import SteelyardContracts

/// One trade of a venue's tape.
public struct BookTrade: Sendable, Hashable {
  /// Who crossed the spread.
  public enum Taker: String, Sendable, Hashable, Codable, CaseIterable {
    case buyer = "buy"
    case seller = "sell"

    /// 1 for a buyer, −1 for a seller.
    public var sign: Double { self == .buyer ? 1 : -1 }
  }

  /// When it was done.
  public let time: Timestamp
  /// Quote per base, > 0.
  public let price: Double
  /// Quantity traded, > 0, in the unit of the book: coins or contracts.
  public let quantity: Double
  /// Who crossed the spread.
  public let taker: Taker

  /// Makes a trade.
  ///
  /// - Throws: `invalidInput` where price or quantity is not above 0.
  public init(
    time: Timestamp, price: Double, quantity: Double, taker: Taker
  ) throws(SteelyardError) {
    guard price > 0, quantity > 0, price.isFinite, quantity.isFinite else {
      throw SteelyardError(
        .invalidInput, "\(quantity) at \(price) is no trade.",
        remedy: "Give a price and a quantity above 0.")
    }
    self.time = time
    self.price = price
    self.quantity = quantity
    self.taker = taker
  }

  /// Quantity with the taker's sign.
  public var signedQuantity: Double { taker.sign * quantity }
}

/// Trades of a tape taken together.
public struct TradeInterval: Sendable, Hashable {
  /// The first price.
  public let firstPrice: Double
  /// The last price.
  public let lastPrice: Double
  /// The price that came after: the first of the next trade, or the last one where the tape ends.
  public let nextPrice: Double
  /// Quantity traded.
  public let volume: Double
  /// Quantity bought less quantity sold by takers.
  public let signedVolume: Double
  /// Σ price × quantity, in quote.
  public let turnover: Double

  /// The price change from the first trade to what came after.
  public var priceChange: Double { nextPrice - firstPrice }

  /// Cuts a tape into intervals of a number of trades; trades beyond the last full interval only give
  /// it its next price.
  ///
  /// - Parameters:
  ///   - trades: In order of time.
  ///   - count: Trades in each.
  /// - Precondition: `count` ≥ 1.
  public static func ofTrades(_ trades: [BookTrade], count: Int) -> [TradeInterval] {
    precondition(count >= 1, "An interval holds a trade at least.")
    return stride(from: 0, to: trades.count - count + 1, by: count).map { first in
      let part = trades[first..<(first + count)]
      let last = trades[first + count - 1].price
      return TradeInterval(
        firstPrice: trades[first].price, lastPrice: last,
        nextPrice: first + count < trades.count ? trades[first + count].price : last,
        volume: part.reduce(0) { $0 + $1.quantity },
        signedVolume: part.reduce(0) { $0 + $1.signedQuantity },
        turnover: part.reduce(0) { $0 + $1.price * $1.quantity })
    }
  }
}

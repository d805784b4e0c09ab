public import SteelyardContracts

/// One price of an order book and what is quoted there.
public struct BookLevel: Sendable, Hashable {
  /// Quote per base, > 0.
  public let price: Double
  /// Quantity quoted, ≥ 0, in the unit of the book: coins or contracts.
  public let quantity: Double

  /// Makes a level.
  public init(price: Double, quantity: Double) {
    self.price = price
    self.quantity = quantity
  }
}

/// An order book at one moment, as many levels deep as were seen.
public struct BookLadder: Sendable, Hashable {
  /// When it was seen.
  public let time: Timestamp
  /// Bids, the highest first; not empty.
  public let bids: [BookLevel]
  /// Asks, the lowest first; not empty.
  public let asks: [BookLevel]

  /// Makes a ladder.
  ///
  /// - Throws: `invalidInput` for an empty side, a level that is no level, prices out of order, or a
  ///   best bid that is not below the best ask.
  public init(
    time: Timestamp, bids: [BookLevel], asks: [BookLevel]
  ) throws(SteelyardError) {
    func refuse(_ message: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message,
        remedy: "Give bids falling, asks rising, quantities of at least 0, the bid below the ask.")
    }
    guard let bid = bids.first, let ask = asks.first else {
      throw refuse("A side of the order book is empty.")
    }
    for level in bids + asks
    where
      !(level.price > 0 && level.price.isFinite && level.quantity >= 0
      && level.quantity.isFinite)
    {
      throw refuse("\(level.quantity) at \(level.price) is no level of an order book.")
    }
    guard bid.price < ask.price else {
      throw refuse("The bid \(bid.price) is not below the ask \(ask.price).")
    }
    for (better, worse) in zip(bids, bids.dropFirst()) where better.price <= worse.price {
      throw refuse("The bid \(worse.price) stands behind \(better.price).")
    }
    for (better, worse) in zip(asks, asks.dropFirst()) where better.price >= worse.price {
      throw refuse("The ask \(worse.price) stands behind \(better.price).")
    }
    self.time = time
    self.bids = bids
    self.asks = asks
  }

  /// The middle of the best bid and ask.
  public var middle: Double { 0.5 * (bids[0].price + asks[0].price) }

  /// (ask − bid) / middle.
  public var relativeSpread: Double { (asks[0].price - bids[0].price) / middle }

  /// The best prices.
  ///
  /// - Throws: Nothing in practice: a ladder's own best prices are in order.
  public func top() throws(SteelyardError) -> BookTop {
    try BookTop(
      bidPrice: bids[0].price, bidQuantity: bids[0].quantity, askPrice: asks[0].price,
      askQuantity: asks[0].quantity)
  }

  /// What is quoted within a distance of the middle.
  ///
  /// A ladder that ends nearer than the band shows less than there is; `isSeen` says so.
  ///
  /// - Parameter band: The distance as a share of the middle: 0.001 is 10 bp.
  public func depth(within band: Double) -> BookDepth {
    let middle = middle
    let low = middle * (1 - band)
    let high = middle * (1 + band)
    return BookDepth(
      band: band,
      bidQuantity: bids.reduce(0) { $1.price >= low ? $0 + $1.quantity : $0 },
      askQuantity: asks.reduce(0) { $1.price <= high ? $0 + $1.quantity : $0 },
      isSeen: bids[bids.count - 1].price <= low && asks[asks.count - 1].price >= high)
  }

  /// What it costs to trade a quantity against the book at once.
  ///
  /// - Parameter quantity: Bought if positive, sold if negative; not zero.
  public func execution(of quantity: Double) -> BookExecution {
    var left = abs(quantity)
    var value = 0.0
    for level in quantity > 0 ? asks : bids where left > 0 {
      let taken = min(left, level.quantity)
      value += taken * level.price
      left -= taken
    }
    let filled = abs(quantity) - left
    let middle = middle
    let sign: Double = quantity > 0 ? 1 : -1
    return BookExecution(
      filled: sign * filled, unfilled: sign * left,
      averagePrice: filled > 0 ? value / filled : nil,
      costRelative: filled > 0 ? sign * (value / (filled * middle) - 1) : nil)
  }
}

/// Quantities quoted within a distance of the middle.
public struct BookDepth: Sendable, Hashable {
  /// The distance, as a share of the middle.
  public let band: Double
  /// Quantity bid within it.
  public let bidQuantity: Double
  /// Quantity offered within it.
  public let askQuantity: Double
  /// Whether the levels seen reach as far as the band on both sides.
  public let isSeen: Bool

  /// Makes a depth, for sources that count it themselves.
  public init(band: Double, bidQuantity: Double, askQuantity: Double, isSeen: Bool) {
    self.band = band
    self.bidQuantity = bidQuantity
    self.askQuantity = askQuantity
    self.isSeen = isSeen
  }

  /// The thinner side: what a book of unknown sign can count on.
  public var thinnerSide: Double { min(bidQuantity, askQuantity) }
}

/// A trade done against a book.
public struct BookExecution: Sendable, Hashable {
  /// What the book could take, signed as the trade.
  public let filled: Double
  /// What it could not, signed as the trade; 0 if all was filled.
  public let unfilled: Double
  /// The mean price of what was filled; nil if nothing was.
  public let averagePrice: Double?
  /// Its distance from the middle on the bad side, as a share of the middle; nil if nothing was
  /// filled.
  public let costRelative: Double?
}

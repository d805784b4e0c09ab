public import SteelyardContracts

/// The best bid and ask of an order book at one moment.
public struct BookTop: Sendable, Hashable {
  /// Best bid, in quote per base.
  public let bidPrice: Double
  /// Quantity at the best bid.
  public let bidQuantity: Double
  /// Best ask, in quote per base.
  public let askPrice: Double
  /// Quantity at the best ask.
  public let askQuantity: Double

  /// Makes the top of a book.
  ///
  /// - Throws: `invalidInput` where a price is not above 0, a quantity is negative, or the bid is not
  ///   below the ask.
  public init(
    bidPrice: Double, bidQuantity: Double, askPrice: Double, askQuantity: Double
  ) throws(SteelyardError) {
    guard bidPrice > 0, askPrice > bidPrice, askPrice.isFinite, bidQuantity >= 0,
      askQuantity >= 0, bidQuantity.isFinite, askQuantity.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "\(bidQuantity) at \(bidPrice) against \(askQuantity) at \(askPrice) is no order book.",
        remedy: "Give prices above 0 with the bid below the ask, and quantities of at least 0.")
    }
    self.bidPrice = bidPrice
    self.bidQuantity = bidQuantity
    self.askPrice = askPrice
    self.askQuantity = askQuantity
  }

  /// The middle of bid and ask.
  public var middle: Double { 0.5 * (bidPrice + askPrice) }

  /// (ask − bid) / middle.
  public var relativeSpread: Double { (askPrice - bidPrice) / middle }
}

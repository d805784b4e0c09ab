public import SteelyardContracts

/// All that an oracle remembers from one price to the next.
///
/// It is an explicit input: the same memory and sources give the same price, on replay as live.
public struct OracleMemory: Sendable, Hashable, Codable {
  /// The last price that was not halted, in quote currency, > 0.
  public let price: Double
  /// The time of that price.
  public let priceTime: Timestamp
  /// The stable price.
  public let stable: StablePrice

  /// A memory from its parts.
  ///
  /// - Throws: `invalidInput` unless the price is finite and above zero and no later than the stable
  ///   price, which is held while prices are not.
  public init(
    price: Double, priceTime: Timestamp, stable: StablePrice
  ) throws(SteelyardError) {
    guard price > 0, price.isFinite, stable.value > 0, stable.value.isFinite else {
      throw SteelyardError(
        .invalidInput, "The oracle remembers \(price), stable \(stable.value).",
        remedy: "Start from a memory that an oracle gave, or from none.")
    }
    guard priceTime <= stable.time else {
      throw SteelyardError(
        .invalidInput, "The oracle's price of \(priceTime) is later than \(stable.time).",
        remedy: "Start from a memory that an oracle gave, or from none.")
    }
    self.init(trusted: price, priceTime, stable)
  }

  init(trusted price: Double, _ priceTime: Timestamp, _ stable: StablePrice) {
    self.price = price
    self.priceTime = priceTime
    self.stable = stable
  }
}

public import SteelyardContracts

/// What a price is of and in what: BTC in USD, SOL in USDC, USDC in USD.
///
/// Underlyings with the same base and quote share an index; the price of an asset is its pair with USD.
public struct PricePair: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// What is priced.
  public let base: Currency
  /// The currency of the price.
  public let quote: Currency

  /// A pair.
  ///
  /// - Throws: `invalidInput` where the two are the same.
  public init(base: Currency, quote: Currency) throws(SteelyardError) {
    guard base != quote else {
      throw SteelyardError(
        .invalidInput, "A price of \(base) in \(quote) says nothing.",
        remedy: "Name two currencies.")
    }
    self.base = base
    self.quote = quote
  }

  /// The pair of an underlying's index.
  public init(indexOf underlying: Underlying) {
    base = underlying.base
    quote = underlying.quote
  }

  /// `BASE/QUOTE`.
  public var description: String { "\(base)/\(quote)" }

  /// Orders by base, then quote.
  public static func < (left: PricePair, right: PricePair) -> Bool {
    (left.base, left.quote) < (right.base, right.quote)
  }
}

/// What a family of contracts is written on and settled in: base, quote and settlement currency.
///
/// `BTC/USD:BTC` is Deribit's inverse family, `BTC/USDC:USDC` a linear one. Contracts of one
/// underlying share an index, a forward curve and a volatility surface.
public struct Underlying: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  /// The coin whose price moves.
  public let base: Currency
  /// The currency of the price.
  public let quote: Currency
  /// The currency that profit is paid in.
  public let settlement: Currency

  /// An underlying settled in its quote (linear) or in its base (inverse).
  ///
  /// - Throws: `unsupported` for settlement in a third currency (quanto), `invalidInput` where base
  ///   and quote are the same.
  public init(
    base: Currency, quote: Currency, settlement: Currency
  ) throws(SteelyardError) {
    guard base != quote else {
      throw SteelyardError(
        .invalidInput, "\(base)/\(quote) has the same base and quote.",
        remedy: "Name two currencies.")
    }
    guard settlement == quote || settlement == base else {
      throw SteelyardError(
        .unsupported, "\(base)/\(quote) settled in \(settlement) is a quanto contract.",
        remedy: "Use contracts settled in \(quote) (linear) or \(base) (inverse).")
    }
    self.base = base
    self.quote = quote
    self.settlement = settlement
  }

  /// Whether profit is paid in the coin itself.
  public var isInverse: Bool { settlement == base }

  /// `BASE/QUOTE:SETTLEMENT`.
  public var description: String { "\(base)/\(quote):\(settlement)" }

  /// Orders by base, quote and settlement.
  public static func < (left: Underlying, right: Underlying) -> Bool {
    (left.base, left.quote, left.settlement) < (right.base, right.quote, right.settlement)
  }
}

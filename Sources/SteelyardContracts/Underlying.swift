/// What a family of contracts is written on and settled in: base, quote and settlement currency.
///
/// `BTC/USD:BTC` is Deribit's inverse family, `BTC/USDC:USDC` a linear one. Contracts of one
/// underlying share an index, a forward curve and a volatility surface.
public struct Underlying: Sendable, Hashable, Comparable, CustomStringConvertible {
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

extension Underlying: Codable {
  private enum CodingKeys: String, CodingKey { case base, quote, settlement }

  /// Reads the three codes and checks them as `init(base:quote:settlement:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try Underlying(
      base: try container.decode(Currency.self, forKey: .base),
      quote: try container.decode(Currency.self, forKey: .quote),
      settlement: try container.decode(Currency.self, forKey: .settlement))
  }
}

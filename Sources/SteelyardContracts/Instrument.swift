/// What can be held: an identity, the same whatever a venue calls it.
///
/// Two venues that list the same terms list the same instrument; a venue's name for it, and its
/// lot, tick and settlement window, are that venue's (`ContractTerms`).
public struct Instrument: Sendable, Hashable {
  /// The kinds of contract and their terms.
  public enum Product: Sendable, Hashable, Codable {
    /// The coin itself, against the quote currency.
    case spot
    /// A perpetual future.
    case perpetual
    /// A future that settles at its expiry.
    case future(expiry: Timestamp)
    /// A European option.
    case option(OptionTerms)
    /// A European option with one barrier.
    case barrierOption(OptionTerms, Barrier)
  }

  /// The contract's base, quote and settlement currency; spot settles in its quote.
  public let underlying: Underlying
  /// The kind of contract and its terms.
  public let product: Product

  /// An instrument from its parts.
  ///
  /// - Throws: `invalidInput` where spot does not settle in its quote, or a strike or barrier is
  ///   not above zero.
  public init(_ underlying: Underlying, _ product: Product) throws(SteelyardError) {
    if case .spot = product, underlying.isInverse {
      throw SteelyardError(
        .invalidInput, "Spot \(underlying.base)/\(underlying.quote) settles in \(underlying.base).",
        remedy: "Settle spot in its quote currency.")
    }
    if let terms = product.optionTerms, terms.strike.units <= 0 {
      throw SteelyardError(
        .invalidInput, "The strike \(terms.strike) is not above zero.",
        remedy: "Give a positive strike.")
    }
    if case .barrierOption(_, let barrier) = product, barrier.level.units <= 0 {
      throw SteelyardError(
        .invalidInput, "The barrier \(barrier.level) is not above zero.",
        remedy: "Give a positive barrier.")
    }
    self.underlying = underlying
    self.product = product
  }

  /// When it settles; nil for spot and perpetuals.
  public var expiry: Timestamp? {
    switch product {
    case .spot, .perpetual: nil
    case .future(let expiry): expiry
    case .option(let terms), .barrierOption(let terms, _): terms.expiry
    }
  }

  /// The terms of an option, barrier or not; nil for anything else.
  public var optionTerms: OptionTerms? { product.optionTerms }

  /// Whether it is an option of any kind.
  public var isOption: Bool { optionTerms != nil }

  /// The currency in which a quantity of it is counted.
  ///
  /// Inverse perpetuals and futures are sized in the quote currency (USD), as Deribit and OKX do:
  /// their profit is linear in that size. Everything else is sized in the base coin.
  public var quantityCurrency: Currency {
    switch product {
    case .perpetual, .future: underlying.isInverse ? underlying.quote : underlying.base
    case .spot, .option, .barrierOption: underlying.base
    }
  }

  /// The currency in which its price is quoted: the coin for inverse options, else the quote.
  public var priceCurrency: Currency {
    isOption ? underlying.settlement : underlying.quote
  }
}

/// The terms of a European option.
public struct OptionTerms: Sendable, Hashable, Codable {
  /// When it expires and settles.
  public let expiry: Timestamp
  /// The strike in quote currency.
  public let strike: Amount
  /// Call or put.
  public let right: OptionRight

  /// Terms from their parts.
  public init(expiry: Timestamp, strike: Amount, right: OptionRight) {
    self.expiry = expiry
    self.strike = strike
    self.right = right
  }
}

/// A single barrier.
public struct Barrier: Sendable, Hashable, Codable {
  /// How it acts.
  public let kind: BarrierKind
  /// The level in quote currency.
  public let level: Amount

  /// A barrier from its parts.
  public init(kind: BarrierKind, level: Amount) {
    self.kind = kind
    self.level = level
  }
}

extension Instrument.Product {
  var optionTerms: OptionTerms? {
    switch self {
    case .option(let terms), .barrierOption(let terms, _): terms
    case .spot, .perpetual, .future: nil
    }
  }
}

extension Instrument: Codable {
  private enum CodingKeys: String, CodingKey { case underlying, product }

  /// Reads the parts and checks them as `init(_:_:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try Instrument(
      try container.decode(Underlying.self, forKey: .underlying),
      try container.decode(Product.self, forKey: .product))
  }
}

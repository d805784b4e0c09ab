public import SteelyardContracts

/// At which price a balance counts.
///
/// What it is worth (`equity`) is always its price in US dollars; this is about what counts.
public enum CollateralPricing: Sendable, Hashable {
  /// Its own price in US dollars; a stablecoin is never taken to be worth a dollar.
  case assetPrice
  /// The lower of its price and its stable price, both in US dollars, where it is held, and the higher
  /// where it is owed; its price where the market gives no stable one.
  case worseOfStable
  /// The index of its contracts settled in this currency, read as units of the currency: a venue that
  /// counts in a stablecoin and does not divide the index by the stablecoin's price. Where the market
  /// has no such contracts, the asset's price in US dollars is the index; where it does not even have a
  /// price of the currency, that price counts as it is.
  case index(readIn: Currency)
}

extension CollateralPricing: Codable {
  private static let assetPriceName = "asset_price"
  private static let worseOfStableName = "worse_of_stable"
  private enum Key: String, CodingKey { case indexIn }

  /// Reads `"asset_price"`, `"worse_of_stable"` or `{"index_in": "USDC"}`.
  public init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      if name == Self.worseOfStableName {
        self = .worseOfStable
        return
      }
      guard name == Self.assetPriceName else {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: decoder.codingPath,
            debugDescription:
              "a price is \"\(Self.assetPriceName)\", \"\(Self.worseOfStableName)\" or "
              + "{\"index_in\": CURRENCY}"))
      }
      self = .assetPrice
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    self = .index(readIn: try container.decode(Currency.self, forKey: .indexIn))
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .assetPrice:
      var container = encoder.singleValueContainer()
      try container.encode(Self.assetPriceName)
    case .worseOfStable:
      var container = encoder.singleValueContainer()
      try container.encode(Self.worseOfStableName)
    case .index(let currency):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(currency, forKey: .indexIn)
    }
  }
}

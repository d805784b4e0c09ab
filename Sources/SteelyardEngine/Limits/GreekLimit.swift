public import SteelyardContracts

/// Most net Greeks of one coin, in US dollars; nil sets no limit.
public struct GreekLimit: Sendable, Hashable {
  /// The coin.
  public let coin: Currency
  /// Most absolute delta: P&L for a move of 100 %.
  public let deltaUSDMax: Double?
  /// Most absolute gamma: change of that delta for a move of 1 %.
  public let gammaUSDMax: Double?
  /// Most absolute vega: P&L for one volatility point.
  public let vegaUSDMax: Double?

  /// A limit from its parts.
  ///
  /// - Throws: `invalidInput` for a negative or not finite amount.
  public init(
    coin: Currency, deltaUSDMax: Double? = nil, gammaUSDMax: Double? = nil,
    vegaUSDMax: Double? = nil
  ) throws(SteelyardError) {
    try LimitCheck.amount(deltaUSDMax, "delta")
    try LimitCheck.amount(gammaUSDMax, "gamma")
    try LimitCheck.amount(vegaUSDMax, "vega")
    self.coin = coin
    self.deltaUSDMax = deltaUSDMax
    self.gammaUSDMax = gammaUSDMax
    self.vegaUSDMax = vegaUSDMax
  }
}

// The files write snake case, whose conversion knows no "USD".

extension GreekLimit: Codable {
  private enum CodingKeys: String, CodingKey {
    case coin
    case deltaUSDMax = "deltaUsdMax"
    case gammaUSDMax = "gammaUsdMax"
    case vegaUSDMax = "vegaUsdMax"
  }

  /// Reads the parts and checks them as the initialiser does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self = try GreekLimit(
      coin: try container.decode(Currency.self, forKey: .coin),
      deltaUSDMax: try container.decodeIfPresent(Double.self, forKey: .deltaUSDMax),
      gammaUSDMax: try container.decodeIfPresent(Double.self, forKey: .gammaUSDMax),
      vegaUSDMax: try container.decodeIfPresent(Double.self, forKey: .vegaUSDMax))
  }
}

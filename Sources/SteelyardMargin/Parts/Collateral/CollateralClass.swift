public import SteelyardContracts

/// Assets that are taken on the same terms.
public struct CollateralClass: Sendable, Hashable, Codable {
  /// Haircuts by size of each asset, smallest first.
  public let tiers: [CollateralTier]
  /// Most US dollars that the assets of the class count before haircuts, together; nil for any.
  public let capUSD: Double?
  /// What a debt of the class needs beyond its own value; nil for nothing.
  public let debt: DebtRates?

  /// A class from its parts.
  public init(tiers: [CollateralTier], capUSD: Double? = nil, debt: DebtRates? = nil) {
    self.tiers = tiers
    self.capUSD = capUSD
    self.debt = debt
  }

  private enum CodingKeys: String, CodingKey {
    // The files write snake case, whose conversion knows no "USD".
    case capUSD = "capUsd"
    case tiers, debt
  }
}

/// How one asset is taken: by its class, or with tiers of its own.
public struct CollateralAsset: Sendable, Hashable, Codable {
  /// The class; nil for an asset with tiers of its own.
  public let className: String?
  /// Tiers of its own; nil for those of the class.
  public let tiers: [CollateralTier]?
  /// Most US dollars that the asset counts before haircuts; nil for any.
  public let capUSD: Double?
  /// What a debt of it needs beyond its own value; nil for what the class says.
  public let debt: DebtRates?
  /// At which price it counts; nil for what the rule says.
  public let pricedAt: CollateralPricing?
  /// The base coin of the family in whose scenarios its price moves; nil where it is not stressed.
  public let stressedIn: Currency?
  /// The base coin of the family that takes it, where it is not stressed; nil for the account.
  public let family: Currency?

  /// An asset from its parts.
  public init(
    className: String? = nil, tiers: [CollateralTier]? = nil, capUSD: Double? = nil,
    debt: DebtRates? = nil, pricedAt: CollateralPricing? = nil, stressedIn: Currency? = nil,
    family: Currency? = nil
  ) {
    self.className = className
    self.tiers = tiers
    self.capUSD = capUSD
    self.debt = debt
    self.pricedAt = pricedAt
    self.stressedIn = stressedIn
    self.family = family
  }

  private enum CodingKeys: String, CodingKey {
    case className = "class"
    // The files write snake case, whose conversion knows no "USD".
    case capUSD = "capUsd"
    case tiers, debt, pricedAt, stressedIn, family
  }
}

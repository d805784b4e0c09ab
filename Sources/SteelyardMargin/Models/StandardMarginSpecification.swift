public import SteelyardContracts
public import SteelyardMarket

/// A position-by-position model as a value: rates by family.
public struct StandardMarginSpecification: Sendable, Hashable, Codable {
  /// Rates of contracts of one base coin and settlement.
  public struct Family: Sendable, Hashable, Codable {
    /// The coin the contracts are written on.
    public let base: Currency
    /// Settlement currencies of the family.
    public let settlements: [Currency]
    /// Rates on options.
    public let option: OptionRates
    /// Rates on futures and perpetuals.
    public let future: FutureRates
  }

  /// Rates on options, as shares of the underlying.
  public struct OptionRates: Sendable, Hashable, Codable {
    /// Initial share before the out-of-the-money amount is taken off.
    public let initial: Double
    /// Least initial share.
    public let initialMin: Double
    /// Maintenance share.
    public let maintenance: Double
  }

  /// Rates on futures, as shares of the position.
  public struct FutureRates: Sendable, Hashable, Codable {
    /// Initial share of a small position.
    public let initial: Double
    /// Maintenance share of a small position.
    public let maintenance: Double
    /// What both shares rise by for each coin of the position.
    public let risePerCoin: Double
  }

  /// The model's name.
  public let name: String
  /// Where the parameters come from.
  public let provenance: ParameterProvenance
  /// Which volatilities options without a mark are priced from.
  public let surfaceSource: SurfaceSource
  /// What a balance counts for.
  public let collateral: CollateralRule
  /// What counts as equity besides balances.
  public let equity: EquityRule
  /// Rates by family.
  public let families: [Family]

  /// The rates for an underlying.
  ///
  /// - Throws: `unsupported` where the parameters have none.
  public func family(of underlying: Underlying) throws(SteelyardError) -> Family {
    for family in families
    where family.base == underlying.base && family.settlements.contains(underlying.settlement) {
      return family
    }
    throw SteelyardError(
      .unsupported,
      "\(provenance.name) has no rates for \(underlying.base) settled in \(underlying.settlement).",
      remedy: "It knows \(families.map(\.base.code).joined(separator: ", ")); pass --parameters.")
  }
}

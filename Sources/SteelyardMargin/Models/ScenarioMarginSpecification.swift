public import SteelyardContracts
public import SteelyardMarket
public import SteelyardScenarios

/// A scenario model as a value: what is stressed, measured, netted, charged and counted.
public struct ScenarioMarginSpecification: Sendable, Hashable, Codable {
  /// The parts that hold for contracts of one base coin and settlement.
  public struct Family: Sendable, Hashable, Codable {
    /// The coin whose price is stressed.
    public let base: Currency
    /// Settlement currencies of the family: the coin itself, or stablecoins.
    public let settlements: [Currency]
    /// The day the figures were read, `YYYY-MM-DD`.
    public let asOf: String
    /// What profit is counted in: a coin's own fall counts in US dollars alone.
    public let countedIn: ProfitCurrency
    /// How long a scenario takes and what becomes of what expires on the way; nil for a move in an
    /// instant.
    public let settlement: SettlementRule?
    /// Initial and maintenance margin over loss and common charges.
    public let ratios: MarginRatios
    /// Where the scenarios come from, united.
    public let sources: [ScenarioSource]
    /// What nets with what, applied in this order: expiries, then gains.
    public let offsets: [Offset]
    /// What the scenarios do not contain.
    public let charges: [AppliedCharge]

    /// A family from its parts.
    public init(
      base: Currency, settlements: [Currency], asOf: String,
      countedIn: ProfitCurrency, settlement: SettlementRule? = nil, ratios: MarginRatios,
      sources: [ScenarioSource], offsets: [Offset],
      charges: [AppliedCharge]
    ) {
      self.base = base
      self.settlements = settlements
      self.asOf = asOf
      self.countedIn = countedIn
      self.settlement = settlement
      self.ratios = ratios
      self.sources = sources
      self.offsets = offsets
      self.charges = charges
    }
  }

  /// The model's name.
  public let name: String
  /// Where the parameters come from.
  public let provenance: ParameterProvenance
  /// Which volatilities options are priced from.
  public let surfaceSource: SurfaceSource
  /// What an option is worth.
  public let optionValue: OptionValueSource
  /// Whether option prices are discounted.
  public let discounting: Discounting
  /// How scenario profit becomes a loss.
  public let measure: RiskMeasure
  /// Decimals that the scenario loss and the initial margin are rounded to; nil for none.
  public let decimals: Int?
  /// Whether bought options alone ever need more than their value.
  public let capsLongOptionsAtValue: Bool
  /// What a balance counts for.
  public let collateral: CollateralRule
  /// What counts as equity besides balances.
  public let equity: EquityRule
  /// The parts by family.
  public let families: [Family]

  /// A model from its parts.
  public init(
    name: String, provenance: ParameterProvenance, surfaceSource: SurfaceSource,
    optionValue: OptionValueSource,
    discounting: Discounting, measure: RiskMeasure, decimals: Int?,
    capsLongOptionsAtValue: Bool, collateral: CollateralRule, equity: EquityRule,
    families: [Family]
  ) {
    self.name = name
    self.provenance = provenance
    self.surfaceSource = surfaceSource
    self.optionValue = optionValue
    self.discounting = discounting
    self.measure = measure
    self.decimals = decimals
    self.capsLongOptionsAtValue = capsLongOptionsAtValue
    self.collateral = collateral
    self.equity = equity
    self.families = families
  }

  /// The parts for an underlying.
  ///
  /// - Throws: `unsupported` where the parameters have none.
  public func family(of underlying: Underlying) throws(SteelyardError) -> Family {
    try families.family(of: underlying, "parameters", in: provenance)
  }
}

extension ScenarioMarginSpecification.Family: MarginFamily {}

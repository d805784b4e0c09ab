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
    /// What nets between options.
    public let netting: Netting
    /// What the rates do not contain.
    public let charges: [AppliedCharge]

    /// A family from its parts.
    public init(
      base: Currency, settlements: [Currency], option: OptionRates, future: FutureRates,
      netting: Netting, charges: [AppliedCharge]
    ) {
      self.base = base
      self.settlements = settlements
      self.option = option
      self.future = future
      self.netting = netting
      self.charges = charges
    }
  }

  /// Rates on options, as shares of the underlying.
  public struct OptionRates: Sendable, Hashable, Codable {
    /// What shares are taken of.
    public enum Reference: String, Sendable, Hashable, Codable, CaseIterable {
      /// The forward of the expiry.
      case forward
      /// The index.
      case index
    }

    /// What shares, and the out-of-the-money amount, are taken of.
    public let reference: Reference
    /// Initial share before the out-of-the-money amount is taken off.
    public let initial: Double
    /// Least initial share.
    public let initialMin: Double
    /// Maintenance share of a sold call.
    public let callMaintenance: Double
    /// Least maintenance share of a sold put.
    public let putMaintenance: Double
    /// Maintenance of a sold put as a share of its mark, where that is more.
    public let putMaintenanceOfMark: Double
    /// Initial margin of a sold put over its maintenance margin, at least; >= 1.
    public let putInitialScale: Double

    /// Rates from their parts.
    public init(
      reference: Reference, initial: Double, initialMin: Double, callMaintenance: Double,
      putMaintenance: Double, putMaintenanceOfMark: Double, putInitialScale: Double
    ) {
      self.reference = reference
      self.initial = initial
      self.initialMin = initialMin
      self.callMaintenance = callMaintenance
      self.putMaintenance = putMaintenance
      self.putMaintenanceOfMark = putMaintenanceOfMark
      self.putInitialScale = putInitialScale
    }
  }

  /// Rates on futures, as shares of the position.
  public struct FutureRates: Sendable, Hashable, Codable {
    /// At which price a perpetual is counted; a dated future is counted at its mark.
    public enum Reference: String, Sendable, Hashable, Codable, CaseIterable {
      /// The index.
      case index
      /// Its own mark.
      case mark
    }

    /// At which price a perpetual is counted.
    public let perpetualReference: Reference
    /// Initial share of a small position.
    public let initial: Double
    /// Maintenance share of a small position.
    public let maintenance: Double
    /// What both shares rise by for each coin of the position.
    public let risePerCoin: Double

    /// Rates from their parts.
    public init(
      perpetualReference: Reference, initial: Double, maintenance: Double, risePerCoin: Double
    ) {
      self.perpetualReference = perpetualReference
      self.initial = initial
      self.maintenance = maintenance
      self.risePerCoin = risePerCoin
    }
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

  /// A model from its parts.
  public init(
    name: String, provenance: ParameterProvenance, surfaceSource: SurfaceSource,
    collateral: CollateralRule, equity: EquityRule, families: [Family]
  ) {
    self.name = name
    self.provenance = provenance
    self.surfaceSource = surfaceSource
    self.collateral = collateral
    self.equity = equity
    self.families = families
  }

  /// The rates for an underlying.
  ///
  /// - Throws: `unsupported` where the parameters have none.
  public func family(of underlying: Underlying) throws(SteelyardError) -> Family {
    try families.family(of: underlying, "rates", in: provenance)
  }
}

extension StandardMarginSpecification.Family: MarginFamily {}

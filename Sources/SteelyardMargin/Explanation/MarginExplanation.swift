public import SteelyardContracts
public import SteelyardMarket
public import SteelyardPricing
public import SteelyardScenarios

/// The figures of one account and everything that led to them.
///
/// Amounts are in US dollars unless a field says otherwise.
public struct MarginExplanation: Sendable {
  /// The model's name.
  public let modelName: String
  /// Where the parameters come from.
  public let provenance: ParameterProvenance
  /// The number of the frame it stands on.
  public let frameNumber: Int
  /// The time of the snapshot.
  public let time: Timestamp
  /// Which volatilities options were priced from.
  public let surfaceSource: SurfaceSource
  /// The kernel level of the scenario numbers.
  public let level: KernelLevel
  /// The figures, the same to the bit as those of a batch.
  public let figures: AccountFigures
  /// How near the account is to being closed.
  public let health: HealthLevel
  /// Scenario results by bucket; empty for a model without scenarios.
  public let buckets: [BucketExplanation]
  /// What the requirements of the dynamic model are made of; nil for other models.
  public let dynamic: DynamicExplanation?
  /// Every charge of every bucket.
  public let charges: [ChargeExplanation]
  /// What the options of each expiry need together; empty for a model that does not net them.
  public let expiries: [ExpiryExplanation]
  /// Every position.
  public let positions: [PositionExplanation]
  /// Every balance.
  public let collateral: [CollateralExplanation]
  /// What of equity counts for less than its mark and why, for people; a sentence each.
  public let equityRemarks: [String]
  /// Unrealised gains that do not count because they could not be closed in time, in US dollars.
  public let gainsCutUSD: Double
  /// Why positions or balances were left out.
  public let failures: [SteelyardError]
  /// Limits of the venue that the account is beyond; the figures are right all the same.
  public let breaches: [SteelyardError]

  /// Whether nothing was left out.
  public var isComplete: Bool { figures.isComplete && failures.isEmpty }

  /// What answers name the model's state by; nil for a model that keeps none.
  public var stateName: String? { dynamic?.stateName }
}

/// What the scenarios of one bucket came to, in the bucket's unit.
public struct BucketExplanation: Sendable {
  /// One scenario.
  public struct Outcome: Sendable {
    /// Its index from 0.
    public let index: Int
    /// The scenario.
    public let scenario: Scenario
    /// Plain sum over the positions and displaced balances.
    public let profit: Double
    /// After offsets and dampener: what the measure sees.
    public let countedProfit: Double
    /// What balances added that the scenario displaces.
    public let balanceProfit: Double
    /// What each position added, in the order of `instruments`.
    public let contributions: [Double]
  }

  /// `btc_btc`: unit and base, as Deribit writes its buckets.
  public let name: String
  /// The underlying; the first of several that are counted together in dollars.
  public let underlying: Underlying
  /// The currency that the bucket is counted in: its settlement currency, or US dollars.
  public let unit: Currency
  /// US dollars for one `unit`.
  public let usdPerUnit: Double
  /// The bucket's instruments.
  public let instruments: [Instrument]
  /// Every scenario, by index.
  public let outcomes: ScenarioOutcomes
  /// Index of the scenario that binds.
  public let worstIndex: Int
  /// The loss in it after offsets, >= 0.
  public let worstLoss: Double
  /// What the scenarios ask for before charges and ratios, >= 0: the worst loss, or what the dynamic
  /// model makes of its groups.
  public let scenarioRequirement: Double
  /// What binds, for people: the label of the worst scenario, or the part of the dynamic model's
  /// requirement that decides; nil where nothing loses after offsets.
  public let binding: String?
  /// Initial margin of the bucket, at least its maintenance margin.
  public let initialMargin: Double
  /// Initial margin by its own ratio, before it was raised to maintenance margin.
  public let initialMarginUnraised: Double
  /// Maintenance margin of the bucket.
  public let maintenanceMargin: Double
}

/// One charge.
public struct ChargeExplanation: Sendable {
  /// Its name in the model: `roll_shock`.
  public let name: String
  /// The bucket it was taken on, or nil for the account.
  public let bucket: String?
  /// The charge, in US dollars; negative where it takes a requirement back.
  public let amountUSD: Double
  /// The requirement it belongs to.
  public let appliesTo: AppliesTo
  /// The rule with its numbers.
  public let why: String
}

/// One position and what it stood on.
public struct PositionExplanation: Sendable {
  /// The instrument.
  public let instrument: Instrument
  /// Signed quantity, in `Instrument.quantityCurrency`.
  public let quantity: Double
  /// Its price and what that stood on; nil where it could not be priced.
  public let priced: PricedInstrument?
  /// Whether the model cannot margin it.
  public let isLeftOut: Bool
  /// Worth of an option, in US dollars.
  public let optionValueUSD: Double
  /// Profit since entry of a future, in US dollars; 0 where the entry is not known.
  public let unrealisedUSD: Double
  /// What counts of both as equity, in US dollars; negative for a sold option whose worth counts.
  public let countedUSD: Double
  /// Whether the entry price of a future was given.
  public let isEntryKnown: Bool
  /// Its own standard margin in US dollars, from position-by-position models.
  public let standardMarginUSD: (initial: Double, maintenance: Double)?
  /// The rule and numbers of that margin.
  public let why: String
}

/// One balance and what it counts for.
public struct CollateralExplanation: Sendable {
  /// The asset.
  public let asset: Currency
  /// How much is held.
  public let amount: Double
  /// US dollars for one unit; nil where the snapshot has no price.
  public let priceUSD: Double?
  /// What it is worth, in US dollars.
  public let valueUSD: Double
  /// The class of its terms; nil for terms of its own, and for what is not taken.
  public let className: String?
  /// The share of the value that does not count for initial margin, over all tiers and caps; for a
  /// debt, what it needs beyond its value, as a share of it.
  public let haircut: Double
  /// The same for maintenance margin.
  public let maintenanceHaircut: Double
  /// What counts for initial margin, in US dollars.
  public let countedUSD: Double
  /// What counts for maintenance margin, in US dollars.
  public let countedMaintenanceUSD: Double
  /// The terms with their numbers: tiers, caps, and in which scenarios the asset is stressed.
  public let why: String
}

public import SteelyardContracts
public import SteelyardMarket
public import SteelyardScenarios

/// The dynamic model as a value: what is measured over which horizon, how scenarios are made from
/// history, what is charged and what counts.
///
/// - Source: `docs/margin-models/dynamic.md`.
public struct DynamicSpecification: Sendable, Hashable, Codable {
  /// The model's name.
  public let name: String
  /// Where the parameters come from.
  public let provenance: ParameterProvenance
  /// Which volatilities options are priced from.
  public let surfaceSource: SurfaceSource
  /// What an option is worth.
  public let optionValue: OptionValueSource
  /// What initial margin measures.
  public let initial: DynamicMeasure
  /// What maintenance margin measures.
  public let maintenance: DynamicMeasure
  /// The share of the sum of the coins' own requirements that netting between coins may take off,
  /// 0 to 1.
  public let benefitMax: Double
  /// How a state is made from history.
  public internal(set) var calibration: CalibrationRule
  /// How volatility surfaces follow spot and level, by coin.
  public let surfaces: PerCoin<SurfaceResponse>
  /// The settlement average and what is delivered at expiry.
  public let settlement: SettlementTerms
  /// The least that both requirements are for each coin of options that is net short at its strike,
  /// as a share of the underlying; what no scenario has seen yet.
  public let shortOptionMinimum: PerCoin<Double>
  /// What the scenarios do not contain, by coin; taken on each underlying.
  public let charges: PerCoin<[AppliedCharge]>
  /// What balances count for.
  public let collateral: CollateralRule
  /// What counts as equity besides balances.
  public let equity: EquityRule
  /// Volatility points that the worth of an option may lie from the fitted surface; nil for no band.
  ///
  /// It asks for an equity rule that looks at stable marks.
  public let markBandPoints: Double?

  /// What happens at an expiry within a horizon.
  public struct SettlementTerms: Sendable, Hashable, Codable {
    /// The settlement price averages spot over so many seconds before expiry.
    public let averagingWindowSeconds: Int
    /// What changes hands.
    public let delivery: ContractTerms.Delivery
    /// How spot gets to the end of a horizon.
    public let path: SpotPathShape

    /// Terms from their parts.
    public init(
      averagingWindowSeconds: Int, delivery: ContractTerms.Delivery, path: SpotPathShape
    ) {
      self.averagingWindowSeconds = averagingWindowSeconds
      self.delivery = delivery
      self.path = path
    }
  }

  /// A specification from its parts.
  public init(
    name: String, provenance: ParameterProvenance, surfaceSource: SurfaceSource,
    optionValue: OptionValueSource, initial: DynamicMeasure, maintenance: DynamicMeasure,
    benefitMax: Double, calibration: CalibrationRule, surfaces: PerCoin<SurfaceResponse>,
    settlement: SettlementTerms, shortOptionMinimum: PerCoin<Double>,
    charges: PerCoin<[AppliedCharge]>, collateral: CollateralRule,
    equity: EquityRule, markBandPoints: Double? = nil
  ) {
    self.name = name
    self.provenance = provenance
    self.surfaceSource = surfaceSource
    self.optionValue = optionValue
    self.initial = initial
    self.maintenance = maintenance
    self.benefitMax = benefitMax
    self.calibration = calibration
    self.surfaces = surfaces
    self.settlement = settlement
    self.shortOptionMinimum = shortOptionMinimum
    self.charges = charges
    self.collateral = collateral
    self.equity = equity
    self.markBandPoints = markBandPoints
  }
}

/// Something that holds for every coin but for those that have their own.
public struct PerCoin<Value: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
  /// What holds for a coin that is not named.
  public let others: Value
  /// What holds for coins by their codes.
  public let coins: [String: Value]

  /// Values from their parts.
  public init(others: Value, coins: [String: Value] = [:]) {
    self.others = others
    self.coins = coins
  }

  /// What holds for a coin.
  public subscript(coin: Currency) -> Value { coins[coin.code] ?? others }

  /// Every value: that of other coins first, then by code.
  public var all: [Value] { [others] + coins.sorted { $0.key < $1.key }.map(\.value) }
}

extension PerCoin: CustomStringConvertible {
  /// The same text for the same values, whatever the order of a dictionary.
  public var description: String {
    let named = coins.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return "\(others)" + (named.isEmpty ? "" : " (\(named.joined(separator: ", ")))")
  }
}

/// What one of the two requirements measures.
///
///     C = M(current scenarios)
///     R = max(C, (1 - w) C + w S, k K) + l max(0, B - C)
///
/// with M a risk measure, expected shortfall in `dynamic`, S = M(stressed scenarios), K the loss in
/// the worst historical crash and B = M(current scenarios, correlations broken).
///
/// - Source: DESIGN of the model in `docs/margin-models/dynamic.md`.
public struct DynamicMeasure: Sendable, Hashable, Codable {
  /// The risk measure M.
  public let measure: RiskMeasure
  /// Days of 86,400 seconds that scenarios take.
  public let horizonDays: PerCoin<Double>
  /// The weight w of the stressed scenarios, 0 to 1.
  public let stressedWeight: Double
  /// The share k of the worst historical crash, 0 to 1.
  public let crashShare: Double
  /// The share l of what broken correlations add, 0 to 1.
  public let brokenShare: Double

  /// A measure from its parts.
  public init(
    measure: RiskMeasure, horizonDays: PerCoin<Double>, stressedWeight: Double, crashShare: Double,
    brokenShare: Double
  ) {
    self.measure = measure
    self.horizonDays = horizonDays
    self.stressedWeight = stressedWeight
    self.crashShare = crashShare
    self.brokenShare = brokenShare
  }
}

extension DynamicSpecification {
  /// Refuses parameters that cannot be computed with.
  package func check() throws(SteelyardError) {
    func refuse(_ field: String, _ message: String, _ remedy: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, message, remedy: remedy,
        subject: .place(file: "margin model", row: nil, field: field))
    }
    for (name, measure) in [("initial", initial), ("maintenance", maintenance)] {
      guard measure.measure.isAdmissible else {
        throw refuse(
          "\(name).measure", "The measure has a level outside 0 to 1 or a negative weight.",
          "Give levels from 0 to below 1 and weights from 0 up.")
      }
      for share in [measure.stressedWeight, measure.crashShare, measure.brokenShare]
      where !(0...1).contains(share) {
        throw refuse(name, "A share is \(share).", "Give shares from 0 to 1.")
      }
      for days in measure.horizonDays.all
      where !(days > 0 && days <= SettlementRule.horizonDaysMax) {
        throw refuse(
          "\(name).horizon_days", "A horizon is \(days) days.",
          "Give days above 0, up to \(SettlementRule.horizonDaysMax).")
      }
    }
    for rate in [shortOptionMinimum.others] + shortOptionMinimum.coins.values
    where !(0...1).contains(rate) {
      throw refuse("short_option_minimum", "A rate is \(rate).", "Give shares from 0 to 1.")
    }
    for applied in charges.all.joined() {
      guard case .liquidity(let rule) = applied.charge else { continue }
      guard rule.isAdmissible else {
        throw refuse(
          "charges", "The charge \(applied.charge.name) has impossible figures.",
          "Give spreads, impact and deviations from 0 up, a participation above 0 up to 1, and "
            + "volumes above 0.")
      }
      guard applied.appliesTo != .both else {
        throw refuse(
          "charges", "The charge \(applied.charge.name) applies to both requirements.",
          "Give one for \"initial\" and one for \"maintenance\": each has its own horizon.")
      }
    }
    if let markBandPoints {
      guard markBandPoints > 0, markBandPoints.isFinite, equity == .portfolioAtStableMark else {
        throw refuse(
          "mark_band_points", "A band of \(markBandPoints) points around the surface.",
          "Give points above 0 with the equity rule portfolio_at_stable_mark, or no band.")
      }
    }
    guard (0...1).contains(benefitMax) else {
      throw refuse("benefit_max", "The largest benefit is \(benefitMax).", "Give 0 to 1.")
    }
    for response in surfaces.all where !response.isAdmissible {
      throw refuse(
        "surfaces", "The response of a volatility surface has impossible figures.",
        "Give a stickiness from 0 to 1, bounds around 1 and finite numbers.")
    }
    try calibration.check()
    try collateral.check()
  }
}

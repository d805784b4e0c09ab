import SteelyardContracts
public import SteelyardScenarios

/// How a state is made from history.
///
/// - Source: `docs/margin-models/dynamic.md`; every figure was set on data up to 2022 and confirmed
///   on 2023 and 2024.
public struct CalibrationRule: Sendable, Hashable, Codable {
  /// How the current and the stressed scenarios are made.
  public internal(set) var source: ScenarioMaking
  /// How they are drawn where they are; not looked at for other sources.
  public internal(set) var drawing: ScenarioDrawing
  /// Days of history whose joint moves are the current scenarios.
  public let windowDays: Int
  /// What the fast volatility is.
  public let fastSource: FastVolatility
  /// Decay of the exponential fast volatility for a day, in 0..<1.
  public let fastDecay: Double
  /// Years of history that the slow volatility is the root mean square of.
  public let slowYears: Double
  /// The share theta of the fast volatility: scale = fast^theta x slow^(1 - theta); 0 to 1.
  public let damping: Double
  /// A scenario moves a coin by so many times its worst past move at most, >= 1.
  public let capMultiple: Double
  /// A scale is at least this share of the volatility of the floor's years, 0 to 1.
  public let floorShare: Double
  /// Years of history that the floor looks at.
  public let floorYears: Double
  /// The share of a scale that it may fall by in a day, 0 to 1.
  public let fallPerDay: Double
  /// The share of a maintenance scale that it may rise by in an hour, >= 0.
  public let maintenanceRisePerHour: Double
  /// How many of the worst days are the stressed scenarios; 0 for none.
  public let stressedCount: Int
  /// The year from which a day may be a stressed one: before it markets were another thing.
  public let stressedFromYear: Int
  /// Over a fraction h of a day a move is h^power of a day's: below 1/2 where single hours are wilder
  /// than a day makes them look; 0 to 1.
  public let shortHorizonPower: Double
  /// Fewest daily returns that a coin needs.
  public let observationsMin: Int
  /// How a coin's 30-day volatility follows spot where no history says so, by coin.
  public let volatility: PerCoin<VolatilityResponse>

  /// A rule from its parts.
  public init(
    source: ScenarioMaking, drawing: ScenarioDrawing, windowDays: Int, fastSource: FastVolatility,
    fastDecay: Double,
    slowYears: Double, damping: Double,
    capMultiple: Double,
    floorShare: Double, floorYears: Double, fallPerDay: Double, maintenanceRisePerHour: Double,
    stressedCount: Int, stressedFromYear: Int, shortHorizonPower: Double, observationsMin: Int,
    volatility: PerCoin<VolatilityResponse>
  ) {
    self.source = source
    self.drawing = drawing
    self.windowDays = windowDays
    self.fastSource = fastSource
    self.fastDecay = fastDecay
    self.slowYears = slowYears
    self.damping = damping
    self.capMultiple = capMultiple
    self.floorShare = floorShare
    self.floorYears = floorYears
    self.fallPerDay = fallPerDay
    self.maintenanceRisePerHour = maintenanceRisePerHour
    self.stressedCount = stressedCount
    self.stressedFromYear = stressedFromYear
    self.shortHorizonPower = shortHorizonPower
    self.observationsMin = observationsMin
    self.volatility = volatility
  }

  /// Refuses figures that cannot be computed with.
  func check() throws(SteelyardError) {
    func refuse(_ field: String, _ value: Any, _ remedy: String) -> SteelyardError {
      SteelyardError(
        .invalidInput, "calibration.\(field) is \(value).", remedy: remedy,
        subject: .place(file: "margin model", row: nil, field: "calibration.\(field)"))
    }
    guard fastDecay > 0, fastDecay < 1 else {
      throw refuse("fast_decay", fastDecay, "Give a decay between 0 and 1.")
    }
    for (field, share) in [
      ("damping", damping), ("floor_share", floorShare), ("fall_per_day", fallPerDay),
      ("short_horizon_power", shortHorizonPower),
    ] where !(0...1).contains(share) {
      throw refuse(field, share, "Give a share from 0 to 1.")
    }
    for (field, count) in [
      ("window_days", windowDays), ("observations_min", observationsMin),
    ] where !(1...100_000).contains(count) {
      throw refuse(field, count, "Give a whole number from 1 up to 100000.")
    }
    guard (0...100_000).contains(stressedCount) else {
      throw refuse("stressed_count", stressedCount, "Give a whole number from 0 up to 100000.")
    }
    guard (1970...9999).contains(stressedFromYear) else {
      throw refuse("stressed_from_year", stressedFromYear, "Give a year from 1970 on.")
    }
    guard capMultiple >= 1, capMultiple.isFinite else {
      throw refuse("cap_multiple", capMultiple, "Give a multiple from 1 up.")
    }
    for (field, years) in [("slow_years", slowYears), ("floor_years", floorYears)]
    where !(years > 0 && years <= 100) {
      throw refuse(field, years, "Give years above 0, up to 100.")
    }
    guard maintenanceRisePerHour >= 0, maintenanceRisePerHour.isFinite else {
      throw refuse("maintenance_rise_per_hour", maintenanceRisePerHour, "Give a share from 0 up.")
    }
    try drawing.check()
    for response in volatility.all where !response.isAdmissible {
      throw refuse("volatility", "not finite", "Give finite numbers and a deviation from 0 up.")
    }
  }
}

/// What the fast volatility of a calibration is.
public enum FastVolatility: String, Sendable, Hashable, Codable, CaseIterable {
  /// The exponentially weighted one.
  case exponential
  /// That of the champion of a contest between forecasters, of whoever was champion on the day.
  case champion
  /// The blend of all forecasters, weighed by what they lost before.
  case blend
}

public import SteelyardMargin

/// Plain historical value at risk: the peer that everybody has.
public enum PlainHistoricalModel {
  /// Its name in results.
  public static let name = "historical-var"
  /// Days of history.
  public static let windowDays = 250

  /// The value at risk at 99 % of the moves of the last 250 days as they were, over the same horizons
  /// and surfaces as another model, without stress, crashes, charges or limits.
  public static func specification(
    like other: DynamicSpecification
  ) -> DynamicSpecification {
    func plain(_ measure: DynamicMeasure) -> DynamicMeasure {
      DynamicMeasure(
        measure: .valueAtRisk(level: MarginBacktest.coverageLevel),
        horizonDays: measure.horizonDays, stressedWeight: 0, crashShare: 0, brokenShare: 0)
    }
    let rule = other.calibration
    return DynamicSpecification(
      name: name, provenance: other.provenance, surfaceSource: other.surfaceSource,
      optionValue: other.optionValue, initial: plain(other.initial),
      maintenance: plain(other.maintenance), benefitMax: 1,
      calibration: CalibrationRule(
        source: .historical, drawing: rule.drawing, windowDays: windowDays,
        fastSource: .exponential, fastDecay: rule.fastDecay,
        slowYears: rule.slowYears, damping: rule.damping, capMultiple: rule.capMultiple,
        floorShare: rule.floorShare, floorYears: rule.floorYears, fallPerDay: rule.fallPerDay,
        maintenanceRisePerHour: rule.maintenanceRisePerHour, stressedCount: 0,
        stressedFromYear: rule.stressedFromYear, shortHorizonPower: rule.shortHorizonPower,
        observationsMin: rule.observationsMin, volatility: rule.volatility),
      surfaces: other.surfaces, settlement: other.settlement,
      shortOptionMinimum: PerCoin(others: 0),
      charges: PerCoin(others: []),
      collateral: .everything, equity: other.equity)
  }
}

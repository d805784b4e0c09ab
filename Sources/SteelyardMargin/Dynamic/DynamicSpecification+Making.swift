import SteelyardContracts
import SteelyardScenarios

extension DynamicSpecification {
  /// The same model with its scenarios made in another way.
  public func making(
    _ source: ScenarioMaking, drawing: ScenarioDrawing
  ) -> DynamicSpecification {
    DynamicSpecification(
      name: name, provenance: provenance, surfaceSource: surfaceSource, optionValue: optionValue,
      initial: initial, maintenance: maintenance, benefitMax: benefitMax,
      calibration: calibration.making(source, drawing: drawing), surfaces: surfaces,
      settlement: settlement, shortOptionMinimum: shortOptionMinimum, charges: charges,
      collateral: collateral, equity: equity)
  }
}

extension CalibrationRule {
  fileprivate func making(
    _ source: ScenarioMaking, drawing: ScenarioDrawing
  ) -> CalibrationRule {
    CalibrationRule(
      source: source, drawing: drawing, windowDays: windowDays, fastSource: fastSource,
      fastDecay: fastDecay,
      slowYears: slowYears, damping: damping, capMultiple: capMultiple, floorShare: floorShare,
      floorYears: floorYears, fallPerDay: fallPerDay,
      maintenanceRisePerHour: maintenanceRisePerHour, stressedCount: stressedCount,
      stressedFromYear: stressedFromYear, shortHorizonPower: shortHorizonPower,
      observationsMin: observationsMin, volatility: volatility)
  }
}

import SteelyardContracts
import SteelyardScenarios

/// The parts of one block of a frame, resolved once for all its accounts.
struct ScenarioFamily {
  let family: ScenarioMarginSpecification.Family
  /// Displacements of the whole market, then the basis candidates.
  let scenarios: ScenarioSet
  /// Weights of the outcomes: the scenarios, then the basis candidates.
  let weights: [Double]
  /// How much credit a gain gives; nil for all.
  let gains: GainOffset?
  /// What of an expiry's value counts, above and below zero; shape `[expiry]`, empty without.
  let discounts: [(gain: Double, debt: Double)]
  /// Initial margin over loss and common charges at the frame's price of the settlement currency.
  let initialRatio: Double
  /// Maintenance margin over the same.
  let maintenanceRatio: Double
  /// Whether what an expiry is worth, or which way it tilts, decides: then expiries are summed one
  /// by one.
  let sumsByExpiry: Bool

  /// - Precondition: The specification that the family is of was checked.
  init(_ family: ScenarioMarginSpecification.Family, _ columns: BlockColumns) {
    guard let scenarios = try? ScenarioSet(family.sources) else {
      preconditionFailure("the specification was checked")
    }
    self.family = family
    self.scenarios = scenarios
    weights = scenarios.market.map(\.weight) + scenarios.basis.map { _ in 1 }
    var gains: GainOffset?
    var discount: ExpiryDiscount?
    for offset in family.offsets {
      switch offset {
      case .gains(let offset): gains = offset
      case .expiryDiscount(let offset): discount = offset
      }
    }
    self.gains = gains
    discounts =
      discount.map { discount in
        columns.expiryYears.indices.map { slot in
          discount.factors(rate: columns.expiryRates[slot], years: columns.expiryYears[slot])
        }
      } ?? []
    initialRatio = family.ratios.initial(usdPerSettlement: columns.usdPerSettlement)
    maintenanceRatio = family.ratios.maintenance
    sumsByExpiry =
      discount != nil || !scenarios.basis.isEmpty
      || scenarios.market.contains { $0.volatilityMove.isSkew }
  }

  /// What an expiry's positions add in one scenario, before dampening.
  ///
  /// - Parameters:
  ///   - value: What they are worth undisplaced, in settlement currency.
  ///   - profit: Their plain profit in the scenario.
  func counted(value: Double, profit: Double, expiry: Int) -> Double {
    guard !discounts.isEmpty else { return profit }
    let displaced = value + profit
    let factor = displaced > 0 ? discounts[expiry].gain : discounts[expiry].debt
    return displaced * factor - value
  }
}

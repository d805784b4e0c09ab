import SteelyardContracts
import SteelyardScenarios

/// The parts of one block of a frame, resolved once for all its accounts.
///
/// A class, because accounts are evaluated by the ten thousand and a copy of a struct of columns
/// counts a reference for each of them: two thirds of the time of `figures` when it was one.
final class ScenarioFamily: Sendable {
  let family: ScenarioMarginSpecification.Family
  /// Displacements of the whole market, then the basis candidates.
  let scenarios: ScenarioSet
  /// Weights of the outcomes: the scenarios, then the basis candidates.
  let weights: [Double]
  /// Share of the profit that counts; shape `[scenario]`.
  let dampening: [Double]
  /// Whether each expiry takes whichever sign hurts; shape `[scenario]`.
  let isSkew: [Bool]
  /// Profit of one unit of displaced balances before dampening; shape `[scenario]`.
  let balanceProfit: [Double]
  /// How much credit a gain gives; nil for all.
  let gains: GainOffset?
  /// What tail entries move towards zero by at most; shape `[scenario]`, empty without `gains`.
  let dampers: [Double]
  /// What of an expiry's value counts, above and below zero; shape `[expiry]`, empty without.
  let discounts: [(gain: Double, debt: Double)]
  /// Initial margin over loss and common charges at the frame's price of the settlement currency.
  let initialRatio: Double
  /// Maintenance margin over the same.
  let maintenanceRatio: Double
  /// Whether what an expiry is worth, or which way it tilts, decides: then expiries are summed one
  /// by one.
  let sumsByExpiry: Bool

  init(
    _ family: ScenarioMarginSpecification.Family, _ scenarios: ScenarioSet, _ columns: BlockColumns
  ) {
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
    dampening = scenarios.market.map(\.dampening)
    isSkew = scenarios.market.map(\.volatilityMove.isSkew)
    balanceProfit = scenarios.market.map {
      $0.profit(ofBalance: 1, isCountedInCoin: columns.isCountedInCoin)
    }
    dampers =
      gains.map { gains in
        scenarios.market.map {
          gains.damper(
            in: $0, usdPerUnit: columns.usdPerUnit, isInverse: columns.isCountedInCoin)
        }
      } ?? []
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
      || isSkew.contains(true)
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

import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// What the tests of coherence and of single risks see of one account, in US dollars.
struct MeasuredMargin {
  /// Names of what is not a charge with a name of its own.
  static let scenarioLoss = "scenario_loss"
  static let positionRates = "position_rates"
  static let haircut = "haircut"
  static let expiryNetting = "expiry_netting"

  let figures: AccountFigures
  /// What each component came to, by name; charges by theirs.
  let components: [String: Double]
  /// Worth of the options.
  let optionValue: Double
  /// Largest loss of a scenario that moves volatility and not the price.
  let volatilityLoss: Double
  /// Gross size of the positions at the index, in US dollars: what rounding is measured against.
  let notional: Double

  /// Full equity less what the initial margin leaves free.
  ///
  /// Models differ in whether option value stands in counted equity or in the requirement; what an
  /// account ties up is the same either way, so that is what is compared.
  var tiedUp: Double { figures.equity - figures.initialExcess }
  /// Full equity less what the maintenance margin leaves free.
  var maintenanceTiedUp: Double { figures.equity - figures.maintenanceExcess }

  /// The scenario loss before charges; what is tied up by a model without scenarios.
  var core: Double { components[Self.scenarioLoss] ?? tiedUp }

  init(_ explained: MarginExplanation) {
    figures = explained.figures
    var components: [String: Double] = [:]
    for bucket in explained.buckets {
      components[Self.scenarioLoss, default: 0] += bucket.scenarioRequirement * bucket.usdPerUnit
    }
    for charge in explained.charges { components[charge.name, default: 0] += charge.amountUSD }
    // What a short option's mark adds to its rates is its value, not a risk. Sorted, because the
    // explanation is in the order of the portfolio.
    let rates = explained.positions.compactMap { position in
      position.standardMarginUSD.map { $0.initial + min(0, position.optionValueUSD) }
    }
    if !rates.isEmpty { components[Self.positionRates] = rates.sorted().reduce(0, +) }
    for expiry in explained.expiries {
      components[Self.expiryNetting, default: 0] += expiry.initialUSD - expiry.isolatedInitialUSD
    }
    for balance in explained.collateral {
      components[Self.haircut, default: 0] += balance.valueUSD - balance.countedUSD
    }
    self.components = components
    volatilityLoss = explained.buckets.reduce(0) { sum, bucket in
      let still = bucket.outcomes.filter { $0.scenario.spotMove == 0 }
      return sum - min(0, still.map(\.profit).min() ?? 0) * bucket.usdPerUnit
    }
    optionValue = explained.positions.reduce(0) { $0 + $1.optionValueUSD }
    notional = explained.positions.reduce(0) { sum, position in
      guard let priced = position.priced else { return sum }
      let isInverseFuture =
        !position.instrument.isOption && position.instrument.underlying.isInverse
      return sum + abs(position.quantity) * (isInverseFuture ? 1 : priced.index)
    }
  }
}

extension MarginModel {
  /// Explanations of accounts on one frame.
  func measured(
    _ accounts: [Portfolio], stated: [StatedAmount] = [], in snapshot: MarketSnapshot
  ) throws -> [MeasuredMargin] {
    var batch = PortfolioBatch()
    for account in accounts { try batch.add(account, stated: stated) }
    let frame = try frame(
      number: 1, of: batch.universe, in: snapshot, surfaces: [:], level: .detected)
    return accounts.indices.map {
      MeasuredMargin(explanation(of: $0, in: batch, frame: frame))
    }
  }

  /// The instruments that the model has parameters for.
  func covered(_ instruments: [Instrument], in snapshot: MarketSnapshot) throws -> [Instrument] {
    var universe = InstrumentUniverse()
    for instrument in instruments { _ = try universe.add(instrument) }
    let frame = try frame(
      number: 1, of: universe, in: snapshot, surfaces: [:], level: .portable)
    return universe.instruments.indices.filter { frame.failures[$0] == nil }.map {
      universe.instruments[$0]
    }
  }
}

package import SteelyardContracts
package import SteelyardMargin
import SteelyardMarket
package import SteelyardPricing
package import SteelyardScenarios

/// The market and books of a whole cycle: some 2,000 instruments on two coins, as many accounts as are asked
/// for, and the dynamic model with a stated number of scenarios.
package struct CycleMarket {
  /// How many scenarios all groups of the model have together.
  package enum Scenarios: Int, Sendable, CaseIterable {
    /// The reduced set of a live service.
    case reduced = 1024
    /// The full set.
    case full = 8192
  }

  /// The model.
  package let model: DynamicMargin
  private let markets: [MarginBenchmarkMarket]

  /// Two markets of the same instruments, the second 0.3 % higher, so that cycles follow moves.
  ///
  /// - Throws: What making a model or a market throws.
  package init(_ scenarios: Scenarios) throws(SteelyardError) {
    model = try CycleMarket.model(scenarios == .full ? .full : .reduced)
    var markets: [MarginBenchmarkMarket] = []
    for move in [0, 0.003] {
      markets.append(
        try MarginBenchmarkMarket(
          model, moneyness: MarginBenchmarkMarket.manyStrikes, spotMove: move))
    }
    self.markets = markets
  }

  static func model(_ counts: MarginBenchmarkState.Counts) throws(SteelyardError) -> DynamicMargin {
    guard let model = try MarginBenchmarkState.model(named: "dynamic", counts) as? DynamicMargin
    else { preconditionFailure("dynamic is a dynamic model") }
    return model
  }

  /// What is listed.
  package var instruments: [Instrument] { markets[0].instruments }

  /// The instant of both markets.
  package var time: Timestamp { markets[0].snapshot.time }

  /// A frame of one of the two markets, by turns.
  package func frame(
    _ number: Int, over universe: InstrumentUniverse, level: KernelLevel,
    sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> RiskFrame {
    let market = markets[number % markets.count]
    return try model.frame(
      number: number, of: universe, in: market.snapshot, surfaces: market.surfaces, level: level,
      reuse: nil, sharing: sharing)
  }

  /// A book of twenty positions, the same on every run.
  ///
  /// - Parameter cash: USDC that it holds besides.
  package func portfolio(_ account: Int, cash: Int64) throws(SteelyardError) -> Portfolio {
    try markets[0].book(account, positionCount: 20, cash: cash)
  }
}

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
  /// As each of `markets`, but for ETH, which is at the other's price.
  private let crossed: [MarginBenchmarkMarket]
  private let ofBTC: [Instrument]

  /// Two markets of the same instruments, the second 0.3 % higher, so that cycles follow moves.
  ///
  /// - Throws: What making a model or a market throws.
  package init(_ scenarios: Scenarios) throws(SteelyardError) {
    let model = try CycleMarket.model(scenarios == .full ? .full : .reduced)
    self.model = model
    func market(btc: Double, eth: Double) throws(SteelyardError) -> MarginBenchmarkMarket {
      try MarginBenchmarkMarket(
        model, moneyness: MarginBenchmarkMarket.manyStrikes, spotMoves: [.btc: btc, .eth: eth])
    }
    let move = 0.003
    markets = [try market(btc: 0, eth: 0), try market(btc: move, eth: move)]
    crossed = [try market(btc: 0, eth: move), try market(btc: move, eth: 0)]
    ofBTC = markets[0].instruments.filter { $0.underlying.base == .btc }
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
  ///
  /// - Parameter own: The frame's number; nil for `number`.
  package func frame(
    _ number: Int, numbered own: Int? = nil, over universe: InstrumentUniverse, level: KernelLevel,
    sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> RiskFrame {
    let market = markets[number % markets.count]
    return try model.frame(
      number: own ?? number, of: universe, in: market.snapshot, surfaces: market.surfaces,
      level: level, reuse: nil, sharing: sharing)
  }

  /// The underlyings of ETH.
  package var movedAlone: [Underlying] {
    Set(instruments.map(\.underlying)).filter { $0.base == .eth }.sorted()
  }

  /// A frame of the market with `number`, but for ETH, which has moved since `last` was made of it:
  /// everything else is taken from `last`.
  package func frame(
    _ number: Int, afterMoveOfETHSince last: RiskFrame, over universe: InstrumentUniverse,
    level: KernelLevel, sharing: WorkSharing = .callerAlone
  ) throws(SteelyardError) -> RiskFrame {
    let market = crossed[number % crossed.count]
    return try model.frame(
      number: last.number + 1, of: universe, in: market.snapshot, surfaces: market.surfaces,
      level: level, reuse: FrameReuse(last, moved: Set(movedAlone)), sharing: sharing)
  }

  /// A book of twenty positions, the same on every run.
  ///
  /// - Parameters:
  ///   - cash: USDC that it holds besides.
  ///   - coins: Which contracts it holds.
  package func portfolio(
    _ account: Int, cash: Int64, of coins: Coins = .all
  ) throws(SteelyardError) -> Portfolio {
    try markets[0].book(
      account, positionCount: 20, of: coins == .all ? nil : ofBTC, cash: cash)
  }

  /// What an account holds contracts on.
  package enum Coins: Sendable {
    /// BTC and ETH.
    case all
    /// BTC alone.
    case btc
  }
}

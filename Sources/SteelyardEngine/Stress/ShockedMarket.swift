import SteelyardContracts
import SteelyardFeeds
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios

/// A market before and after a shock as one margin model sees it, over everything that anybody holds: each instrument
/// is revalued once, and every account is a sparse sum over it.
///
/// What expires on the way, and at what price, is asked of a book that holds one of each: `StressEvaluator` decides it
/// for the house as it does for an account.
struct ShockedMarket {
  let model: any MarginModel
  let shock: MarketShock
  /// The instruments of both frames.
  let universe: InstrumentUniverse
  /// Before the shock.
  let before: RiskFrame
  /// The instruments after it, by their own numbers.
  let universeAfter: InstrumentUniverse
  /// After the shock.
  let after: RiskFrame
  /// Settlement prices of what expires on the way, in quote currency.
  let settlementPrices: [Instrument: Double]
  /// What the coins did.
  let coins: [StressOutcome.CoinMove]

  /// A market under a shock.
  ///
  /// - Parameters:
  ///   - instruments: All that is held, spot left out.
  ///   - assets: All that is held or owed.
  /// - Throws: What `StressEvaluator` throws.
  init(
    _ model: any MarginModel, _ frame: LiveFrame, _ shock: MarketShock, instruments: [Instrument],
    assets: [Currency], response: StressResponse, level: KernelLevel
  ) throws(SteelyardError) {
    self.model = model
    self.shock = shock
    let ones = try Portfolio(
      positions: instruments.map { Position(instrument: $0, quantity: .one, averagePrice: nil) },
      balances: assets.map { AssetBalance(asset: $0, amount: .one) })
    let evaluator = try StressEvaluator(
      WalkBook(portfolio: ones, stated: []), model, frame.board.market, surfaces: frame.surfaces,
      response: response, level: level)
    let outcome = try evaluator.outcome(of: shock)
    let shocked = try evaluator.shocked(by: shock, besides: instruments)
    var universe = InstrumentUniverse()
    for instrument in instruments { _ = try universe.add(instrument) }
    self.universe = universe
    before = try model.frame(
      number: 1, of: universe, in: evaluator.snapshot, surfaces: frame.surfaces, level: level)
    universeAfter = shocked.universe
    after = shocked.frame
    settlementPrices = Dictionary(
      outcome.settlements.map { ($0.instrument, $0.settlementPrice) },
      uniquingKeysWith: { first, _ in first })
    coins = outcome.coins
  }

  /// The price of an instrument before the shock; nil where it has none.
  func priceBefore(of instrument: Instrument) -> PricedInstrument? {
    universe.index(of: instrument).flatMap { before.prices[$0] }
  }

  /// The price of an instrument after the shock; nil where it has none.
  func priceAfter(of instrument: Instrument) -> PricedInstrument? {
    universeAfter.index(of: instrument).flatMap { after.prices[$0] }
  }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// What one unit of an instrument is worth and moves, in US dollars.
struct RebalanceUnit {
  /// What an option is worth; of anything else the notional.
  let price: Double
  /// Notional; of an option that of its underlying.
  let notional: Double
  let delta: Double
  let gamma: Double
  let vega: Double
  let theta: Double
  /// What it counts at, in `Instrument.priceCurrency`.
  let mark: Amount
  /// US dollars for one unit of the settlement currency.
  let settlement: Double

  init?(_ instrument: Instrument, in frame: RiskFrame, _ universe: InstrumentUniverse) {
    guard let place = universe.index(of: instrument), let priced = frame.prices[place],
      let settlement = frame.usdPrice(of: instrument.underlying.settlement),
      let quote = frame.usdPrice(of: instrument.underlying.quote),
      let mark = try? Amount(nearest: instrument.isOption ? priced.value : priced.price),
      mark.units > 0
    else { return nil }
    self.mark = mark
    self.settlement = settlement
    guard instrument.isOption else {
      // A future's profit in dollars is linear in the price, settled in coins or not.
      notional =
        instrument.underlying.isInverse && instrument.product != .spot
        ? quote : priced.price * quote
      price = notional
      delta = notional
      gamma = 0
      vega = 0
      theta = 0
      return
    }
    let coin = priced.index * quote
    price = priced.value * settlement
    notional = coin
    delta = priced.delta * coin
    gamma = priced.gamma * priced.index * coin
    vega = priced.vega * quote
    theta = priced.theta * quote
  }
}

extension RebalanceUnit {
  /// What a future settled in coins has gained since it was entered, in US dollars: it is coins, and moves as they do.
  ///
  /// N (1/F0 − 1/F) coins of profit at the price S are worth S N (1/F0 − 1/F), whose slope in ln S is N S / F, what the
  /// notional counts, and that worth itself.
  func coinProfit(of position: Position) -> Double {
    guard position.instrument.underlying.isInverse, !position.instrument.isOption,
      let entry = position.averagePrice?.doubleValue, entry > 0
    else { return 0 }
    return position.quantity.doubleValue * (1 / entry - 1 / mark.doubleValue) * settlement
  }
}

public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// What one unit of a hedge is worth and moves, in US dollars.
public struct HedgeUnit: Sendable, Hashable {
  /// What is paid for it: an option's, a coin's or a token's price; 0 for futures and perpetuals.
  public let outlay: Double
  /// Notional; of an option that of its underlying.
  public let notional: Double
  /// Change of value for a move of the coin to twice its price, to first order.
  public let delta: Double
  /// The second derivative to the coin's relative move.
  public let gamma: Double
  /// Change of value for one volatility point.
  public let vega: Double
  /// Change of value in a day.
  public let theta: Double
  /// What it counts at, in `Instrument.priceCurrency`; 1 for a token.
  public let mark: Amount
  /// US dollars for one unit of the settlement currency.
  let settlement: Double
  /// What an option, coin or token is worth, what a future is the notional of.
  let price: Double

  /// A unit of an instrument as a frame prices it; nil where it has no price.
  init?(_ instrument: Instrument, in frame: RiskFrame, _ universe: InstrumentUniverse) {
    guard let place = universe.index(of: instrument), let priced = frame.prices[place],
      let settlement = frame.usdPrice(of: instrument.underlying.settlement),
      let quote = frame.usdPrice(of: instrument.underlying.quote),
      let mark = try? Amount(nearest: instrument.isOption ? priced.value : priced.price),
      mark.units > 0
    else { return nil }
    self.mark = mark
    self.settlement = settlement
    let coin = priced.index * quote
    if instrument.isOption {
      price = priced.value * settlement
      outlay = price
      notional = coin
      delta = priced.delta * coin
      gamma = priced.gamma * priced.index * coin
      vega = priced.vega * quote
      theta = priced.theta * quote
    } else {
      // A future's profit in dollars is linear in the price, settled in coins or not.
      let value =
        instrument.underlying.isInverse && instrument.product != .spot
        ? quote : priced.price * quote
      price = value
      notional = value
      delta = value
      outlay = instrument.product == .spot ? value : 0
      gamma = 0
      vega = 0
      theta = 0
    }
  }

  /// A US dollar of a token.
  init(_ token: LeveragedToken) {
    outlay = 1
    notional = 1
    delta = token.leverage
    gamma = token.leverage * (token.leverage - 1)
    vega = 0
    theta = -token.feePerYear / 365
    mark = .one
    settlement = 1
    price = 1
  }
}

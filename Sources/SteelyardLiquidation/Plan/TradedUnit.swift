import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios

/// Where the spread of an instrument comes from.
public enum SpreadSource: String, Sendable, Hashable, CaseIterable {
  /// From bid and ask of the market, against the mark.
  case quoted
  /// From the stated rates: the market has no quote on the side that is traded.
  case stated
  /// From an order book, level by level.
  case book
}

/// Where the impact of a trade comes from.
public enum ImpactSource: String, Sendable, Hashable, CaseIterable {
  /// From the square-root law.
  case squareRoot = "square_root"
  /// From an order book, level by level.
  case book
  /// From an order book, and from the square-root law for what is beyond its last level.
  case bookAndBeyond = "book_and_beyond"
}

/// What one unit of an instrument is, costs and moves, in US dollars.
struct TradedUnit: Sendable {
  /// What it counts at, in `Instrument.priceCurrency`.
  let mark: Amount
  /// What one unit is worth at its mark: an option's price, a future's notional.
  let price: Double
  /// The notional of a future; of an option, that of its underlying.
  let notional: Double
  /// Change of value for a move of the coin to twice its price, to first order.
  let delta: Double
  /// The second derivative to the coin's relative move.
  let gamma: Double
  /// Change of value for one volatility point.
  let vega: Double
  /// US dollars for one unit of the settlement currency.
  let settlement: Double

  /// A unit as a frame prices it.
  ///
  /// - Returns: Nil where the frame has no price of it, or of what it settles in, or where its mark is no price
  ///   that anything can be traded at.
  init?(_ instrument: Instrument, in frame: RiskFrame, _ universe: InstrumentUniverse) {
    guard let place = universe.index(of: instrument), place < frame.prices.count,
      let priced = frame.prices[place],
      let settlement = frame.usdPrice(of: instrument.underlying.settlement),
      let quote = frame.usdPrice(of: instrument.underlying.quote),
      let mark = try? Amount(nearest: instrument.isOption ? priced.value : priced.price),
      mark.units > 0 || (instrument.isOption && mark.isZero)
    else { return nil }
    let coin = priced.index * quote
    self.mark = mark
    self.settlement = settlement
    switch instrument.product {
    case .option, .barrierOption:
      price = priced.value * settlement
      notional = coin
      delta = priced.delta * coin
    case .perpetual, .future:
      price = instrument.underlying.isInverse ? quote : priced.price * quote
      notional = price
      delta = price
    case .spot:
      price = priced.price * quote
      notional = price
      delta = price
    }
    // A future's profit in dollars is linear in the price, in coins or not.
    gamma = instrument.isOption ? priced.gamma * priced.index * priced.index * quote : 0
    vega = abs(priced.vega) * quote
  }

  /// Half the spread of one unit that is bought or sold, at least 0.
  ///
  /// A quote on the wrong side of the mark costs nothing: what is gained by it is not counted. What is sold never
  /// costs more than it is worth.
  func halfSpread(
    of instrument: Instrument, isBought: Bool, in market: MarketSnapshot, _ rates: TradingRates
  ) -> (usd: Double, source: SpreadSource) {
    let observation = market.observation(of: instrument)
    let markPrice = mark.doubleValue
    if let observation, !observation.isCrossed,
      let quoted = (isBought ? observation.ask : observation.bid)?.price, quoted > 0
    {
      let away = max(0, isBought ? quoted - markPrice : markPrice - quoted)
      let usd =
        instrument.isOption
        ? away * settlement : markPrice > 0 ? away / markPrice * price : 0
      return (isBought || !instrument.isOption ? usd : min(usd, price), .quoted)
    }
    let stated =
      instrument.isOption
      ? rates.halfSpreadPoints * vega : rates.halfSpread[instrument.underlying.base] * price
    return (isBought || !instrument.isOption ? stated : min(stated, price), .stated)
  }

  /// The venue's fee for taking one unit, and what a liquidation is charged for it.
  func fees(of instrument: Instrument, _ rates: TradingRates) -> (fee: Double, liquidation: Double)
  {
    guard instrument.isOption else {
      return (rates.takerFee * notional, rates.liquidationFee * notional)
    }
    let most = rates.optionFeeMaxShare * price
    return (
      min(rates.optionFee * notional, most), min(rates.optionLiquidationFee * notional, most)
    )
  }
}

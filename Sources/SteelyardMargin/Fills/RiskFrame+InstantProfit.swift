public import SteelyardContracts
import SteelyardScenarios

extension RiskFrame {
  /// What an account gains at once by a fill away from the mark, in US dollars; negative for one that buys
  /// above it or sells below.
  ///
  /// - Returns: Nil where the frame has no mark.
  public func instantProfitUSD(
    of instrument: Instrument, _ quantity: Amount, at price: Amount,
    in universe: InstrumentUniverse
  ) -> Double? {
    guard let place = universe.index(of: instrument), place < prices.count,
      let priced = prices[place]
    else { return nil }
    let unit =
      switch instrument.product {
      case .perpetual, .future: priced.unrealisedProfit(entryPrice: price.doubleValue)
      case .spot, .option, .barrierOption: priced.value - price.doubleValue
      }
    return quantity.doubleValue * unit * settlementUSD(of: place)
  }
}

public import SteelyardContracts
import SteelyardFeeds
import SteelyardMarket

extension LiveFrame {
  /// What a strategy trades an instrument around, in its price currency: the mark, and for spot the oracle's price; nil
  /// where there is none.
  func strategyMark(of instrument: Instrument) -> Double? {
    guard instrument.product == .spot else {
      return board.market.observation(of: instrument)?.markPrice
    }
    return spotPrice(of: instrument.underlying)
  }

  /// What a coin costs in the quote of an underlying, by the oracle; nil where it has no price.
  public func spotPrice(of underlying: Underlying) -> Double? {
    if let index = board.index(of: underlying) { return index.price }
    guard let coin = board.priceUSD(of: underlying.base)?.price else { return nil }
    if underlying.quote == .usd { return coin }
    guard let quote = board.priceUSD(of: underlying.quote)?.price, quote > 0 else { return nil }
    return coin / quote
  }

  /// The worst state of what a strategy on some coins, and its account, stand on.
  func state(of coins: [Currency], _ portfolio: Portfolio) -> OracleState {
    var worst = effects(of: portfolio)
    for coin in coins {
      let linear = try? Underlying(base: coin, quote: .usdc, settlement: .usdc)
      let state = linear.flatMap { board.standings[$0]?.state } ?? board.state(of: coin)
      worst = max(worst, state)
    }
    return worst
  }
}

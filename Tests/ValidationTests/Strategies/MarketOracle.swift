import SteelyardAllocation
import SteelyardContracts
import SteelyardMarket
import SteelyardValidation

/// Tells markets and counts gains in another way than the backtest does: holding by holding, from row to row.
enum MarketOracle {
  /// Tells a market one row by way of a history that ends there.
  static func tell(
    _ market: inout MarketPast, _ history: StrategyHistory, _ row: Int
  ) throws {
    try market.advance(to: history.rows[row])
    for fact in history.facts(in: row) { try market.observe(fact) }
  }

  /// What holdings gain in US dollars from one market to the next.
  static func gain(
    of portfolio: Portfolio, _ pools: [PoolHolding], from before: MarketPast, to after: MarketPast
  ) throws -> Double {
    var gain = 0.0
    for balance in portfolio.balances where balance.asset != .usdc {
      guard let old = before[balance.asset]?.price, let new = after[balance.asset]?.price else {
        continue
      }
      gain += balance.amount.doubleValue * (new - old)
    }
    for position in portfolio.positions {
      let quantity = position.quantity.doubleValue
      guard let old = worth(position.instrument, before),
        let new = worth(position.instrument, after) ?? settled(position.instrument, after)
      else { continue }
      gain += quantity * (new - old)
    }
    for pool in pools {
      guard let old = before[pool.coin]?.price, let new = after[pool.coin]?.price else { continue }
      gain += pool.value(at: new) - pool.value(at: old)
    }
    return gain
  }

  private static func worth(_ instrument: Instrument, _ market: MarketPast) -> Double? {
    guard let coin = market[instrument.underlying.base] else { return nil }
    switch instrument.product {
    case .spot: return coin.price
    case .perpetual: return coin.perpetualPrice
    case .future: return market.price(of: instrument)
    case .option, .barrierOption:
      return OptionListing.usual.quote(of: instrument, in: coin, at: market.time)?.value
    }
  }

  /// What an instrument that has expired was settled at.
  private static func settled(_ instrument: Instrument, _ market: MarketPast) -> Double? {
    guard let spot = market[instrument.underlying.base]?.price else { return nil }
    guard let terms = instrument.optionTerms else { return spot }
    return max(0, terms.right.sign * (spot - terms.strike.doubleValue))
  }
}

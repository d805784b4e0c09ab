import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin

extension StrategyRun {
  /// Does what was decided, at this row's prices.
  mutating func fillPending() throws(SteelyardError) {
    let trades = state.pending
    let changes = state.pendingLiquidity
    state.pending = []
    state.pendingLiquidity = []
    for change in changes { try carryOut(change) }
    for trade in trades {
      if let expiry = trade.instrument.expiry, expiry <= market.time { continue }
      guard isTradable(trade) else {
        state.add(
          StrategyEvent(
            row: state.row, kind: .limit, subject: trade.instrument.description, quantity: 0,
            price: 0, reason: "the latest chain has no quote that it could be opened at"))
        continue
      }
      try fill(trade.instrument, trade.quantity, trade.purpose, trade.reason)
    }
  }

  /// Whether a trade is in something that is listed and quoted, or only makes a holding smaller.
  private func isTradable(_ trade: StrategyTrade) -> Bool {
    guard trade.instrument.isOption, let coin = market[trade.instrument.underlying.base] else {
      return true
    }
    let held = state.portfolio.positions.first { $0.instrument == trade.instrument }
    if let held, held.quantity.isNegative != trade.quantity.isNegative,
      trade.quantity.magnitude <= held.quantity.magnitude
    {
      return true
    }
    return settings.listing.canOpen(
      trade.instrument, isBuying: !trade.quantity.isNegative, in: coin)
  }

  /// Does one trade; one without a price is left out, and the strategy sees that it is missing.
  ///
  /// - Parameter charges: What is charged besides, as a share of the notional.
  mutating func fill(
    _ instrument: Instrument, _ quantity: Amount, _ purpose: StrategyTrade.Purpose,
    _ reason: String
  ) throws(SteelyardError) {
    guard
      let fill = FillPrice(
        instrument, quantity.doubleValue, in: market, settings.listing, settings.rates)
    else { return }
    let isForced = purpose == .liquidation
    let rates = settings.rates
    let surcharge =
      !isForced
      ? 0
      : instrument.isOption
        ? min(
          rates.optionLiquidationFee * fill.notional,
          rates.optionFeeMaxShare * abs(quantity.doubleValue) * fill.mark)
        : rates.liquidationFee * fill.notional
    let price = try Amount(nearest: fill.price)
    let fee = try Amount(nearest: fill.fee + surcharge)
    try book(
      [try Trade(instrument: instrument, quantity: quantity, price: price)],
      paying: fee.isZero ? [] : [AssetBalance(asset: .usdc, amount: fee)])
    state.totals.fees += fill.fee
    state.totals.liquidationFees += surcharge
    state.totals.spread += fill.spread
    state.totals.impact += fill.impact
    state.totals.turnover += fill.notional
    state.totals.fills += 1
    state.add(
      StrategyEvent(
        row: state.row, kind: isForced ? .liquidation : .fill,
        subject: instrument.description, quantity: quantity.doubleValue,
        price: price.doubleValue, reason: "\(purpose.rawValue): \(reason)"))
  }

  /// Puts liquidity into a pool or takes it back; coins and dollars are swapped at spot, at the pool's fee.
  private mutating func carryOut(_ change: LiquidityChange) throws(SteelyardError) {
    guard let price = market[change.coin]?.price else { return }
    switch change.action {
    case .provide(let value, let lower, let upper):
      let pool = try PoolHolding.providing(
        valueUSD: value, coin: change.coin, lower: lower, upper: upper, at: price)
      // The coins of it are bought from the pool itself.
      let fee = settings.poolFee * pool.coins(at: price) * price
      try book([], paying: [AssetBalance(asset: .usdc, amount: Amount(nearest: value + fee))])
      state.pools.append(pool)
      state.totals.fees += fee
      state.totals.turnover += pool.coins(at: price) * price
      log(change, pool.value(at: price), price)
    case .withdraw:
      for pool in state.pools where pool.coin == change.coin {
        let worth = pool.value(at: price)
        let fee = settings.poolFee * pool.coins(at: price) * price
        let back = try Amount(nearest: worth + pool.fees - fee)
        try book([], paying: [AssetBalance(asset: .usdc, amount: -back)])
        state.totals.fees += fee
        state.totals.turnover += pool.coins(at: price) * price
        log(change, -worth, price)
      }
      state.pools.removeAll { $0.coin == change.coin }
    }
  }

  private mutating func log(_ change: LiquidityChange, _ dollars: Double, _ price: Double) {
    state.totals.fills += 1
    state.add(
      StrategyEvent(
        row: state.row, kind: .pool, subject: change.coin.code, quantity: dollars, price: price,
        reason: change.reason))
  }
}

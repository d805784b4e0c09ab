import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin

extension StrategyRun {
  /// Settles what has expired at the spot of this row: options for their payoff, futures for their gain.
  mutating func settle() throws(SteelyardError) {
    var closing: [Trade] = []
    for position in state.portfolio.positions {
      guard let expiry = position.instrument.expiry, expiry <= market.time,
        let spot = market[position.instrument.underlying.base]?.price
      else { continue }
      let exact = try Amount(nearest: spot)
      let price =
        try position.instrument.optionTerms.map { terms throws(SteelyardError) in
          let gain = try exact.subtracting(terms.strike)
          return max(terms.right == .call ? gain : -gain, .zero)
        } ?? exact
      closing.append(
        try Trade(instrument: position.instrument, quantity: -position.quantity, price: price))
      state.add(
        StrategyEvent(
          row: state.row, kind: .settlement, subject: position.instrument.description,
          quantity: position.quantity.doubleValue, price: price.doubleValue,
          reason: "expired at \(expiry) with spot at \(decimal(spot))"))
    }
    if !closing.isEmpty { try book(closing) }
  }

  /// Pays funding on perpetuals, exactly as the ledger does: rate x mark for a coin, rounded down to who gets it.
  mutating func pay(funding: [StrategyFeed.PaidFunding]) throws(SteelyardError) {
    var received = Amount.zero
    for payment in funding where payment.rate != 0 {
      let coin = market.coins[payment.coin]
      guard
        let position = state.portfolio.positions.first(where: { $0.instrument == coin.perpetual }),
        let mark = coin.perpetualPrice
      else { continue }
      let perUnit = try Amount(nearest: payment.rate).multiplied(
        by: Amount(nearest: mark), rounding: .halfToEven)
      received = try received.adding(
        (-position.quantity).multiplied(by: perUnit, rounding: .down))
    }
    guard !received.isZero else { return }
    state.totals.funding += received.doubleValue
    try book([], paying: [AssetBalance(asset: .usdc, amount: -received)])
  }

  /// What debts cost and dollars at hand earn since the row before.
  mutating func accrueInterest() throws(SteelyardError) {
    guard state.row > 0 else { return }
    let years = history.rows[state.row - 1].years(to: market.time)
    var owed = 0.0
    for balance in state.portfolio.balances {
      let isCash = balance.asset == .usdc
      guard balance.amount.isNegative || (isCash && settings.lendRate > 0) else { continue }
      guard let price = isCash ? 1 : market[balance.asset]?.price else { continue }
      let rate = balance.amount.isNegative ? settings.borrowRate : settings.lendRate
      owed -= balance.amount.doubleValue * price * rate * years
    }
    guard owed != 0 else { return }
    let exact = try Amount(nearest: owed)
    state.totals.interest += exact.doubleValue
    try book([], paying: [AssetBalance(asset: .usdc, amount: exact)])
  }

  /// What liquidity in pools earned since the row before, in US dollars.
  ///
  /// Arbitrage keeps a pool at spot; what it swaps on the way from one price to the next is L |sqrt P1 - sqrt P0|
  /// dollars
  /// inside the range, and pays the pool's fee on it. Others swap a stated share of its value a day.
  ///
  /// - Source: the amounts of a swap, H. Adams et al., "Uniswap v3 Core" (2021), 6.2.
  mutating func earnPoolFees() {
    guard state.row > 0, !state.pools.isEmpty else { return }
    let days = history.rows[state.row - 1].days(to: market.time)
    for place in state.pools.indices {
      let pool = state.pools[place]
      guard let coin = market[pool.coin], let now = coin.price,
        let before = coin.closes.value(rowsBack: 1)
      else { continue }
      let swapped = abs(pool.dollars(at: now) - pool.dollars(at: before))
      let others =
        pool.isInRange(at: now) ? settings.poolTurnover * days * pool.value(at: now) : 0
      let earned = settings.poolFee * (swapped + others)
      state.pools[place].fees += earned
      state.totals.poolFees += earned
    }
  }
}

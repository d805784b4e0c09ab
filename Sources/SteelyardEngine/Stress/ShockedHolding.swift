import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios

/// What one account holds before and after a shock, and what it gained on the way, in US dollars.
///
/// The same as `StressEvaluator` makes of its book, out of prices that all accounts share. Money that changes hands is
/// exact: payments are rounded to the nearest amount.
struct ShockedHolding {
  /// Before the shock: spot as balances, every future with an entry price.
  let before: Portfolio
  /// After it: what expired has paid, funding is paid, lost balances are gone.
  let after: Portfolio
  /// What all of it gained; what has no price adds nothing.
  let profitUSD: Double

  /// An account's part in a shocked market.
  ///
  /// - Throws: `limitExceeded` for an amount beyond the exact range.
  init(_ portfolio: Portfolio, in market: ShockedMarket) throws(SteelyardError) {
    before = try ShockedHolding.entered(portfolio, in: market)
    var balances = Balances(before.balances)
    var positions: [Position] = []
    var profit = 0.0
    for position in before.positions {
      let instrument = position.instrument
      let settlement = instrument.underlying.settlement
      guard let price = market.settlementPrices[instrument] else {
        positions.append(position)
        var paid = 0.0
        if let funding = ShockedHolding.funding(of: position, in: market) {
          let amount = try Amount(nearest: funding)
          try balances.add(amount, of: settlement)
          paid = amount.doubleValue
        }
        profit += ShockedHolding.profit(of: position, funding: paid, in: market)
        continue
      }
      let payment = try Amount(
        nearest: position.quantity.doubleValue * position.unitPayment(settledAt: price))
      try balances.add(payment, of: settlement)
      profit += ShockedHolding.profit(of: position, settledFor: payment, in: market)
    }
    let kept = 1 - market.shock.balanceLoss
    for balance in before.balances {
      let amount = balance.amount.doubleValue
      let isLost = market.shock.balanceLoss != 0 && amount > 0
      if isLost {
        try balances.add(
          try Amount(nearest: -market.shock.balanceLoss * amount), of: balance.asset)
      }
      if let start = market.before.usdPrice(of: balance.asset),
        let end = market.after.usdPrice(of: balance.asset)
      {
        profit += (isLost ? kept * amount : amount) * end - amount * start
      }
    }
    after = try Portfolio(positions: positions, balances: balances.all)
    profitUSD = profit
  }

  /// Spot as balances, and futures without an entry price as entered at their price now.
  private static func entered(
    _ portfolio: Portfolio, in market: ShockedMarket
  ) throws(SteelyardError) -> Portfolio {
    let isAsItCounts = portfolio.positions.allSatisfy {
      $0.instrument.isOption || ($0.averagePrice != nil && $0.instrument.product != .spot)
    }
    if isAsItCounts { return portfolio }
    var balances = Balances(portfolio.balances)
    var positions: [Position] = []
    for position in portfolio.positions {
      if case .spot = position.instrument.product {
        try balances.add(position.quantity, of: position.instrument.underlying.base)
      } else if !position.instrument.isOption, position.averagePrice == nil,
        let priced = market.priceBefore(of: position.instrument)
      {
        positions.append(
          Position(
            instrument: position.instrument, quantity: position.quantity,
            averagePrice: try Amount(nearest: priced.price)))
      } else {
        positions.append(position)
      }
    }
    return try Portfolio(positions: positions, balances: balances.all)
  }

  /// What a perpetual pays to the account over the shock's days, in settlement currency; nil for nothing.
  private static func funding(of position: Position, in market: ShockedMarket) -> Double? {
    let underlying = position.instrument.underlying
    guard case .perpetual = position.instrument.product,
      let share = market.shock.moves(of: underlying.base).funding, share != 0,
      let priced = market.priceBefore(of: position.instrument)
    else { return nil }
    let quantity = position.quantity.doubleValue
    return -share * (underlying.isInverse ? quantity / priced.price : quantity * priced.price)
  }

  private static func profit(
    of position: Position, funding: Double, in market: ShockedMarket
  ) -> Double {
    guard let start = market.priceBefore(of: position.instrument),
      let end = market.priceAfter(of: position.instrument)
    else { return 0 }
    return (position.worth(end) + funding) * usdAfter(position, market)
      - position.worth(start) * usdBefore(position, market)
  }

  private static func profit(
    of position: Position, settledFor payment: Amount, in market: ShockedMarket
  ) -> Double {
    guard let start = market.priceBefore(of: position.instrument) else { return 0 }
    return payment.doubleValue * usdAfter(position, market)
      - position.worth(start) * usdBefore(position, market)
  }

  private static func usdBefore(_ position: Position, _ market: ShockedMarket) -> Double {
    market.before.usdPrice(of: position.instrument.underlying.settlement) ?? 0
  }

  private static func usdAfter(_ position: Position, _ market: ShockedMarket) -> Double {
    market.after.usdPrice(of: position.instrument.underlying.settlement) ?? 0
  }

  /// Balances by asset, in the order in which they came.
  private struct Balances {
    private(set) var all: [AssetBalance]

    init(_ balances: [AssetBalance]) { all = balances }

    mutating func add(_ amount: Amount, of asset: Currency) throws(SteelyardError) {
      guard !amount.isZero else { return }
      guard let place = all.firstIndex(where: { $0.asset == asset }) else {
        all.append(AssetBalance(asset: asset, amount: amount))
        return
      }
      let total = try all[place].amount.adding(amount)
      if total.isZero {
        all.remove(at: place)
      } else {
        all[place] = AssetBalance(asset: asset, amount: total)
      }
    }
  }
}

extension Position {
  /// An option's worth, or a future's profit since entry, in settlement currency.
  fileprivate func worth(_ priced: PricedInstrument) -> Double {
    let quantity = quantity.doubleValue
    if instrument.isOption { return quantity * priced.value }
    guard let entry = averagePrice?.doubleValue else { return 0 }
    return quantity * priced.unrealisedProfit(entryPrice: entry)
  }

  /// What one unit pays at a settlement price, in settlement currency; barriers don't settle in a shock.
  fileprivate func unitPayment(settledAt price: Double) -> Double {
    let isInverse = instrument.underlying.isInverse
    if let terms = instrument.optionTerms {
      let payoff = max(0, terms.right.sign * (price - terms.strike.doubleValue))
      return isInverse ? payoff / price : payoff
    }
    guard instrument.expiry != nil, let entry = averagePrice?.doubleValue else { return 0 }
    return isInverse ? 1 / entry - 1 / price : price - entry
  }
}

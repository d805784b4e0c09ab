import Glibc
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import SteelyardPricing
import SteelyardScenarios

/// What trades of an account cost and come to, written from the formulas of the page and not from the planner's code.
struct PlanOracle {
  let account: LiquidationAccount
  let market: LiquidationMarket
  let bufferShare: Double
  let rates = TradingRates.usual

  /// What quantities come to.
  struct Outcome {
    var cost = 0.0
    var loss = 0.0
    var figures = AccountFigures()
    var surplus = 0.0
    var price: Double { cost + loss }
  }

  private func priced(_ instrument: Instrument) throws -> PricedInstrument {
    guard let place = market.universe.index(of: instrument), let priced = market.frame.prices[place]
    else { throw SteelyardError(.missingMarketData, "No price.", remedy: "Add one.") }
    return priced
  }

  /// Spread and fees of one unit in US dollars, |delta| and vega of it, and its signed delta and gamma.
  private func unit(_ instrument: Instrument, sold: Bool) throws -> (
    cost: Double, delta: Double, gamma: Double, vega: Double
  ) {
    let priced = try priced(instrument)
    let index = PlanSample.spot[instrument.underlying.base] ?? 0
    if instrument.isOption {
      let worth = priced.value * index
      let spread = 0.5 * abs(priced.vega)
      let fees = min(0.0003 * index, 0.125 * worth) + min(0.0019 * index, 0.125 * worth)
      return (
        (sold ? min(spread, worth) : spread) + fees, priced.delta * index,
        priced.gamma * index * index, abs(priced.vega)
      )
    }
    // Quoted a basis point off the mark; sized in dollars.
    return (0.0001 + 0.0055, 1, 0, 0)
  }

  /// The outcome of quantities by instrument, each signed as it is traded.
  func outcome(_ quantities: [(instrument: Instrument, quantity: Amount)]) throws -> Outcome {
    var outcome = Outcome()
    var trades: [Trade] = []
    var paid: [Currency: Double] = [:]
    for coin in [Currency.btc, .eth] {
      let index = PlanSample.spot[coin] ?? 0
      var (gross, vega, net, linear) = (0.0, 0.0, 0.0, 0.0)
      var (delta, gamma) = (0.0, 0.0)
      for position in account.portfolio.positions where position.instrument.underlying.base == coin
      {
        let unit = try unit(position.instrument, sold: false)
        delta += position.quantity.doubleValue * unit.delta
        gamma += position.quantity.doubleValue * unit.gamma
      }
      for balance in account.portfolio.balances where balance.asset == coin {
        delta += balance.amount.doubleValue * index
      }
      for (instrument, quantity) in quantities
      where instrument.underlying.base == coin && !quantity.isZero {
        let unit = try unit(instrument, sold: quantity.isNegative)
        let size = abs(quantity.doubleValue)
        linear += size * unit.cost
        gross += size * abs(unit.delta)
        vega += size * unit.vega
        net += quantity.doubleValue * unit.delta
        delta += quantity.doubleValue * unit.delta
        gamma += quantity.doubleValue * unit.gamma
        let priced = try priced(instrument)
        trades.append(
          try Trade(
            instrument: instrument, quantity: quantity,
            price: try Amount(nearest: instrument.isOption ? priced.value : priced.price)))
      }
      let (deviation, volume) = (rates.dailyVolatility[coin], rates.dailyVolumeUSD[coin])
      let impact =
        deviation * pow(gross, 1.5) / volume.squareRoot()
        + 3 * pow(vega, 1.5) / (0.00005 * volume).squareRoot()
      let move = (net < 0 ? -1 : 1) * 2.0 / 3 * deviation * (abs(net) / volume).squareRoot()
      outcome.cost += linear + impact
      outcome.loss += max(0, -(delta * move + gamma * move * move / 2))
      paid[coin] = (linear + impact) / index
    }
    let payments = try paid.sorted { $0.key < $1.key }.map {
      AssetBalance(asset: $0.key, amount: try Amount(nearest: $0.value))
    }
    outcome.figures = try PlanSample.account(
      try account.portfolio.after(trades, paying: payments), others: account.others, in: market
    ).figures
    outcome.figures.equity -= outcome.loss
    outcome.figures.maintenanceCountedEquity -= outcome.loss
    let excess = outcome.figures.maintenanceExcess
    outcome.surplus = min(
      excess - bufferShare * outcome.figures.maintenanceMargin,
      excess - account.figures.maintenanceExcess)
    return outcome
  }

  /// The cheapest of all combinations of lots; nil where none restores the account.
  func cheapest(lots: [Instrument: Amount]) throws -> Outcome? {
    let positions = account.portfolio.positions
    var counts = [Int](repeating: 0, count: positions.count)
    var best: Outcome?
    while true {
      let outcome = try outcome(
        zip(positions, counts).map { position, count in
          let lot = lots[position.instrument]?.units ?? 0
          let size = Int128(count) * lot
          return (
            position.instrument,
            Amount(units: position.quantity.isNegative ? size : -size)
          )
        })
      if outcome.surplus >= 0, best.map({ outcome.price < $0.price }) ?? true { best = outcome }
      // The next number of a counter whose digits run to the lots of each position.
      var place = 0
      while place < counts.count {
        let lot = lots[positions[place].instrument]?.units ?? 1
        counts[place] += 1
        if Int128(counts[place]) * lot <= positions[place].quantity.magnitude.units { break }
        counts[place] = 0
        place += 1
      }
      if place == counts.count { return best }
    }
  }
}

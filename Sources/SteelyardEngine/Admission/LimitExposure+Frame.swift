import SteelyardContracts
import SteelyardMargin
import SteelyardFeeds
import SteelyardMarket
import SteelyardScenarios

extension RiskFrame {
  /// The notional of a quantity at the index, in US dollars; nil without a price.
  func notionalUSD(
    of instrument: Instrument, _ quantity: Double, _ universe: InstrumentUniverse
  ) -> Double? {
    guard let index = universe.index(of: instrument), index < prices.count,
      let priced = prices[index],
      let usd = usdPrice(of: instrument.underlying.quote)
    else {
      guard case .spot = instrument.product, let usd = usdPrice(of: instrument.underlying.base)
      else { return nil }
      return abs(quantity) * usd
    }
    return instrument.quantityCurrency == instrument.underlying.quote
      ? abs(quantity) * usd : abs(quantity) * priced.index * usd
  }
}

extension LiveFrame.Slot {
  /// What an account's limits look at.
  ///
  /// Greeks and notionals are of positions; what is held as a balance has neither limit nor order.
  ///
  /// - Parameter equityUSD: The account's equity where it is known; nil to find it.
  func exposure(
    of portfolio: Portfolio, _ live: LiveFrame, equityUSD: Double? = nil
  ) -> LimitExposure {
    var exposure = LimitExposure()
    var coins: [Currency: LimitExposure.OnCoin] = [:]
    var batch = PortfolioBatch(universe: live.universe)
    if let equityUSD {
      exposure.equityUSD = equityUSD
    } else if (try? batch.add(portfolio)) != nil {
      exposure.equityUSD = model.figures(of: batch, in: frame)[0].equity
    }
    for position in portfolio.positions where position.instrument.product != .spot {
      let instrument = position.instrument
      let quantity = position.quantity.doubleValue
      let coin = instrument.underlying.base
      var own = LimitExposure.OnInstrument(instrument: instrument.description)
      own.notionalUSD = frame.notionalUSD(of: instrument, quantity, live.universe) ?? .infinity
      let observation = live.board.market.observation(of: instrument)
      own.openInterestUSD = observation?.openInterest.flatMap {
        frame.notionalUSD(of: instrument, $0, live.universe)
      }
      own.depthUSD = [observation?.bid?.amount, observation?.ask?.amount].compactMap { $0 }.min()
        .flatMap { frame.notionalUSD(of: instrument, $0, live.universe) }
      var sum = coins[coin] ?? LimitExposure.OnCoin(coin: coin)
      sum.notionalUSD += own.notionalUSD
      sum.openInterestUSD = own.openInterestUSD.map { $0 + (sum.openInterestUSD ?? 0) }
      sum.depthUSD = own.depthUSD.map { $0 + (sum.depthUSD ?? 0) }
      if let index = live.universe.index(of: instrument), let priced = frame.prices[index],
        let usd = frame.usdPrice(of: instrument.underlying.quote)
      {
        let greeks = priced.greeks(of: quantity)
        sum.deltaUSD += greeks.delta * priced.index * usd
        // Gamma for a move of 1 %: change of the delta in US dollars.
        sum.gammaUSD += greeks.gamma * priced.index * priced.index * 0.01 * usd
        sum.vegaUSD += greeks.vega * usd
      }
      coins[coin] = sum
      exposure.grossNotionalUSD += own.notionalUSD
      exposure.instruments.append(own)
    }
    exposure.positionCount = portfolio.positions.count
    exposure.coins = coins.values.sorted { $0.coin < $1.coin }
    return exposure
  }
}

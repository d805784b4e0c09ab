import SteelyardContracts
import SteelyardMarket

extension SimulatedMarket {
  /// Says everything that there is to say at the time reached.
  mutating func tell(
    since start: Timestamp, _ updates: inout [MarketUpdate]
  ) throws(SteelyardError) {
    updates.reserveCapacity(updates.count + instrumentCount / parameters.optionTurns + 200)
    try tellPrices(&updates)
    // Strikes follow the price as it is told, so that what is listed depends on what was looked at.
    try list()
    let pending = takePending()
    for settlement in pending.settlements {
      say(.settled(settlement), at: settlement.expiry, &updates)
    }
    tellListings(pending.listings, &updates)
    turn = (turn + 1) % parameters.optionTurns
    for place in chains.indices {
      try tellDeltaOne(place, &updates)
      try tellOptions(place, &updates)
    }
    tellTrades(seconds: Double(time.microseconds - start.microseconds) / 1e6, &updates)
  }

  private mutating func tellPrices(_ updates: inout [MarketUpdate]) throws(SteelyardError) {
    var prices: [PricePair: Double] = [:]
    for chain in chains { prices[PricePair(indexOf: chain.underlying)] = index(of: chain) }
    prices[try PricePair(base: .usdc, quote: .usd)] = stablecoin
    for (pair, price) in prices.sorted(by: { $0.key < $1.key }) {
      for source in venues.sources(of: pair, price: price, at: time) {
        say(.price(source), &updates)
      }
    }
  }

  private mutating func tellListings(_ listings: [Instrument], _ updates: inout [MarketUpdate]) {
    for chain in chains where lastFunding[chain.perpetual] == nil {
      let terms = chain.contracts.terms(of: chain.perpetual)
      say(.listed(ListingUpdate(instrument: chain.perpetual, terms: terms)), &updates)
    }
    for instrument in listings {
      guard let chain = chains.first(where: { $0.underlying == instrument.underlying }) else {
        continue
      }
      // What was listed and has expired within one long step was never there.
      if let expiry = instrument.expiry, expiry <= time { continue }
      let terms = chain.contracts.terms(of: instrument)
      say(.listed(ListingUpdate(instrument: instrument, terms: terms)), &updates)
    }
  }

  /// The perpetual with its book and funding, and the dated futures.
  private mutating func tellDeltaOne(
    _ place: Int, _ updates: inout [MarketUpdate]
  ) throws(SteelyardError) {
    let chain = chains[place]
    let process = coins[chain.coin]
    let (index, surface) = (index(of: chain), process.surface)
    let quotes = SimulatedQuotes(parameters: parameters)
    let mark = index * (1 + process.premium)
    let levels = quotes.levels(
      around: mark, count: max(1, parameters.bookLevels), isInverse: chain.underlying.isInverse,
      stress: process.stress, tick: chain.contracts.tick(of: chain.perpetual), &quotesStream)
    say(
      .ticker(
        deltaOne(chain, chain.perpetual, mark: mark, index: index, levels.bids, levels.asks)),
      &updates)
    if parameters.bookLevels > 0 {
      say(
        .book(
          BookUpdate(
            instrument: chain.perpetual, kind: .snapshot, bids: levels.bids, asks: levels.asks)),
        &updates)
    }
    let rate = Self.fundingRate(premium: process.premium)
    if lastFunding[chain.perpetual] != rate {
      lastFunding[chain.perpetual] = rate
      say(
        .funding(
          FundingUpdate(
            instrument: chain.perpetual, rate: rate, intervalSeconds: Self.fundingSeconds)),
        &updates)
    }
    for expiry in chain.expiries {
      let forward = SimulatedChain.forward(of: expiry, index: index, surface: surface, at: time)
      let best = quotes.levels(
        around: forward, count: 1, isInverse: chain.underlying.isInverse,
        stress: 2 * process.stress, tick: chain.contracts.tick(of: expiry.future), &quotesStream)
      var ticker = deltaOne(
        chain, expiry.future, mark: forward, index: index, best.bids, best.asks)
      ticker.settlementAverage = expiry.averager.observation(at: time)
      say(.ticker(ticker), &updates)
    }
  }

  private func deltaOne(
    _ chain: SimulatedChain, _ instrument: Instrument, mark: Double, index: Double,
    _ bids: [BookLevel], _ asks: [BookLevel]
  ) -> Ticker {
    var ticker = Ticker(instrument: instrument)
    ticker.markPrice = mark
    ticker.indexPrice = index
    ticker.openInterest = chain.openInterest[instrument] ?? 0
    ticker.quotes = Ticker.Quotes(
      bid: bids.first.map { .init(price: $0.price, amount: $0.amount) },
      ask: asks.first.map { .init(price: $0.price, amount: $0.amount) })
    return ticker
  }

  private mutating func tellOptions(
    _ place: Int, _ updates: inout [MarketUpdate]
  ) throws(SteelyardError) {
    let chain = chains[place]
    let process = coins[chain.coin]
    let (index, surface) = (index(of: chain), process.surface)
    let quotes = SimulatedQuotes(parameters: parameters)
    var position = 0
    for expiry in chain.expiries {
      let years = time.years(to: expiry.averager.expiry)
      guard years > 0, !expiry.options.isEmpty else { continue }
      let forward = SimulatedChain.forward(of: expiry, index: index, surface: surface, at: time)
      let slice = try surface.slice(years: years)
      let average = expiry.averager.observation(at: time)
      let tick = chain.contracts.tick(of: expiry.options[0])
      for option in expiry.options {
        position += 1
        guard position % parameters.optionTurns == turn, let terms = option.optionTerms else {
          continue
        }
        var ticker = try quotes.option(
          option, terms, forward: forward, slice: slice, years: years, stress: process.stress,
          tick: tick, &quotesStream)
        ticker.openInterest = chain.openInterest[option] ?? 0
        ticker.settlementAverage = average
        say(.ticker(ticker), &updates)
      }
    }
  }

  /// Trades of others: seven of ten on the perpetual, the rest on options near the money.
  private mutating func tellTrades(seconds: Double, _ updates: inout [MarketUpdate]) {
    for place in chains.indices {
      let chain = chains[place]
      let coinPrice = coins[chain.coin].priceUSD
      let mean = min(Self.tradesMax, parameters.tradesPerHour * seconds / 3600)
      for _ in 0..<tradesStream.poisson(mean: mean) {
        let options = chain.expiries.first?.options ?? []
        let isOption = tradesStream.unit() > 0.7 && !options.isEmpty
        let instrument =
          isOption
          ? options[Int(tradesStream.unit() * Double(options.count))] : chain.perpetual
        let taker: MarketTrade.Taker = tradesStream.unit() < 0.5 ? .buyer : .seller
        let dollars = 1000 * (1 + 20 * tradesStream.exponential())
        let inCoin = dollars / coinPrice
        let amount = instrument.quantityCurrency == .usd ? (dollars / 10).rounded() * 10 : inCoin
        guard let at = price(for: taker, of: instrument, updates) else { continue }
        chains[place].trade(instrument, amount: amount)
        say(
          .trade(MarketTrade(instrument: instrument, price: at, amount: amount, taker: taker)),
          &updates)
      }
    }
  }

  /// The quote that a taker of an instrument hits; nil where this step did not tell one.
  private func price(
    for taker: MarketTrade.Taker, of instrument: Instrument, _ updates: [MarketUpdate]
  ) -> Double? {
    for update in updates {
      if case .ticker(let ticker) = update.content, ticker.instrument == instrument {
        return taker == .buyer ? ticker.quotes?.ask?.price : ticker.quotes?.bid?.price
      }
    }
    return nil
  }

  /// The premium beyond a band of 0.025 %, over eight hours.
  static func fundingRate(premium: Double) -> Double {
    max(0.00025, premium) + min(-0.00025, premium)
  }

  private static let fundingSeconds: Int64 = 28_800
  /// Trades of one call and coin, however long the step.
  private static let tradesMax = 200.0
}

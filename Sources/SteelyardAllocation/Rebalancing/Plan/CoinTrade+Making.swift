import SteelyardContracts

extension CoinTrade {
  /// What is done about a coin once limits have passed so many lots of each account.
  init(
    _ coin: Currency, quotes: [WayQuote], quotedUSD: Double, wanted: [Double], passed: [Int64],
    _ market: WayMarket
  ) throws(SteelyardError) {
    self.coin = coin
    self.quotes = quotes
    self.quotedUSD = quotedUSD
    guard let chosen = quotes.first, chosen.cost != nil else {
      parts = []
      cost = WayCost()
      saving = 0
      return
    }
    let netting = try ExposureNetting(passed)
    func paid(_ lots: Int64) throws(SteelyardError) -> WayCost {
      lots == 0
        ? WayCost() : try market.cost(of: Double(lots) * chosen.lotUSD, chosen.way, coin)
    }
    let whole = try paid(netting.marketLots)
    var parts: [Part] = []
    var sum = WayCost()
    for (account, lots) in passed.enumerated() where wanted[account] != 0 {
      var part =
        netting.marketLots == 0
        ? WayCost()
        : whole.scaled(by: Double(netting.market[account]) / Double(netting.marketLots))
      if lots != 0 {
        part.borrow = try market.borrow(
          for: Double(lots) * chosen.lotUSD, chosen.way, coin, in: account)
      }
      sum = sum + part
      parts.append(
        Part(
          account: account, wantedUSD: wanted[account], lots: lots,
          crossed: netting.crossed[account], market: netting.market[account], cost: part))
    }
    self.parts = parts
    cost = sum
    let bought = passed.reduce(0) { $0 + max(0, $1) }
    let sold = passed.reduce(0) { $0 + min(0, $1) }
    // The side that went to no market may be one that a pool would not take.
    if netting.crossedLots > 0, let buying = try? paid(bought), let selling = try? paid(sold) {
      saving = buying.paid + selling.paid - whole.paid
    } else {
      saving = 0
    }
  }
}

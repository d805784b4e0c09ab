extension CascadeState {
  /// One round: prices are seen, hedgers and policies act on them, and what they sell is priced.
  mutating func run(round: Int, fundamental next: [Double]) {
    fundamental = next
    elapsed = Double(round) * market.roundSeconds / (365 * 86_400)
    reprice()
    observe()
    expire()
    var sales = Sales(net: [Double](repeating: 0, count: coinCount * venueCount))
    let halted = isHalted(round)
    if halted {
      tally.round.isHalted = true
    } else {
      hedge(into: &sales)
      let breached = backstop(topUp(findBreached(round: round)))
      deleverage(breached)
      close(breached, round: round, into: &sales)
      if !sales.list.isEmpty || sales.net.contains(where: { $0 != 0 }) { price(sales) }
      // What was closed against winners is closed too, without a market.
      settle(sales.closed)
    }
    forget()
    tally.endRound(
      prices: meanPrices, depth: depth.min() ?? 1, fund: fund.reduce(0, +))
  }

  private mutating func isHalted(_ round: Int) -> Bool {
    guard policy.breaks else { return false }
    if round < haltedUntil { return true }
    // Moves from before a stop don't cause the next one.
    let before = max(round - terms.breakerWindow, haltedUntil == 0 ? .min : haltedUntil)
    for coin in 0..<coinCount {
      let then = before < 0 ? market.coins[coin].price : indexHistory[before][coin]
      guard (index[coin] / then - 1).magnitude > terms.breakerMove else { continue }
      haltedUntil = round + terms.breakerRounds
      tally.halts += 1
      return true
    }
    return false
  }

  /// Hedgers trade what their delta has moved away from their hedge, over the venues by depth.
  private mutating func hedge(into sales: inout Sales) {
    for coin in 0..<coinCount {
      let bought = hedgeWanted(coin) - hedgers.holdings[coin]
      guard bought != 0 else { continue }
      for venue in 0..<venueCount {
        sales.net[venue * coinCount + coin] -= bought * market.venues[venue].depthShare
      }
      pendingHedge[coin] = bought
    }
  }

  /// Prices what is sold: everybody in a market gets the mean of the prices before and after.
  private mutating func price(_ sales: Sales) {
    let before = price
    for place in sales.net.indices {
      let pressure = sales.net[place] / depth[place]
      permanent[place] += market.memory.permanentShare * pressure
      passing[place] += (1 - market.memory.permanentShare) * pressure
    }
    reprice()
    let paid = zip(before, price).map { 0.5 * ($0 + $1) }
    for coin in 0..<coinCount where pendingHedge[coin] != 0 {
      for venue in 0..<venueCount {
        let share = pendingHedge[coin] * market.venues[venue].depthShare
        hedgers.take(share, of: coin, at: paid[venue * coinCount + coin])
        makers[venue].take(-share, of: coin, at: paid[venue * coinCount + coin])
      }
      pendingHedge[coin] = 0
    }
    for sale in sales.list { settle(sale, at: paid) }
  }

  private mutating func settle(_ sale: MarketSale, at paid: [Double]) {
    let venue = sale.venue
    guard let account = sale.account else {
      let price = paid[venue * coinCount + shelf.coin(of: sale.place)]
      outside.take(-sale.quantity, of: sale.place, at: price)
      makers[venue].take(sale.quantity, of: sale.place, at: price)
      return
    }
    let instrument = Int(population.instrument[sale.place])
    let price = paid[venue * coinCount + shelf.coin(of: instrument)]
    quantity[sale.place] =
      sale.quantity == quantity[sale.place] ? 0 : quantity[sale.place] - sale.quantity
    cash[account] += sale.quantity * price
    makers[venue].take(sale.quantity, of: instrument, at: price)
    due[account] = -.infinity
    payFee(account, venue, notional: (sale.quantity * price).magnitude)
  }

  /// The fee is never more than what is left.
  private mutating func payFee(_ account: Int, _ venue: Int, notional: Double) {
    let row = venue * shelf.count
    var left = cash[account]
    for place in population.holdings(of: account) where quantity[place] != 0 {
      left += quantity[place] * values[row + Int(population.instrument[place])]
    }
    let fee = min(market.terms.liquidationFee * notional, max(left, 0))
    cash[account] -= fee
    fund[venue] += fee
    tally.fees += fee
  }

  /// Impacts that pass go on passing, and arbitrage brings the venues together.
  private mutating func forget() {
    for place in passing.indices { passing[place] *= 1 - market.memory.decay }
    let speed = market.memory.arbitrage
    guard speed > 0, venueCount > 1 else { return }
    for coin in 0..<coinCount {
      var total = 0.0
      for venue in 0..<venueCount {
        total += permanent[venue * coinCount + coin] + passing[venue * coinCount + coin]
      }
      if total == 0 && (0..<venueCount).allSatisfy({ permanent[$0 * coinCount + coin] == 0 }) {
        continue
      }
      for venue in 0..<venueCount {
        let place = venue * coinCount + coin
        let wanted = market.venues[venue].depthShare * total
        let moved = speed * (wanted - permanent[place] - passing[place])
        permanent[place] += moved
        let coins = moved * depth[place]
        makers[venue].take(coins, of: coin, at: price[place])
        outside.take(-coins, of: coin, at: price[place])
      }
    }
  }
}

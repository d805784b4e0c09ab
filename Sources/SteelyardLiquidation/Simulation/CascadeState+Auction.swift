import Glibc

extension CascadeState {
  /// One round of an account's auction: the discount rises until bidders take it or the time is over.
  ///
  /// Bidders pay equity less discount x requirement; where that is below nothing, the fund pays them. They ask more discount
  /// the further volatility stands above calm, and take what their capital carries as requirement.
  mutating func auction(_ found: BreachedAccount, into sales: inout Sales) {
    let account = found.account
    let venue = Int(population.venue[account])
    stage[account] += 1
    let discount = min(Double(stage[account]) / Double(terms.auctionRounds), 1)
    let worst = population.holdings(of: account).reduce(1.0) {
      max($0, stress[shelf.coin(of: Int(population.instrument[$1]))])
    }
    let asked = min(terms.bidderDiscount * worst.squareRoot(), 1)
    let price = found.equity - discount * found.requirement
    if discount >= asked, bidderCapital[venue] >= found.requirement, fund[venue] >= -price {
      count(account)
      tally.auctioned += 1
      bidderCapital[venue] -= found.requirement
      handOver(account, to: venue, price: price)
    } else if Int(stage[account]) >= terms.auctionRounds {
      count(account)
      sell(account, share: 1, into: &sales)
      sales.closed.append(account)
    }
  }

  /// Bidders take everything an account has and pay for it.
  mutating func handOver(_ account: Int, to venue: Int, price: Double) {
    for place in population.holdings(of: account) where quantity[place] != 0 {
      let instrument = Int(population.instrument[place])
      let coin = shelf.coin(of: instrument)
      tally.close(
        (quantity[place] * values[venue * shelf.count + coin]).magnitude, coin: coin)
      bidders[venue].holdings[instrument] += quantity[place]
      quantity[place] = 0
    }
    bidders[venue].cash += cash[account] - price
    cash[account] = max(price, 0)
    if price < 0 {
      fund[venue] += price
      tally.fundDraw -= price
      tally.badDebt -= price
      tally.shortfall[Int(population.owner[account])] -= price
    }
    due[account] = .infinity
  }
}

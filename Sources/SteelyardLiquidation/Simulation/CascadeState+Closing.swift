/// A position that is sold on a market in this round (bought, where negative), for an account or by a liquidator.
struct MarketSale {
  /// Nil for the world outside, which sells what it seized.
  let account: Int?
  let venue: Int
  /// Place among the holdings; of a seller outside the place on the shelf.
  let place: Int
  let quantity: Double
}

extension CascadeState {
  /// What a round sells, gathered before anything is priced.
  struct Sales {
    var list: [MarketSale] = []
    /// Coins sold net; shape `[market]`.
    var net: [Double]
    /// Accounts that are to be closed whole.
    var closed: [Int] = []
  }

  /// Decides what is closed of each account, and closes what needs no market: options, seized collateral, auctions.
  mutating func close(_ breached: [BreachedAccount], round: Int, into sales: inout Sales) {
    for found in breached {
      let account = found.account
      // A pause is for who still has something: below nothing every round costs the fund more.
      guard Int(pausedUntil[account]) <= round || found.equity <= 0 else { continue }
      if population.mode[account] == Population.Mode.loan.rawValue {
        seize(found, into: &sales)
        continue
      }
      if found.equity <= 0 {
        count(account)
        sell(account, share: 1, into: &sales)
        sales.closed.append(account)
        continue
      }
      switch policy.closing {
      case .full:
        count(account)
        sell(account, share: 1, into: &sales)
        sales.closed.append(account)
      case .partial:
        count(account)
        if stage[account] == 0, notional(account) > terms.partialAbove {
          sell(account, share: terms.partialShare, into: &sales)
          stage[account] = 1
          pausedUntil[account] = Int32(round + terms.cooldownRounds)
        } else {
          sell(account, share: 1, into: &sales)
          sales.closed.append(account)
        }
      case .shares:
        count(account)
        sellNextShare(account, into: &sales)
      case .auction: auction(found, into: &sales)
      case .neutral:
        count(account)
        if stage[account] == 0, hasOptions(account) {
          stage[account] = 1
          neutralise(account, into: &sales)
        } else {
          sellNextShare(account, into: &sales)
        }
      }
    }
  }

  mutating func count(_ account: Int) {
    tally.liquidations += 1
    tally.round.liquidations += 1
    if !isHit[account] {
      isHit[account] = true
      tally.accountsHit += 1
    }
  }

  /// Sells the same share of what was first held each time, all of the rest at last.
  private mutating func sellNextShare(_ account: Int, into sales: inout Sales) {
    let hedged = hasOptions(account) && policy.closing == .neutral
    let done = Double(Int(stage[account]) - (hedged ? 1 : 0)) * terms.share
    let share = terms.share / max(1 - done, terms.share)
    stage[account] += 1
    sell(account, share: min(share, 1), into: &sales)
    if share >= 1 - 1e-9 { sales.closed.append(account) }
  }

  private func hasOptions(_ account: Int) -> Bool {
    population.holdings(of: account).contains {
      Int(population.instrument[$0]) >= 2 * coinCount && quantity[$0] != 0
    }
  }

  private func notional(_ account: Int) -> Double {
    let row = Int(population.venue[account]) * shelf.count
    return population.holdings(of: account).reduce(0) {
      let instrument = Int(population.instrument[$1])
      return instrument < coinCount
        ? $0 + (quantity[$1] * values[row + instrument]).magnitude : $0
    }
  }

  /// Sells a share of the positions; where all are sold and a debt is left, as much collateral as that takes.
  mutating func sell(_ account: Int, share: Double, into sales: inout Sales) {
    let venue = Int(population.venue[account])
    let row = venue * shelf.count
    var after = cash[account]
    for place in population.holdings(of: account) where quantity[place] != 0 {
      let instrument = Int(population.instrument[place])
      let sold = share * quantity[place]
      if instrument < coinCount {
        add(account, place, instrument, sold, venue, into: &sales)
        after += sold * values[row + instrument]
      } else if instrument >= 2 * coinCount {
        closeOption(account, place, instrument, sold)
        after = cash[account]
      }
    }
    guard share >= 1 else { return }
    for place in population.holdings(of: account) where quantity[place] != 0 && after < 0 {
      let instrument = Int(population.instrument[place])
      guard instrument >= coinCount, instrument < 2 * coinCount else { continue }
      let kept = max(1 - market.coins[instrument - coinCount].haircut, 0.1)
      let sold = min(quantity[place], -after / (values[row + instrument] * kept))
      add(account, place, instrument, sold, venue, into: &sales)
      after += sold * values[row + instrument] * kept
    }
  }

  private mutating func add(
    _ account: Int, _ place: Int, _ instrument: Int, _ sold: Double, _ venue: Int,
    into sales: inout Sales
  ) {
    let coin = shelf.coin(of: instrument)
    sales.list.append(MarketSale(account: account, venue: venue, place: place, quantity: sold))
    sales.net[venue * coinCount + coin] += sold
    tally.close(
      (sold * values[venue * shelf.count + instrument]).magnitude, coin: coin)
  }

  /// Options go to those who hedge, at their value less the cost of closing.
  private mutating func closeOption(
    _ account: Int, _ place: Int, _ instrument: Int, _ sold: Double
  ) {
    let value = values[Int(population.venue[account]) * shelf.count + instrument]
    let cost = market.options.closingCost
    let price = value * (sold > 0 ? 1 - cost : 1 + cost)
    quantity[place] = sold == quantity[place] ? 0 : quantity[place] - sold
    cash[account] += sold * price
    hedgers.take(sold, of: instrument, at: price)
    due[account] = -.infinity
    let coin = shelf.coin(of: instrument)
    tally.close((sold * values[coin]).magnitude, coin: coin)
  }

  /// Trades perpetuals against the delta of the options, coin by coin, whether any were held or not.
  private mutating func neutralise(_ account: Int, into sales: inout Sales) {
    let venue = Int(population.venue[account])
    let prices = Array(oracle[venue * coinCount..<(venue + 1) * coinCount])
    let volatilities = market.volatilities(at: prices)
    var done: Set<Int> = []
    for place in population.holdings(of: account)
    where Int(population.instrument[place]) < coinCount {
      let coin = Int(population.instrument[place])
      guard done.insert(coin).inserted else { continue }
      var delta = 0.0
      for other in population.holdings(of: account) where quantity[other] != 0 {
        let instrument = Int(population.instrument[other])
        if instrument == coin { delta += quantity[other] }
        let option = instrument - 2 * coinCount
        guard option >= 0, shelf.options[option].coin == coin,
          let unit = try? shelf.delta(
            option, price: prices[coin], volatility: volatilities[coin], elapsed: elapsed)
        else { continue }
        delta += quantity[other] * unit
      }
      if delta != 0 { add(account, place, coin, delta, venue, into: &sales) }
    }
  }

  /// A loan: a liquidator repays a part for collateral with a bonus and sells it, where the market still pays more than the debt.
  private mutating func seize(_ found: BreachedAccount, into sales: inout Sales) {
    let account = found.account
    let venue = Int(population.venue[account])
    let debt = -cash[account]
    guard debt > 0 else { return }
    for place in population.holdings(of: account) where quantity[place] > 0 {
      let instrument = Int(population.instrument[place])
      let coin = instrument - coinCount
      let oraclePrice = values[venue * shelf.count + instrument]
      let terms = market.terms
      // What it can be sold for now must be worth the debt that is repaid for it.
      guard price[venue * coinCount + coin] * (1 + terms.bonus) > oraclePrice else { continue }
      let collateral = quantity[place] * oraclePrice
      let factor = collateral * (1 - market.coins[coin].haircut) / debt
      let wanted = debt * (factor > terms.fullCloseBelow ? terms.closeFactor : 1)
      let coins = min(wanted * (1 + terms.bonus) / oraclePrice, quantity[place])
      let repaid = coins * oraclePrice / (1 + terms.bonus)
      if collateral > 0, debt / collateral > 1 / (1 + terms.bonus) { tally.toxic += 1 }
      count(account)
      quantity[place] -= coins
      cash[account] += repaid
      outside.take(coins, of: instrument, at: oraclePrice / (1 + terms.bonus))
      sales.list.append(MarketSale(account: nil, venue: venue, place: instrument, quantity: coins))
      sales.net[venue * coinCount + coin] += coins
      tally.close(coins * oraclePrice, coin: coin)
      due[account] = -.infinity
      if quantity[place] <= 0 { sales.closed.append(account) }
    }
  }
}

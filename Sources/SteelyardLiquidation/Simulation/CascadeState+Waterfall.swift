extension CascadeState {
  /// Where a venue's fund can't carry the deficits of a round, positions of losers are closed against winners at the price at
  /// which the loser's deficit is nothing; returns what is left for the market.
  mutating func deleverage(_ breached: [BreachedAccount]) {
    for venue in 0..<venueCount {
      let losers = breached.filter {
        Int(population.venue[$0.account]) == venue && $0.equity <= 0
          && population.mode[$0.account] != Population.Mode.loan.rawValue
      }
      let deficit = losers.reduce(0) { $0 - $1.equity }
      guard deficit > fund[venue] || (terms.backstopBelow > 0 && !losers.isEmpty) else { continue }
      for found in breached { isBreached[found.account] = true }
      for coin in 0..<coinCount {
        for side in [1.0, -1.0] { deleverage(losers, venue: venue, coin: coin, side: side) }
      }
      for found in breached { isBreached[found.account] = false }
    }
  }

  /// Accounts too far below their requirement for the market: bidders take them over while their capital lasts; the rest lose
  /// what they have left to the fund and go on without equity, to be closed against winners.
  mutating func backstop(_ breached: [BreachedAccount]) -> [BreachedAccount] {
    guard terms.backstopBelow > 0 else { return breached }
    var left: [BreachedAccount] = []
    for found in breached {
      let account = found.account
      let venue = Int(population.venue[account])
      guard population.mode[account] != Population.Mode.loan.rawValue,
        found.equity < terms.backstopBelow * found.requirement
      else {
        left.append(found)
        continue
      }
      if bidderCapital[venue] >= found.requirement, fund[venue] >= -found.equity {
        count(account)
        bidderCapital[venue] -= found.requirement
        handOver(account, to: venue, price: min(found.equity, 0))
      } else {
        let kept = max(found.equity, 0)
        cash[account] -= kept
        fund[venue] += kept
        left.append(
          BreachedAccount(
            account: account, equity: min(found.equity, 0), requirement: found.requirement))
      }
    }
    return left
  }

  /// One coin and side: the losers' deficits on it against the best winners of the other side.
  private mutating func deleverage(
    _ losers: [BreachedAccount], venue: Int, coin: Int, side: Double
  ) {
    var parts: [(account: Int, place: Int, quantity: Double, deficit: Double)] = []
    let value = values[venue * shelf.count + coin]
    for loser in losers {
      let range = population.holdings(of: loser.account)
      let notional = range.reduce(0.0) {
        Int(population.instrument[$1]) < coinCount
          ? $0
            + (quantity[$1] * values[venue * shelf.count + Int(population.instrument[$1])])
            .magnitude
          : $0
      }
      for place in range
      where Int(population.instrument[place]) == coin && quantity[place] * side > 0 {
        let share = (quantity[place] * value).magnitude / notional
        parts.append((loser.account, place, quantity[place], -loser.equity * share))
      }
    }
    let wanted = parts.reduce(0) { $0 + $1.quantity.magnitude }
    guard wanted > 0 else { return }
    // The pooled price: what all losers' deficits add to the oracle's.
    let deficit = parts.reduce(0) { $0 + $1.deficit }
    let pooled = value + side * deficit / wanted
    guard pooled > 0 else { return }
    let matched = takeFromWinners(wanted, venue: venue, coin: coin, side: -side, price: pooled)
    let share = matched / wanted
    for part in parts {
      let closed = part.quantity * share
      quantity[part.place] = share == 1 ? 0 : part.quantity - closed
      cash[part.account] += closed * value + part.deficit * share
      tally.close((closed * value).magnitude, coin: coin)
      tally.badDebt += part.deficit * share
      tally.winnersLoss += part.deficit * share
      tally.shortfall[Int(population.owner[part.account])] += part.deficit * share
      due[part.account] = -.infinity
    }
  }

  /// Closes winners of one side, the first in rank first; returns the coins closed.
  private mutating func takeFromWinners(
    _ wanted: Double, venue: Int, coin: Int, side: Double, price: Double
  ) -> Double {
    var ranks = rankedWinners(venue: venue, coin: coin, side: side)
    var left = wanted
    while left > 0, let best = ranks.popFirst() {
      let held = quantity[best.place]
      let closed = min(held.magnitude, left)
      quantity[best.place] = closed == held.magnitude ? 0 : held - side * closed
      cash[best.account] += side * closed * price
      due[best.account] = -.infinity
      left -= closed
      tally.deleveraged[coin] += closed * price
      tally.deleveragedCount += 1
      tally.round.deleveragings += 1
      tally.round.deleveraged += closed * price
    }
    return wanted - max(left, 0)
  }

  private func rankedWinners(venue: Int, coin: Int, side: Double) -> WinnerHeap {
    var winners: [WinnerHeap.Winner] = []
    let value = values[venue * shelf.count + coin]
    for account in 0..<population.count where Int(population.venue[account]) == venue {
      if isBreached[account] { continue }
      for place in population.holdings(of: account)
      where Int(population.instrument[place]) == coin && quantity[place] * side > 0 {
        let entry = population.entry[place]
        let profit = side * (value / entry - 1)
        guard profit > 0 else { continue }
        let equity = assessAny(account).equity
        guard equity > 0 else { continue }
        let leverage = (quantity[place] * value).magnitude / equity
        let gain =
          switch terms.ranking {
          case .profitTimesLeverage: profit
          case .priceOverEntryTimesLeverage: side > 0 ? value / entry : entry / value
          }
        winners.append(.init(account: account, place: place, rank: gain * leverage))
      }
    }
    return WinnerHeap(winners)
  }

  /// Fees of what was closed, and deficits of what is closed whole: the fund first, the rest waits for all.
  mutating func settle(_ closed: [Int]) {
    var deficits = [Double](repeating: 0, count: venueCount)
    var broke: [Int] = []
    for account in closed where cash[account] < 0 && !stillHolds(account) {
      deficits[Int(population.venue[account])] -= cash[account]
      broke.append(account)
    }
    guard !broke.isEmpty else { return }
    for venue in 0..<venueCount where deficits[venue] > 0 {
      let paid = min(fund[venue], deficits[venue])
      fund[venue] -= paid
      uncovered[venue] += deficits[venue] - paid
      tally.fundDraw += paid
      tally.badDebt += deficits[venue]
    }
    for account in broke {
      tally.shortfall[Int(population.owner[account])] -= cash[account]
      cash[account] = 0
      due[account] = .infinity
    }
  }

  private func stillHolds(_ account: Int) -> Bool {
    population.holdings(of: account).contains { quantity[$0] != 0 }
  }

  /// At the end, what no fund has paid is taken from all accounts of the venue that have something, by their equity; returns it.
  mutating func socialise() -> Double {
    var taken = 0.0
    for venue in 0..<venueCount where uncovered[venue] > 0 {
      var total = 0.0
      var equities: [(account: Int, equity: Double)] = []
      for account in 0..<population.count where Int(population.venue[account]) == venue {
        let equity = assessAny(account).equity
        guard equity > 0 else { continue }
        total += equity
        equities.append((account, equity))
      }
      let loss = min(uncovered[venue], total)
      guard total > 0 else { continue }
      for (account, equity) in equities { cash[account] -= loss * (equity / total) }
      uncovered[venue] -= loss
      taken += loss
    }
    return taken
  }
}

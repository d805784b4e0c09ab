import Glibc

/// An account that is below maintenance, as it was found.
struct BreachedAccount {
  let account: Int
  /// USD at the oracle's prices.
  let equity: Double
  let requirement: Double
}

extension CascadeState {
  /// What an account has and needs at the oracle's prices.
  struct Health {
    var equity: Double
    var requirement: Double
    /// Bound of what its excess loses while everything it holds moves by 1, USD.
    var exposure: Double
  }

  /// Looks at an account whose mode is rates or loan.
  func assess(_ account: Int) -> Health {
    let row = Int(population.venue[account]) * shelf.count
    var health = Health(equity: cash[account], requirement: 0, exposure: 0)
    for place in population.holdings(of: account) {
      let held = quantity[place]
      if held == 0 { continue }
      let instrument = Int(population.instrument[place])
      let value = held * values[row + instrument]
      health.equity += value
      if instrument < coinCount {
        let notional = value.magnitude
        health.requirement +=
          rates.requirement(notional, coin: instrument) * multiple[instrument]
        health.exposure += notional * (1 + rates.largest[instrument] * multiple[instrument])
      } else if instrument < 2 * coinCount {
        health.requirement += value * market.coins[instrument - coinCount].haircut
        health.exposure += value
      }
    }
    return health
  }

  /// Looks at an account that holds options: the worst loss of the scenarios, times the largest rise of rates of what it holds.
  func assessByScenarios(_ account: Int) -> Health {
    let venue = Int(population.venue[account])
    let row = venue * shelf.count
    var equity = cash[account]
    var largest = 1.0
    var minimum = 0.0
    let range = population.holdings(of: account)
    for place in range where quantity[place] != 0 {
      let instrument = Int(population.instrument[place])
      equity += quantity[place] * values[row + instrument]
      let coin = shelf.coin(of: instrument)
      largest = max(largest, multiple[coin])
      if instrument >= 2 * coinCount, quantity[place] < 0 {
        minimum -= quantity[place] * market.options.shortMinimum * values[row + coin]
      }
    }
    var worst = 0.0
    for scenario in market.options.scenarios.indices where !scenarioValues.isEmpty {
      let then = (venue * market.options.scenarios.count + scenario) * shelf.count
      var profit = 0.0
      for place in range where quantity[place] != 0 {
        let instrument = Int(population.instrument[place])
        profit += quantity[place] * (scenarioValues[then + instrument] - values[row + instrument])
      }
      worst = max(worst, -profit)
    }
    return Health(equity: equity, requirement: max(worst, minimum) * largest, exposure: .infinity)
  }

  /// Looks at an account in the way that it is judged by.
  func assessAny(_ account: Int) -> Health {
    population.mode[account] == Population.Mode.scenarios.rawValue
      ? assessByScenarios(account) : assess(account)
  }

  /// Whether an account holds anything that can be liquidated.
  func isOpen(_ account: Int) -> Bool {
    population.holdings(of: account).contains {
      quantity[$0] != 0
        && (Int(population.instrument[$0]) < coinCount
          || Int(population.instrument[$0]) >= 2 * coinCount
          || cash[account] < 0)
    }
  }

  /// All accounts below maintenance, all at the same prices; who is healthy for sure is not looked at.
  ///
  /// An account with excess e and exposure w is healthy until the oracle's prices and its rates have gone ln(1 + e / w) in all:
  /// no path that is shorter takes more than e.
  mutating func findBreached(round: Int) -> [BreachedAccount] {
    var found: [BreachedAccount] = []
    for account in 0..<population.count where due[account] <= clock[Int(clockPlace[account])] {
      guard isOpen(account) else {
        due[account] = .infinity
        continue
      }
      let usesScenarios = population.mode[account] == Population.Mode.scenarios.rawValue
      let health = assessAny(account)
      let excess = health.equity - health.requirement
      if excess <= 0 {
        due[account] = -.infinity
        found.append(
          BreachedAccount(
            account: account, equity: health.equity, requirement: health.requirement))
      } else {
        // A grain less than the bound, for rounding.
        due[account] =
          usesScenarios
          ? -.infinity
          : clock[Int(clockPlace[account])] + log1p(excess / health.exposure) * (1 - 1e-9)
        stage[account] = 0
      }
    }
    return found
  }

  /// Owners move what they can spare to accounts in need; returns who is still in need.
  mutating func topUp(_ breached: [BreachedAccount]) -> [BreachedAccount] {
    guard market.owners.topUpShare > 0, population.ownerCount < population.count else {
      return breached
    }
    var left: [BreachedAccount] = []
    for found in breached {
      var need = found.requirement * 1.05 - found.equity
      for sibling in population.siblings(of: found.account) where need > 0 {
        guard !isBreachedNow(sibling, breached) else { continue }
        let health = assessAny(sibling)
        let spare =
          market.owners.topUpShare
          * (health.equity - market.owners.keepMultiple * health.requirement)
        let given = min(need, max(spare, 0))
        guard given > 0 else { continue }
        cash[sibling] -= given
        cash[found.account] += given
        due[sibling] = -.infinity
        tally.toppedUp += given
        need -= given
      }
      if need > found.requirement * 0.05 {
        let moved = found.requirement * 1.05 - found.equity - need
        left.append(
          BreachedAccount(
            account: found.account, equity: found.equity + moved, requirement: found.requirement))
      }
    }
    return left
  }

  private func isBreachedNow(_ account: Int, _ breached: [BreachedAccount]) -> Bool {
    var low = 0
    var high = breached.count
    while low < high {
      let middle = (low + high) / 2
      if breached[middle].account < account { low = middle + 1 } else { high = middle }
    }
    return low < breached.count && breached[low].account == account
  }
}

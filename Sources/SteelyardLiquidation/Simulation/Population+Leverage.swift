extension Population {
  /// The same positions with so many times the leverage: each account has its equity over the multiple, and at least 1.05
  /// times its requirement before the shock where it had that.
  public func leveraged(by multiple: Double, in market: CascadeMarket) -> Population {
    multiple == 1 ? self : bounded(by: multiple, in: market).population
  }

  /// Share of the accounts that need something and have no more than the bound at a multiple of leverage.
  public func shareAtBound(leverage multiple: Double, in market: CascadeMarket) -> Double {
    let bounded = bounded(by: multiple, in: market)
    return bounded.inNeed == 0 ? 1 : Double(bounded.atBound) / Double(bounded.inNeed)
  }

  private func bounded(
    by multiple: Double, in market: CascadeMarket
  ) -> (population: Population, atBound: Int, inNeed: Int) {
    let state = CascadeState(
      market: market, population: self, policy: CascadePolicy(.full), terms: .unused)
    var copy = self
    var atBound = 0
    var inNeed = 0
    for account in 0..<count {
      let health = state.assessAny(account)
      if health.requirement > 0 { inNeed += 1 }
      guard health.equity > 0 else { continue }
      let least = min(1.05 * health.requirement, health.equity)
      if health.requirement > 0, health.equity / multiple <= least { atBound += 1 }
      copy.cash[account] -= health.equity - max(health.equity / multiple, least)
    }
    return (copy, atBound, inNeed)
  }
}

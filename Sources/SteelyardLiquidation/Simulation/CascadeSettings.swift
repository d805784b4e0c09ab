public import SteelyardContracts

/// A parameter file of `simulate`: the market, the policies' numbers, and how accounts are drawn.
public struct CascadeSettings: Codable, Sendable, Hashable {
  /// The market.
  public var market: CascadeMarket
  /// Numbers of the policies.
  public var policies: CascadePolicyTerms
  /// How accounts are drawn where none are given.
  public var population: PopulationRecipe

  /// Settings from its parts.
  public init(
    market: CascadeMarket, policies: CascadePolicyTerms, population: PopulationRecipe
  ) {
    self.market = market
    self.policies = policies
    self.population = population
  }

  /// Checks the market and the policies; the population is checked when it is drawn.
  ///
  /// - Throws: `invalidInput` naming the field.
  public func check() throws(SteelyardError) {
    try market.check()
    try policies.check()
  }
}

extension CascadeMarket {
  /// The same market with so many times the depth; infinite for one that sales don't move.
  public func deepened(by multiple: Double) -> CascadeMarket {
    var market = self
    for place in market.coins.indices {
      switch market.coins[place].impact {
      case .linear(let slope): market.coins[place].impact = .linear(slope: slope / multiple)
      case .pool(let reserve): market.coins[place].impact = .pool(reserve: reserve * multiple)
      case .squareRoot(let coefficient, let volume):
        market.coins[place].impact = .squareRoot(
          coefficient: coefficient, dailyVolume: volume * multiple)
      }
    }
    return market
  }

  /// The same market in which trades move nothing.
  var unmoved: CascadeMarket {
    var market = self
    for place in market.coins.indices { market.coins[place].impact = .linear(slope: 0) }
    return market
  }
}

extension Population {
  /// The same positions with so many times the leverage: each account has its equity over the multiple, and at least 1.05
  /// times its requirement before the shock where it had that.
  public func leveraged(by multiple: Double, in market: CascadeMarket) -> Population {
    if multiple == 1 { return self }
    let state = CascadeState(
      market: market, population: self, policy: CascadePolicy(.full), terms: .unused)
    var copy = self
    for account in 0..<count {
      let health = state.assessAny(account)
      guard health.equity > 0 else { continue }
      let least = min(1.05 * health.requirement, health.equity)
      copy.cash[account] -= health.equity - max(health.equity / multiple, least)
    }
    return copy
  }
}

extension CascadePolicyTerms {
  /// Numbers for a state that closes nothing.
  static let unused = CascadePolicyTerms(
    partialShare: 0.2, partialAbove: 0, cooldownRounds: 1, share: 0.2, auctionRounds: 1,
    bidderDiscount: 1, breakerMove: 1, breakerWindow: 1, breakerRounds: 1, addOnAbove: 0,
    addOnRate: 1, ranking: .profitTimesLeverage, backstopBelow: 0)
}

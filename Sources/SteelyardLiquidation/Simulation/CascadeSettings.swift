public import SteelyardContracts

/// A parameter file of `simulate`: the market, the policies' numbers, and how accounts are drawn.
public struct CascadeSettings: Codable, Sendable, Hashable {
  /// The market.
  public var market: CascadeMarket
  /// Numbers of the policies.
  public var policies: CascadePolicyTerms
  /// How accounts are drawn where none are given.
  public var population: PopulationRecipe
  /// When the shock comes where a replay says so; nil for as the caller says.
  public var course: ShockCourse?

  /// Settings from its parts.
  public init(
    market: CascadeMarket, policies: CascadePolicyTerms, population: PopulationRecipe,
    course: ShockCourse? = nil
  ) {
    self.market = market
    self.policies = policies
    self.population = population
    self.course = course
  }

  /// Checks the market, the policies and the course; the population is checked when it is drawn.
  ///
  /// - Throws: `invalidInput` naming the field.
  public func check() throws(SteelyardError) {
    try market.check()
    try policies.check()
    try course?.check()
  }
}

extension CascadeMarket {
  /// The same market with another price of a coin before the shock; the same sales move it by the same share.
  ///
  /// - Throws: `invalidInput` for a price that can't be.
  public func repriced(_ coin: Int, to price: Double) throws(SteelyardError) -> CascadeMarket {
    try Self.require(price, in: 1e-12...1e12, "price of \(coins[coin].name)", "a price above 0")
    var market = self
    if case .linear(let slope) = market.coins[coin].impact {
      market.coins[coin].impact = .linear(slope: slope * (price / market.coins[coin].price))
    }
    market.coins[coin].price = price
    return market
  }

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

extension CascadePolicyTerms {
  /// Numbers for a state that closes nothing.
  static let unused = CascadePolicyTerms(
    partialShare: 0.2, partialAbove: 0, cooldownRounds: 1, share: 0.2, auctionRounds: 1,
    bidderDiscount: 1, breakerMove: 1, breakerWindow: 1, breakerRounds: 1, addOnAbove: 0,
    addOnRate: 1, ranking: .profitTimesLeverage, backstopBelow: 0)
}

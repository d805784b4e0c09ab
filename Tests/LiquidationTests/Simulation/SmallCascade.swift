import SteelyardContracts
import SteelyardLiquidation
import TestSupport

/// A market of one or two coins with nothing in it but what a test adds.
enum SmallCascade {
  /// No stress, no memory loss, no delay, no fee: only impact is left.
  static func market(
    _ impact: [CascadeMarket.Impact], price: Double = 100, fund: Double = 1e9, rate: Double = 0,
    venues: [Double] = [1]
  ) -> CascadeMarket {
    CascadeMarket(
      provenance: .init(name: "small", dated: "2026-11-22", sources: []),
      coins: impact.enumerated().map { place, impact in
        .init(
          name: ["AAA", "BBB", "CCC"][place], price: price, impact: impact, volatility: 0.5,
          impliedVolatility: 0.5, volatilityBeta: 1, maintenance: [.init(upTo: nil, rate: rate)],
          haircut: 0.2, hedgerGamma: 0)
      },
      venues: venues.enumerated().map {
        .init(
          name: "v\($0)", depthShare: $1, fund: fund, makerCapital: 0, bidderCapital: 0)
      },
      depth: .init(
        thinning: 0, recovery: 1, minimum: 0.01, withdrawal: 0, volatilityHalfLife: 1000),
      memory: .init(permanentShare: 1, decay: 0, arbitrage: 0),
      crossImpact: impact.indices.map { row in impact.indices.map { $0 == row ? 1 : 0 } },
      oracle: .init(delayRounds: 0, averageRounds: 1, ownWeight: 1),
      spiral: .init(exponent: 0, riseMax: 1, multipleMax: 1),
      options: .init(
        strikes: [0.9, 1, 1.1], days: [7, 30],
        scenarios: [.init(price: -0.1, volatility: 0.3), .init(price: 0.1, volatility: 0.3)],
        shortMinimum: 0.01, closingCost: 0, hedgedShare: 1),
      terms: .init(liquidationFee: 0, closeFactor: 0.5, fullCloseBelow: 0.95, bonus: 0.05),
      owners: .init(topUpShare: 0, keepMultiple: 2), roundSeconds: 3)
  }

  static let terms = CascadePolicyTerms(
    partialShare: 0.2, partialAbove: 1000, cooldownRounds: 3, share: 0.2, auctionRounds: 5,
    bidderDiscount: 0.2, breakerMove: 0.05, breakerWindow: 5, breakerRounds: 8, addOnAbove: 1000,
    addOnRate: 0.1, ranking: .profitTimesLeverage, backstopBelow: 0)

  static func recipe(coins: Int, venues: Int, accounts: Int) -> PopulationRecipe {
    PopulationRecipe(
      accounts: accounts, leverageMedian: 8, leverageSpread: 0.7, leverageExponent: 0,
      leverageMax: 40, sizeMin: 100,
      sizeExponent: 1.2, sizeMax: 1e6, longShare: 0.6,
      coinWeights: [Double](repeating: 1, count: coins), openInterest: [], nextCoin: 0.4,
      venueWeights: [Double](repeating: 1, count: venues), secondVenue: 0.2, coinCollateral: 0.2,
      loans: 0.1, options: 0.1, entrySpread: 0.05)
  }

  /// Longs of one coin whose equity is nothing at the prices given.
  static func longs(
    sizes: [Double], prices: [Double], market: CascadeMarket
  ) throws -> Population {
    let start = market.coins[0].price
    return try Population(
      sizes.indices.map { place in
        Population.Account(
          name: name(place), owner: name(place), venue: 0, mode: .rates,
          equity: sizes[place] * (start - prices[place]),
          holdings: [.init(.perpetual(0), quantity: sizes[place], entry: start)])
      }, market: market)
  }

  static func name(_ place: Int) -> String { "n" + String(1000 + place) }

  static func fall(
    _ share: Double, coins: Int = 1, noise: Double = 0, rounds: Int = 1, seed: UInt64 = 1
  ) throws -> CascadeShock {
    try CascadeShock(
      moves: [Double](repeating: -share, count: coins), rounds: rounds, noise: noise,
      correlation: 0.5, seed: seed)
  }

  static func run(
    _ population: Population, _ market: CascadeMarket, _ shock: CascadeShock,
    _ policy: CascadePolicy = CascadePolicy(.full), rounds: Int = 40
  ) throws -> CascadeRun {
    try CascadeRun(
      population, market: market, shock: shock, policy: policy, terms: terms, rounds: rounds)
  }
}

import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Markets of cascades")
struct CascadeMarketTests {
  private func loan(_ market: CascadeMarket) throws -> Population {
    try Population(
      [
        .init(
          name: "l", owner: "l", venue: 0, mode: .loan, equity: 300,
          holdings: [.init(.spot(0), quantity: 10, entry: 100)])
      ], market: market)
  }

  @Test("loans by the protocol's rules: half, all of it, worse than before, and not at a loss")
  func loans() throws {
    var market = SmallCascade.market([.linear(slope: 0)])
    let population = try loan(market)
    // At 85 health is 850 x 0.8 / 700 = 0.971: half of 700 is repaid for 350 x 1.05 of collateral.
    let half = try SmallCascade.run(population, market, try SmallCascade.fall(0.15))
    expectClose(expected: 367.5, got: half.liquidated[0], .relative(1e-12))
    #expect(half.liquidations == 1 && half.toxicLiquidations == 0 && half.badDebt == 0)
    // At 72 everything, and 10 coins repay only 720 / 1.05; the debt was 97 % of the collateral, above 1 / 1.05.
    let all = try SmallCascade.run(population, market, try SmallCascade.fall(0.28))
    expectClose(expected: 700 - 720 / 1.05, got: all.badDebt, .relative(1e-12))
    #expect(all.toxicLiquidations == 1)
    // With an oracle a round late, at 85 by the oracle and 70 in the market, nobody repays: a round later it is too late.
    market.oracle.delayRounds = 1
    let late = try SmallCascade.run(population, market, try SmallCascade.fall(0.3, rounds: 2))
    #expect(late.rounds.prefix(4).map(\.liquidations) == [0, 0, 1, 0])
    expectClose(expected: 700 - 700 / 1.05, got: late.badDebt, .relative(1e-12))
  }

  @Test("a late or averaged oracle liquidates later")
  func oracle() throws {
    var market = SmallCascade.market([.linear(slope: 0.5)])
    let population = try SmallCascade.longs(sizes: [10], prices: [92], market: market)
    func first() throws -> Int? {
      try SmallCascade.run(population, market, try SmallCascade.fall(0.1)).rounds
        .firstIndex { $0.liquidations > 0 }
    }
    #expect(try first() == 0)
    market.oracle.delayRounds = 3
    #expect(try first() == 3)
    // The mean of ten rounds is at 92 after eight of them at 90.
    market.oracle = .init(delayRounds: 0, averageRounds: 10, ownWeight: 1)
    #expect(try first() == 7)
  }

  @Test("what falls in one coin falls in the other, by hand")
  func crossImpact() throws {
    var market = SmallCascade.market([.linear(slope: 0.9), .linear(slope: 0.5)])
    market.crossImpact = [[1, 0], [0.5, 1]]
    let population = try SmallCascade.longs(sizes: [10], prices: [92], market: market)
    let shock = try CascadeShock(
      moves: [-0.1, 0], rounds: 1, noise: 0, correlation: 0, seed: 1)
    let run = try SmallCascade.run(population, market, shock)
    // 90 falls by 9, a tenth: the other by half of that.
    expectClose(expected: 81, got: run.rounds[0].prices[0], .relative(1e-12))
    expectClose(expected: 95, got: run.rounds[0].prices[1], .relative(1e-12))
    #expect(run.amplification[1] == nil)
  }

  @Test("part of an impact passes, and arbitrage brings the rest to all venues")
  func memory() throws {
    var market = SmallCascade.market([.linear(slope: 0.25)], venues: [0.5, 0.5])
    market.memory = .init(permanentShare: 0.5, decay: 0.5, arbitrage: 0)
    let population = try SmallCascade.longs(sizes: [10], prices: [92], market: market)
    let run = try SmallCascade.run(population, market, try SmallCascade.fall(0.1), rounds: 60)
    // Half of the depth is at the venue: its price falls by 5, the mean by 2.5, and half of that stays.
    expectClose(expected: 87.5, got: run.rounds[0].prices[0], .relative(1e-12))
    expectClose(expected: 88.125, got: run.rounds[1].prices[0], .relative(1e-12))
    expectClose(expected: 88.75, got: run.rounds[59].prices[0], .relative(1e-9))
    // The same account on the other venue goes at 87.5: its own price shows it only where arbitrage carries the fall there.
    let both = try Population(
      [0, 1].map {
        .init(
          name: "n\($0)", owner: "n\($0)", venue: $0, mode: .rates, equity: [80, 110][$0],
          holdings: [.init(.perpetual(0), quantity: 10, entry: 100)])
      }, market: market)
    market.memory = .init(permanentShare: 1, decay: 0, arbitrage: 0)
    #expect(try SmallCascade.run(both, market, try SmallCascade.fall(0.1)).accountsHit == 1)
    market.coins[0].impact = .linear(slope: 0.5)
    market.memory.arbitrage = 0.9
    #expect(try SmallCascade.run(both, market, try SmallCascade.fall(0.1)).accountsHit == 2)
  }

  @Test("stress that thins depth, makers that leave and rates that rise each make it worse")
  func stress() throws {
    let market = SmallCascade.market([.squareRoot(coefficient: 0.3, dailyVolume: 1e5)], rate: 0.02)
    var recipe = SmallCascade.recipe(coins: 1, venues: 1, accounts: 600)
    recipe.longShare = 1
    recipe.options = 0
    let population = try Population(recipe.accounts(in: market, seed: 3), market: market)
    func amplification(_ change: (inout CascadeMarket) -> Void) throws -> Double {
      var changed = market
      change(&changed)
      return try SmallCascade.run(population, changed, try SmallCascade.fall(0.05))
        .meanAmplification
    }
    let calm = try amplification { _ in }
    #expect(try amplification { $0.depth.thinning = 0.5 } > calm)
    #expect(
      try amplification {
        $0.depth.withdrawal = 0.9
        $0.venues[0].makerCapital = 1e3
      } > calm)
    #expect(
      try amplification { $0.spiral = .init(exponent: 0.5, riseMax: 0.5, multipleMax: 3) } > calm)
    #expect(try amplification { $0.oracle.delayRounds = 2 } <= calm + 1e-12)
  }

  @Test("impossible numbers are refused with the field", arguments: 0..<14)
  func refused(place: Int) throws {
    var market = SmallCascade.market([.linear(slope: 1)])
    let field: String
    switch place {
    case 0: (market.coins[0].price, field) = (0, "coins[0].price")
    case 1: (market.coins[0].impact, field) = (.pool(reserve: 0), "coins[0].impact")
    case 2: (market.coins[0].maintenance, field) = ([], "coins[0].maintenance")
    case 3: (market.coins[0].haircut, field) = (1.5, "coins[0].haircut")
    case 4: (market.venues[0].depthShare, field) = (0.5, "venues")
    case 5: (market.venues[0].fund, field) = (-1, "venues[0].fund")
    case 6: (market.depth.minimum, field) = (0, "depth.minimum")
    case 7: (market.memory.decay, field) = (.nan, "memory.decay")
    case 8: (market.crossImpact, field) = ([], "cross_impact")
    case 9: (market.oracle.averageRounds, field) = (0, "oracle.average_rounds")
    case 10: (market.spiral.multipleMax, field) = (0.5, "spiral.multiple_max")
    case 11: (market.options.strikes, field) = ([], "options")
    case 12: (market.roundSeconds, field) = (0, "round_seconds")
    default: (market.coins[0].impliedVolatility, field) = (.infinity, "coins[0].implied_volatility")
    }
    let error = #expect(throws: SteelyardError.self) { try market.check() }
    #expect(error?.code == .invalidInput)
    #expect(error?.subject == .place(file: "", row: nil, field: field))
  }
}

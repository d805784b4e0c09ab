import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Cascades in rounds")
struct CascadeRunTests {
  @Test("two longs fall over each other, by hand")
  func byHand() throws {
    // 100 falls to 90: the first (92) sells 10, the price is 85; the second (85) sells 10, it is 80; the third (70) stays.
    let market = SmallCascade.market([.linear(slope: 0.5)])
    let population = try SmallCascade.longs(
      sizes: [10, 10, 10], prices: [92, 85, 70], market: market)
    let run = try SmallCascade.run(population, market, try SmallCascade.fall(0.1), rounds: 5)
    #expect(run.rounds.map { $0.prices[0] } == [85, 80, 80, 80, 80])
    #expect(run.accountsHit == 2 && run.activeRounds == 2)
    #expect(run.amplification[0] == 2)
    // The first is sold at 87.5, its money ends at 92: 45 are missing; the second at 82.5: 25.
    #expect(run.badDebt == 70 && run.fundDraw == 70 && run.socialised == 0)
    #expect(run.liquidated == [10 * 90 + 10 * 85])
  }

  @Test(
    "the plainest cascade, to the digit",
    arguments: [
      CascadeMarket.Impact.linear(slope: 0.0625), .pool(reserve: 512),
      .squareRoot(coefficient: 0.25, dailyVolume: 4096),
    ])
  func plainest(impact: CascadeMarket.Impact) throws {
    let sale: SaleImpact =
      switch impact {
      case .linear(let slope): .linear(slope: slope)
      case .pool(let reserve): .pool(reserve: reserve)
      case .squareRoot(let coefficient, let volume):
        .squareRoot(coefficient: coefficient, dailyVolume: volume)
      }
    let market = SmallCascade.market([impact])
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<50 {
      // Eighths, so that sums are exact in any order.
      let sizes = (0..<40).map { _ in Double(Int.random(in: 1...80, using: &generator)) / 8 }
      let prices = (0..<40).map { _ in
        Double(Int.random(in: 480...799, using: &generator)) / 8
      }
      let shock = Double(Int.random(in: 1...12, using: &generator)) / 64
      let plain = try ThresholdCascade(
        price: 100, shock: shock, impact: sale, sizes: sizes, liquidationPrices: prices)
      let run = try SmallCascade.run(
        try SmallCascade.longs(sizes: sizes, prices: prices, market: market), market,
        try SmallCascade.fall(shock), rounds: 60)
      #expect(run.rounds.last?.prices == [plain.finalPrice])
      #expect(run.amplification[0] == plain.amplification)
      #expect(run.accountsHit == plain.liquidated.count)
      #expect(
        run.rounds.prefix { $0.liquidations > 0 }.map(\.liquidations)
          == plain.rounds.map(\.liquidated.count))
    }
  }

  @Test("trades that move nothing amplify nothing", arguments: CascadePolicy.Closing.allCases)
  func noImpact(closing: CascadePolicy.Closing) throws {
    var market = SmallCascade.market(
      [.linear(slope: 0), .linear(slope: 0)], fund: 1e4, rate: 0.02, venues: [0.5, 0.5])
    market.crossImpact = [[1, 0.5], [0.5, 1]]
    let accounts = try SmallCascade.recipe(coins: 2, venues: 2, accounts: 300).accounts(
      in: market, seed: 4)
    let run = try SmallCascade.run(
      try Population(accounts, market: market), market,
      try SmallCascade.fall(0.15, coins: 2, noise: 3, rounds: 4), CascadePolicy(closing))
    #expect(run.accountsHit > 30)
    #expect(run.meanAmplification == 1 && run.amplification == [1, 1])
  }

  @Test("larger shocks, more leverage and thinner depth never amplify less nor liquidate fewer")
  func monotone() throws {
    let market = SmallCascade.market([.linear(slope: 0.002)], rate: 0.02)
    var recipe = SmallCascade.recipe(coins: 1, venues: 1, accounts: 400)
    recipe.longShare = 1
    recipe.options = 0
    recipe.coinCollateral = 0
    for seed in 1...4 as ClosedRange<UInt64> {
      let population = try Population(
        recipe.accounts(in: market, seed: seed), market: market)
      func low(
        _ shock: Double, leverage: Double = 1, depth: Double = 1
      ) throws -> (price: Double, hit: Int) {
        let run = try SmallCascade.run(
          population.leveraged(by: leverage, in: market), market.deepened(by: depth),
          try SmallCascade.fall(shock))
        return (run.rounds.map { $0.prices[0] }.min() ?? 0, run.accountsHit)
      }
      for (less, more) in [
        (try low(0.05), try low(0.06)), (try low(0.06), try low(0.1)),
        (try low(0.06, leverage: 1), try low(0.06, leverage: 1.5)),
        (try low(0.06, leverage: 1.5), try low(0.06, leverage: 2.5)),
        (try low(0.06, depth: 2), try low(0.06, depth: 1)),
        (try low(0.06, depth: 1), try low(0.06, depth: 0.5)),
      ] {
        #expect(more.price <= less.price && more.hit >= less.hit)
      }
      #expect(try low(0.1, leverage: 2, depth: 0.5).hit > low(0.05, depth: 2).hit)
    }
  }

  @Test("hedgers of a stated gamma end where the closed form says, or nowhere at all")
  func gamma() throws {
    // Price 100, impact 0.01 USD a coin, G coins of delta a USD: dS = shock / (1 + lambda G).
    for (gamma, isStable) in [(-50.0, true), (-90, true), (40, true), (80, true), (-110, false)] {
      var market = SmallCascade.market([.linear(slope: 0.01)])
      market.coins[0].hedgerGamma = gamma  // coins for 1 % = 1 USD
      let population = try SmallCascade.longs(sizes: [1], prices: [1], market: market)
      let run = try SmallCascade.run(population, market, try SmallCascade.fall(0.01), rounds: 400)
      let moves = run.rounds.map { $0.prices[0] - 100 }
      if isStable {
        expectClose(
          expected: -1 / (1 + 0.01 * gamma), got: moves.last ?? .nan, .relative(1e-9))
      } else {
        // At lambda |G| of 1 and above each round's trade is larger than the one before, down to the floor.
        #expect((moves.last ?? 0) < -99)
      }
    }
  }

  @Test("hedgers of options follow the gamma that Black-76 has at the money, for a small shock")
  func optionGamma() throws {
    var market = SmallCascade.market([.linear(slope: 0.01)])
    market.coins[0].volatilityBeta = 0
    // The account is long 1000 straddles of 30 days, its other side short them: gamma of both, twice phi(d1) / (F sigma sqrt T).
    let population = try Population(
      [
        .init(
          name: "buyer", owner: "buyer", venue: 0, mode: .scenarios, equity: 1e7,
          holdings: [
            .init(.option(coin: 0, strike: 1, days: 1, right: .call), quantity: 1000, entry: 100),
            .init(.option(coin: 0, strike: 1, days: 1, right: .put), quantity: 1000, entry: 100),
          ])
      ], market: market)
    let run = try SmallCascade.run(population, market, try SmallCascade.fall(0.0001), rounds: 40)
    // Two minutes, in which time alone moves their delta by a thousandth of that.
    let root = (30.0 / 365).squareRoot()
    // phi(0.0717) for d1 = sigma sqrt T / 2.
    let gamma = -2 * 1000 * 0.397918 / (100 * 0.5 * root)
    expectClose(
      expected: -0.01 / (1 + 0.01 * gamma), got: (run.rounds.last?.prices[0] ?? 0) - 100,
      .relative(2e-3))
  }
}

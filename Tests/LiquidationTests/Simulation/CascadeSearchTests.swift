import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Theory and searches of cascades")
struct CascadeSearchTests {
  /// Ten coins for each USD between 80 and 95, and an impact of 0.05 USD a coin.
  private func even() throws -> (Population, CascadeMarket) {
    let market = SmallCascade.market([.linear(slope: 0.05)])
    let prices = stride(from: 80.05, to: 95, by: 0.1).map { $0 }
    return (
      try SmallCascade.longs(
        sizes: [Double](repeating: 1, count: prices.count), prices: prices, market: market), market
    )
  }

  @Test("an even density of sales: the ratio by theory, and the fixed point it makes")
  func branching() throws {
    let (population, market) = try even()
    let theory = BranchingTheory(population, market: market, moves: [-0.1])
    // A hundredth of 90 reaches 9 coins, which move it by 0.45 of 0.9.
    expectClose(expected: 0.5, got: theory.ratios[0], .absolute(1e-9))
    let run = try SmallCascade.run(population, market, try SmallCascade.fall(0.1), rounds: 200)
    // p = 90 - 0.05 x 10 x (95 - p): p = 85.
    expectClose(expected: 85, got: run.rounds.last?.prices[0] ?? 0, .absolute(0.1))
  }

  @Test("the leverage found explodes, a little less does not")
  func criticalLeverage() throws {
    let market = SmallCascade.market([.linear(slope: 0.004)], rate: 0.02)
    var recipe = SmallCascade.recipe(coins: 1, venues: 1, accounts: 400)
    recipe.longShare = 1
    recipe.options = 0
    recipe.loans = 0
    let settings = CascadeSettings(
      market: market, policies: SmallCascade.terms, population: recipe)
    let population = try Population(recipe.accounts(in: market, seed: 6), market: market)
    let shock = try SmallCascade.fall(0.04)
    let found = try CascadeSearch.criticalLeverage(
      population, settings: settings, shock: shock, policy: CascadePolicy(.full), rounds: 60)
    let critical = try #require(found.multiple)
    func amplification(_ leverage: Double) throws -> Double {
      try SmallCascade.run(
        population.leveraged(by: leverage, in: market), market, shock, rounds: 60
      ).meanAmplification
    }
    #expect(try amplification(critical) >= 2)
    #expect(try amplification(critical - 0.011) < 2)
    let none = try CascadeSearch.criticalLeverage(
      population,
      settings: .init(
        market: market.deepened(by: 1e9), policies: SmallCascade.terms, population: recipe),
      shock: shock, policy: CascadePolicy(.full), rounds: 20)
    #expect(none.multiple == nil && none.reached < 1.001)
    // Looked at further until everybody is at the bound, or at 64 times.
    #expect(none.boundShare == 1 || none.searched == 64)
    #expect(none.searched > 8)
  }

  @Test("a map has the amplification of each of its points")
  func map() throws {
    let (population, market) = try even()
    let settings = CascadeSettings(
      market: market, policies: SmallCascade.terms,
      population: SmallCascade.recipe(coins: 1, venues: 1, accounts: 1))
    let shock = try SmallCascade.fall(0.1)
    let map = try CascadeSearch.map(
      population, settings: settings, shock: shock, policy: CascadePolicy(.full), rounds: 40,
      shocks: [0.2, 1], axis: .depth, values: [0.5, 1, 2])
    #expect(map.count == 3 && map.allSatisfy { $0.count == 2 })
    // A fifth of the shock reaches nobody.
    #expect(map.map { $0[0] } == [1, 1, 1])
    for (row, depth) in [0.5, 1, 2].enumerated() {
      #expect(
        try SmallCascade.run(population, market.deepened(by: depth), shock).meanAmplification
          == map[row][1])
    }
  }

  @Test("funds cover what was seen: the largest owner, the two largest, everything")
  func funds() throws {
    // Two owners that lack 20 x (92 - 90) and 10 x (91 - 90) more than nothing where trades move nothing.
    let market = SmallCascade.market([.linear(slope: 0)])
    let population = try SmallCascade.longs(
      sizes: [20, 10, 10], prices: [92, 91, 80], market: market)
    let study = try CascadeStudy(
      .given(population),
      settings: .init(
        market: market, policies: SmallCascade.terms,
        population: SmallCascade.recipe(coins: 1, venues: 1, accounts: 1)),
      shock: try SmallCascade.fall(0.1), policies: [CascadePolicy(.full)], rounds: 5, seeds: [1, 2])
    let result = study.results[0]
    let shortfalls = result.shortfalls
    #expect(shortfalls.coverOne == 40 && shortfalls.coverTwo == 50)
    #expect(shortfalls.quantile(0.999) == 50)
    #expect(result.quantile(0.95) { $0.badDebt } == 50 && result.mean { $0.branching } == 0)
  }
}

import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Populations")
struct PopulationTests {
  private let market = SmallCascade.market(
    [.linear(slope: 0), .linear(slope: 0)], rate: 0.01, venues: [0.5, 0.5])

  @Test("accounts follow the stated distributions")
  func distributions() throws {
    var recipe = SmallCascade.recipe(coins: 2, venues: 2, accounts: 20_000)
    recipe.nextCoin = 0
    recipe.options = 0
    recipe.loans = 0
    recipe.coinCollateral = 0
    recipe.sizeMax = 1e9
    recipe.coinWeights = [3, 1]
    recipe.leverageMedian = 5
    let accounts = try recipe.accounts(in: market, seed: 1)
    func share(_ isIn: (Population.Account) -> Bool) -> Double {
      Double(accounts.count(where: isIn)) / Double(accounts.count)
    }
    func size(_ account: Population.Account) -> Double {
      100 * account.holdings[0].quantity.magnitude
    }
    // Four standard errors of a share of 20,000 are at most 0.0142.
    expectClose(
      expected: 0.6, got: share { $0.holdings[0].quantity > 0 }, .absolute(0.0142))
    expectClose(
      expected: 0.75, got: share { $0.holdings[0].instrument == .perpetual(0) }, .absolute(0.0142))
    expectClose(expected: 0.5, got: share { size($0) / $0.equity > 5 }, .absolute(0.0142))
    // P(size > 10 x least) = 10^-1.2.
    expectClose(expected: 0.0631, got: share { size($0) > 1000 }, .absolute(0.007))
    let owners = Dictionary(grouping: accounts, by: \.owner)
    #expect(owners.values.allSatisfy { $0.count == 1 || Set($0.map(\.venue)).count == 2 })
    expectClose(
      expected: 0.2, got: share { owners[$0.owner]?.count == 2 }, .absolute(0.02))
  }

  @Test("leverage follows what the venue lets: a quarter of the rate is twice the median")
  func leverageByCoin() throws {
    var market = SmallCascade.market([.linear(slope: 0), .linear(slope: 0)], rate: 0.01)
    market.coins[1].maintenance = [.init(upTo: nil, rate: 0.04)]
    var recipe = SmallCascade.recipe(coins: 2, venues: 1, accounts: 20_000)
    recipe.nextCoin = 0
    recipe.options = 0
    recipe.loans = 0
    recipe.coinCollateral = 0
    recipe.leverageMedian = 4
    recipe.leverageExponent = 0.5
    let accounts = try recipe.accounts(in: market, seed: 3)
    for (coin, median) in [(0, 4.0), (1, 2)] {
      let leverage = accounts.filter { $0.holdings[0].instrument == .perpetual(coin) }
        .map { 100 * $0.holdings[0].quantity.magnitude / $0.equity }
      // Four standard errors of a share of 10,000 are 0.02.
      let above = Double(leverage.count { $0 > median }) / Double(leverage.count)
      expectClose(expected: 0.5, got: above, .absolute(0.02))
    }
  }

  @Test("an account depends on its number and the seed alone")
  func places() throws {
    let few = try SmallCascade.recipe(coins: 2, venues: 2, accounts: 100).accounts(
      in: market, seed: 7)
    let many = try SmallCascade.recipe(coins: 2, venues: 2, accounts: 300).accounts(
      in: market, seed: 7)
    #expect(Array(many.prefix(100)) == few)
    #expect(
      try SmallCascade.recipe(coins: 2, venues: 2, accounts: 100).accounts(in: market, seed: 8)
        != few)
  }

  @Test("sizes are scaled to the open interest, leverage stays")
  func openInterest() throws {
    var recipe = SmallCascade.recipe(coins: 2, venues: 2, accounts: 500)
    recipe.openInterest = [1e6, 3e5]
    let accounts = try recipe.accounts(in: market, seed: 7)
    for (coin, wanted) in [(0, 1e6), (1, 3e5)] {
      for side in [1.0, -1] {
        let sum = accounts.flatMap(\.holdings)
          .filter { $0.instrument == .perpetual(coin) && $0.quantity * side > 0 }
          .reduce(0) { $0 + $1.quantity.magnitude * 100 }
        expectClose(expected: wanted, got: sum, .relative(1e-9))
      }
    }
  }

  @Test("nobody is below maintenance before the shock", arguments: [1.0, 4])
  func healthy(leverage: Double) throws {
    let accounts = try SmallCascade.recipe(coins: 2, venues: 2, accounts: 3000).accounts(
      in: market, seed: 2)
    let population = try Population(accounts, market: market).leveraged(by: leverage, in: market)
    let run = try SmallCascade.run(
      population, market, try SmallCascade.fall(0, coins: 2), rounds: 3)
    #expect(run.accountsHit == 0)
  }

  @Test("what can't be is refused, with the account or the field")
  func refused() throws {
    let good = Population.Account(
      name: "a", owner: "a", venue: 0, mode: .rates, equity: 1,
      holdings: [.init(.perpetual(0), quantity: 1, entry: 100)])
    func holding(_ instrument: Population.Instrument, _ quantity: Double) -> Population.Account {
      .init(
        name: "b", owner: "b", venue: 0, mode: .rates, equity: 1,
        holdings: [.init(instrument, quantity: quantity, entry: 100)])
    }
    let wrong: [[Population.Account]] = [
      [good, good], [holding(.perpetual(2), 1)], [holding(.perpetual(0), .nan)],
      [holding(.spot(0), -1)], [holding(.option(coin: 0, strike: 9, days: 0, right: .put), 1)],
      [.init(name: "c", owner: "c", venue: 5, mode: .rates, equity: 1, holdings: [])],
      [.init(name: "c", owner: "c", venue: 0, mode: .rates, equity: .infinity, holdings: [])],
    ]
    for accounts in wrong {
      let error = #expect(throws: SteelyardError.self) {
        try Population(accounts, market: market)
      }
      #expect(error?.code == .invalidInput && error?.subject != .call)
    }
    #expect(throws: SteelyardError.self) { try Population([], market: market) }
    for (field, change) in [
      ("long_share", { $0.longShare = 1.1 }), ("coin_weights", { $0.coinWeights = [1] }),
      ("venue_weights", { $0.venueWeights = [0, 0] }), ("size_max", { $0.sizeMax = 1 }),
      ("accounts", { $0.accounts = 0 }),
      ("leverage_exponent", { $0.leverageExponent = -1 }),
      ("open_interest", { $0.openInterest = [1] }),
    ] as [(String, (inout PopulationRecipe) -> Void)] {
      var recipe = SmallCascade.recipe(coins: 2, venues: 2, accounts: 10)
      change(&recipe)
      let error = #expect(throws: SteelyardError.self) {
        try recipe.accounts(in: market, seed: 1)
      }
      #expect(error?.subject == .place(file: "", row: nil, field: field))
    }
  }
}

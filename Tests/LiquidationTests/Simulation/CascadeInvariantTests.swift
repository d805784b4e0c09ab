import SteelyardContracts
import SteelyardFormats
import SteelyardLiquidation
import SteelyardScenarios
import TestSupport
import Testing

@Suite("What holds in every cascade")
struct CascadeInvariantTests {
  /// The market that comes along, with everything in it.
  private func settings(accounts: Int) throws -> CascadeSettings {
    let name = "simulation/market-2026-11.json"
    var settings = try StrictJSON(
      input: InputFile(name: name, bytes: try EmbeddedParameters.file(named: name)),
      examples: "Parameters/simulation"
    ).strictly(CascadeSettings.self)
    settings.population.accounts = accounts
    return settings
  }

  private static let policies: [CascadePolicy] =
    CascadePolicy.Closing.allCases.map { CascadePolicy($0) }
    + [
      CascadePolicy(.full, breaks: true), CascadePolicy(.shares, addsOn: true),
      CascadePolicy(.auction, breaks: true, addsOn: true),
    ]

  @Test(
    "money, coins, perpetuals and options are conserved in every round, whatever the policy",
    arguments: policies, [1e-3, 1])
  func conserved(policy: CascadePolicy, fund: Double) throws {
    var settings = try settings(accounts: 1500)
    // With next to no fund everything goes down to the last step of the waterfall.
    for place in settings.market.venues.indices { settings.market.venues[place].fund *= fund }
    for seed in 1...2 as ClosedRange<UInt64> {
      let population = try Population(
        settings.population.accounts(in: settings.market, seed: seed), market: settings.market)
      let shock = try CascadeShock(
        moves: [-0.15, -0.2, -0.25], rounds: 3, noise: 2, correlation: 0.6, seed: seed)
      let run = try CascadeRun(
        population, market: settings.market, shock: shock, policy: policy,
        terms: settings.policies, rounds: 60)
      #expect(run.accountsHit > 100)
      #expect(run.conservationError < 1e-12)
      #expect(run.badDebt >= run.fundDraw && run.fundDraw >= 0)
      // What the fund has not paid, winners or everybody with equity have.
      expectClose(
        expected: run.badDebt, got: run.fundDraw + run.winnersLoss + run.socialised,
        .absolute(1e-3 + 1e-9 * run.badDebt))
      if fund < 1, policy.closing != .auction, !policy.breaks { #expect(run.deleveragings > 0) }
    }
  }

  @Test("the order in which accounts come, and what they are called, change nothing")
  func permutation() throws {
    let settings = try settings(accounts: 800)
    var settingsAlone = settings
    settingsAlone.market.owners.topUpShare = 0
    let accounts = try settings.population.accounts(in: settings.market, seed: 9)
    let shock = try CascadeShock(
      moves: [-0.12, -0.15, -0.2], rounds: 1, noise: 1, correlation: 0.6, seed: 9)
    func run(_ accounts: [Population.Account], _ settings: CascadeSettings) throws -> CascadeRun {
      try CascadeRun(
        try Population(accounts, market: settings.market), market: settings.market, shock: shock,
        policy: CascadePolicy(.partial), terms: settings.policies, rounds: 60)
    }
    let first = try run(accounts, settings)
    var generator = SeededGenerator(seed: 1)
    #expect(try run(accounts.shuffled(using: &generator), settings) == first)
    // Under other names they are summed and served in another order: only rounding may show.
    let names = accounts.map(\.name).shuffled(using: &generator)
    let owners = Dictionary(uniqueKeysWithValues: zip(accounts.map(\.name), names))
    let renamed = accounts.map { account in
      Population.Account(
        name: owners[account.name] ?? "", owner: owners[account.owner] ?? "",
        venue: account.venue, mode: account.mode, equity: account.equity,
        holdings: account.holdings)
    }
    let plain = try run(accounts, settingsAlone)
    let other = try run(renamed, settingsAlone)
    #expect(other.accountsHit == plain.accountsHit && other.liquidations == plain.liquidations)
    for (expected, got) in zip(plain.rounds, other.rounds) {
      for coin in 0..<3 {
        expectClose(expected: expected.prices[coin], got: got.prices[coin], .relative(1e-9))
      }
    }
    expectClose(
      expected: plain.badDebt, got: other.badDebt, .absolute(1e-3 + 1e-7 * plain.badDebt))
  }

  @Test("policies see the same shocks, and threads change no byte")
  func commonNumbers() throws {
    let settings = try settings(accounts: 400)
    let shock = try CascadeShock(
      moves: [-0.1, -0.12, -0.15], rounds: 2, noise: 2, correlation: 0.6, seed: 3)
    func study(
      _ policies: [CascadePolicy], _ sharing: WorkSharing
    ) throws -> CascadeStudy {
      try CascadeStudy(
        .drawn(settings.population), settings: settings, shock: shock, policies: policies,
        rounds: 30, seeds: [3, 4, 5, 6, 7], sharing: sharing)
    }
    let both = try study([CascadePolicy(.full), CascadePolicy(.shares)], .callerAlone)
    let alone = try study([CascadePolicy(.shares)], .callerAlone)
    #expect(both.results[0].first.fundamental == both.results[1].first.fundamental)
    #expect(both.results[1].paths == alone.results[0].paths)
    #expect(both.results[1].first == alone.results[0].first)
    #expect(both.results[0].paths != both.results[1].paths)
    // Backwards, as threads might come to it.
    let backwards = WorkSharing(workerCount: 2) { count, body in
      for piece in (0..<count).reversed() { body(piece) }
    }
    let shared = try study([CascadePolicy(.full), CascadePolicy(.shares)], backwards)
    #expect(shared.results.map(\.paths) == both.results.map(\.paths))
    #expect(shared.results.map(\.first) == both.results.map(\.first))
    #expect(both.theory == shared.theory)
    // A single seed shares out its accounts and its runs.
    func single(_ sharing: WorkSharing) throws -> CascadeStudy {
      var large = settings
      large.population.accounts = 9000
      return try CascadeStudy(
        .drawn(large.population), settings: large, shock: shock, policies: [CascadePolicy(.full)],
        rounds: 10, seeds: [3], sharing: sharing)
    }
    #expect(
      try single(backwards).results[0].first == single(.callerAlone).results[0].first)
  }

  @Test("who is passed over as healthy for sure is healthy: the same as looking at everybody")
  func bound() throws {
    // Pools and square roots move prices in proportion, so each round's oracle can be told from the round before.
    let market = SmallCascade.market(
      [.squareRoot(coefficient: 0.2, dailyVolume: 1e5), .pool(reserve: 1e5)], rate: 0.03)
    var recipe = SmallCascade.recipe(coins: 2, venues: 1, accounts: 500)
    recipe.options = 0
    let accounts = try recipe.accounts(in: market, seed: 2)
    let shock = try SmallCascade.fall(0.1, coins: 2, noise: 20, rounds: 10, seed: 8)
    let skipped = try SmallCascade.run(try Population(accounts, market: market), market, shock)
    // Accounts are judged one by one at the oracle's prices of each round by a plain sum.
    var seen: Set<String> = []
    for round in 0..<skipped.rounds.count {
      let now = zip(skipped.fundamental[round], skipped.fundamental[max(round - 1, 0)])
        .map { $0 / $1 }
      let oracle =
        round == 0
        ? skipped.fundamental[0] : zip(skipped.rounds[round - 1].prices, now).map { $0 * $1 }
      for account in accounts where !seen.contains(account.name) {
        var equity = account.equity
        var requirement = 0.0
        var isOpen = account.mode == .rates
        for holding in account.holdings {
          switch holding.instrument {
          case .perpetual(let coin):
            equity += holding.quantity * (oracle[coin] - 100)
            requirement += 0.03 * (holding.quantity * oracle[coin]).magnitude
            isOpen = true
          case .spot(let coin):
            equity += holding.quantity * (oracle[coin] - 100)
            requirement += 0.2 * holding.quantity * oracle[coin]
          case .option: break
          }
        }
        if account.mode == .loan { isOpen = true }
        if isOpen, equity <= requirement { seen.insert(account.name) }
      }
    }
    #expect(skipped.accountsHit == seen.count)
    #expect(skipped.accountsHit > 50)
  }
}

import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("What policies close, by hand")
struct CascadePolicyTests {
  /// One coin at 100 that trades don't move, 10 % maintenance, no stress.
  private func market(fund: Double = 1e6, bidders: Double = 0, venues: Int = 1) -> CascadeMarket {
    var market = SmallCascade.market(
      [.linear(slope: 0)], fund: fund, rate: 0.1,
      venues: [Double](repeating: 1 / Double(venues), count: venues))
    // So calm a name for such falls that nothing counts as stress.
    market.coins[0].volatility = 20
    for place in market.venues.indices { market.venues[place].bidderCapital = bidders }
    return market
  }

  private func account(
    _ name: String, coins: Double, equity: Double, owner: String? = nil, venue: Int = 0
  ) -> Population.Account {
    .init(
      name: name, owner: owner ?? name, venue: venue, mode: .rates, equity: equity,
      holdings: [.init(.perpetual(0), quantity: coins, entry: 100)])
  }

  private func run(
    _ accounts: [Population.Account], _ market: CascadeMarket, fall: Double,
    _ policy: CascadePolicy, terms: CascadePolicyTerms = SmallCascade.terms, over rounds: Int = 1
  ) throws -> CascadeRun {
    try CascadeRun(
      try Population(accounts, market: market), market: market,
      shock: try SmallCascade.fall(fall, rounds: rounds), policy: policy, terms: terms, rounds: 20)
  }

  @Test("a fifth of a large position, a pause of three rounds, then the rest")
  func partial() throws {
    // 20 coins at 90: equity 300 - 200 = 100, needed 180. A fifth: 16 coins need 144, still too much.
    let found = try run(
      [account("a", coins: 20, equity: 300)], market(), fall: 0.1, CascadePolicy(.partial))
    #expect(found.rounds.prefix(5).map { $0.liquidated[0] } == [360, 0, 0, 1440, 0])
    // 10 coins are below the size: everything at once.
    let small = try run(
      [account("a", coins: 10, equity: 150)], market(), fall: 0.1, CascadePolicy(.partial))
    #expect(small.rounds.prefix(2).map { $0.liquidated[0] } == [900, 0])
  }

  @Test("a pause ends where nothing is left")
  func pauseEnds() throws {
    // At 90 a fifth of 20 is closed; at 80 the other 16 leave 100 - 160, and go in the next round.
    let found = try run(
      [account("a", coins: 20, equity: 300)], market(), fall: 0.2, CascadePolicy(.partial), over: 2)
    #expect(found.rounds.prefix(3).map { $0.liquidated[0] } == [360, 1280, 0])
    #expect(found.badDebt == 60)
  }

  @Test("a seller of options is hedged by its perpetual first, then closed share by share")
  func neutral() throws {
    // 100 calls short at the money, 30 days: their delta goes into the perpetual in the first round.
    let seller = Population.Account(
      name: "s", owner: "s", venue: 0, mode: .scenarios, equity: 200,
      holdings: [
        .init(.option(coin: 0, strike: 1, days: 1, right: .call), quantity: -100, entry: 100),
        .init(.perpetual(0), quantity: 1, entry: 100),
      ])
    let found = try run([seller], market(), fall: 0, CascadePolicy(.neutral))
    // Black-76 with a deviation of 0.5 sqrt(30 / 365) = 0.143346: N(0.071673) = 0.528569, so 51.8569 coins are bought.
    expectClose(expected: 51.8569 * 100, got: found.rounds[0].liquidated[0], .relative(1e-5))
    // A fifth of 100 options and of 52.8569 coins.
    expectClose(
      expected: 20 * 100 + 0.2 * 5285.69, got: found.rounds[1].liquidated[0], .relative(1e-5))
  }

  @Test("a seller without a perpetual is hedged by one all the same")
  func neutralWithout() throws {
    let seller = Population.Account(
      name: "s", owner: "s", venue: 0, mode: .scenarios, equity: 200,
      holdings: [
        .init(.option(coin: 0, strike: 1, days: 1, right: .call), quantity: -100, entry: 100)
      ])
    let found = try run([seller], market(), fall: 0, CascadePolicy(.neutral))
    expectClose(expected: 52.8569 * 100, got: found.rounds[0].liquidated[0], .relative(1e-5))
    expectClose(
      expected: 20 * 100 + 0.2 * 5285.69, got: found.rounds[1].liquidated[0], .relative(1e-5))
    #expect(found.conservationError < 1e-12)
  }

  @Test(
    "shares of a fifth until it is healthy", arguments: [CascadePolicy.Closing.shares, .neutral])
  func shares(closing: CascadePolicy.Closing) throws {
    // 20, 16 and 12 coins need 180, 144 and 108 of 100; 8 need 72.
    let found = try run(
      [account("a", coins: 20, equity: 300)], market(), fall: 0.1, CascadePolicy(closing))
    #expect(found.rounds.prefix(4).map { $0.liquidated[0] } == [360, 360, 360, 0])
    #expect(found.accountsHit == 1 && found.liquidations == 3 && found.badDebt == 0)
  }

  @Test("bidders wait for their discount, pay it, and are limited by capital")
  func auction() throws {
    // 10 coins at 90: equity 50, needed 90. They ask a fifth: 18 less than equity.
    let accounts = [account("a", coins: 10, equity: 150), account("b", coins: 10, equity: 150)]
    // (0.15 at calm; the fall itself is a little stress.)
    var terms = SmallCascade.terms
    terms.bidderDiscount = 0.15
    let found = try run(
      accounts, market(bidders: 100), fall: 0.1, CascadePolicy(.auction), terms: terms)
    #expect(found.auctioned == 1 && found.accountsHit == 2)
    // The second finds no capital and is sold when its five rounds are over.
    #expect(found.rounds.prefix(6).map(\.liquidations) == [1, 0, 0, 0, 1, 0])
    // Only from four fifths on: equity 50 less 72 is 22 below nothing, which the fund pays.
    terms.bidderDiscount = 0.75
    let late = try run(
      [accounts[0]], market(bidders: 100), fall: 0.1, CascadePolicy(.auction), terms: terms)
    #expect(late.rounds.firstIndex { $0.liquidations > 0 } == 3)
    expectClose(expected: 22, got: late.fundDraw, .relative(1e-12))
    expectClose(expected: 22, got: late.largestShortfalls[0], .relative(1e-12))
  }

  @Test("a breaker stops closing for its rounds, once for a move")
  func breaker() throws {
    let found = try run(
      [account("a", coins: 10, equity: 150)], market(), fall: 0.1,
      CascadePolicy(.full, breaks: true))
    #expect(found.halts == 1 && found.rounds.map(\.isHalted).firstIndex(of: false) == 8)
    #expect(found.rounds.firstIndex { $0.liquidations > 0 } == 8)
  }

  @Test("add-ons make large positions smaller from the start")
  func addOns() throws {
    // 20 coins need 200 + 10 % of what is above 1000, so 300; a tenth is taken off twice until 1.1 times it is 246.4 of 250.
    let found = try run(
      [account("a", coins: 20, equity: 250)], market(), fall: 0.1,
      CascadePolicy(.full, addsOn: true))
    expectClose(expected: 16.2 * 90, got: found.liquidated[0], .relative(1e-12))
  }

  @Test("without a fund a winner is closed at the price at which the loser's deficit is nothing")
  func deleveraging() throws {
    // 10 long with 50: at 90 it lacks 50. The short of 10 gets 95 in place of 90; a second one with less profit is left alone.
    let accounts = [
      account("long", coins: 10, equity: 50), account("short", coins: -10, equity: 1000),
      Population.Account(
        name: "late", owner: "late", venue: 0, mode: .rates, equity: 1000,
        holdings: [.init(.perpetual(0), quantity: -10, entry: 91)]),
    ]
    let found = try run(accounts, market(fund: 0), fall: 0.1, CascadePolicy(.full))
    #expect(found.deleveragings == 1 && found.deleveraged == [950])
    #expect(found.liquidated == [900] && found.accountsHit == 1)
    expectClose(expected: 50, got: found.winnersLoss, .relative(1e-12))
    #expect(found.badDebt == found.winnersLoss && found.fundDraw == 0 && found.socialised == 0)
  }

  @Test("fund first; without winners the rest is everybody's")
  func socialised() throws {
    let accounts = [
      account("long", coins: 10, equity: 50), account("rich", coins: 1, equity: 1000),
    ]
    let found = try run(accounts, market(fund: 20), fall: 0.1, CascadePolicy(.full))
    #expect(found.badDebt == 50 && found.fundDraw == 20 && found.socialised == 30)
    #expect(found.deleveragings == 0 && found.conservationError < 1e-14)
  }

  @Test(
    "below the backstop an account leaves the market: to bidders while they can, then against winners"
  )
  func backstop() throws {
    var terms = SmallCascade.terms
    terms.backstopBelow = 0.6667
    // At 90 equity 50 of 90 needed: 56 %. Its 50 go to whoever takes it.
    let accounts = [
      account("long", coins: 10, equity: 150), account("short", coins: -10, equity: 1000),
    ]
    let taken = try run(
      accounts, market(fund: 5, bidders: 100), fall: 0.1, CascadePolicy(.full), terms: terms)
    #expect(taken.deleveragings == 0 && taken.accountsHit == 1)
    #expect(taken.rounds.last?.fund == 5)
    let against = try run(
      accounts, market(fund: 5), fall: 0.1, CascadePolicy(.full), terms: terms)
    #expect(against.deleveragings == 1 && against.deleveraged == [900])
    #expect(against.rounds.last?.fund == 55 && against.winnersLoss == 0)
  }

  @Test("an owner's help for one account takes the other with it")
  func contagion() throws {
    var market = market(venues: 2)
    let accounts = [
      account("a", coins: 100, equity: 1000, owner: "x", venue: 0),
      account("b", coins: 100, equity: 2700, owner: "x", venue: 1),
    ]
    // Alone: at 91 the first has 100 of 910 and goes; at 82 the second has 900 of 820 and stays.
    let alone = try run(accounts, market, fall: 0.18, CascadePolicy(.full), over: 2)
    #expect(alone.accountsHit == 1 && alone.toppedUp == 0)
    // Half of what it has above its own 910 is 445: too little for the one. At 82 the other has 455 of 820, and half of the 545
    // that the first was left with do not help it either.
    market.owners = .init(topUpShare: 0.5, keepMultiple: 1)
    let together = try run(accounts, market, fall: 0.18, CascadePolicy(.full), over: 2)
    #expect(together.accountsHit == 2)
    expectClose(expected: 445 + 272.5, got: together.toppedUp, .relative(1e-9))
  }

  @Test("names are read, and others refused with those there are")
  func names() throws {
    #expect(try CascadePolicy(named: "auction+breaker+addons").name == "auction+breaker+addons")
    for wrong in ["", "half", "full+", "full+breaker+breaker", "full+halt"] {
      let error = #expect(throws: SteelyardError.self) { try CascadePolicy(named: wrong) }
      #expect(error?.remedy.contains("neutral") == true)
    }
  }
}

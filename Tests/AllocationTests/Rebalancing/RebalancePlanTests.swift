import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

@Suite("Rebalancing")
struct RebalancePlanTests {
  private let world: RebalanceWorld

  init() throws { world = try RebalanceWorld() }

  private func weight(_ plan: RebalancePlan, _ code: String, after: Bool) throws -> Double {
    let coin = try Currency(code)
    let group = plan.groups[0]
    let place = try #require(group.drift.coins.firstIndex(of: coin))
    return after ? group.after[place] : group.drift.held[place]
  }

  @Test("by hand: 50 % in bitcoin to 40 %, sold as perpetual in whole lots")
  func byHand() throws {
    // 1 BTC at 50,000 and 50,000 USDC: equity 100,000, half of it bitcoin.
    let account = try world.account("fund", usdc: 50_000, btc: 1)
    let plan = try RebalancePlan(
      world.book([account]), RebalanceWorld.request(["BTC": 0.4, "ETH": 0]))
    #expect(try weight(plan, "BTC", after: false) == 0.5)
    let trade = try #require(plan.trades.first)
    #expect(plan.trades.count == 1)
    // Ten points of 100,000 are 10,000 or 0.2 BTC: 200 lots of a thousandth.
    #expect(trade.parts.map(\.lots) == [-200])
    #expect(try trade.quantity(-200).description == "-0.2")
    // 5 basis points of fee and 2 of half spread of 10,000.
    expectClose(expected: 7, got: plan.cost.paid, .relative(1e-12))
    expectClose(
      expected: 100_000 - 7, got: plan.after[0].figures.equity, .relative(1e-12))
    expectClose(
      expected: 40_000 / 99_993, got: try weight(plan, "BTC", after: true), .relative(1e-12))
    #expect(plan.cuts.isEmpty && plan.left.isEmpty && plan.isWhole)
    // A short perpetual beside the coin opens something: it is no reduction.
    #expect(plan.steps.map(\.isReducing) == [false])
  }

  @Test("the cheapest way is taken, and every other costs at least as much")
  func cheapest() throws {
    let account = try world.account("fund", usdc: 50_000, btc: 1)
    func plan(_ rates: WayRates) throws -> RebalancePlan {
      try RebalancePlan(
        world.book([account]),
        RebalanceWorld.request(["BTC": 0.4], kinds: [.perpetual, .spot], rates: rates))
    }
    // Perpetual 7, spot 10 + 2 of costs; a funding of 10 % that a short receives over 73 days is 200 more.
    let cheap = try plan(RebalanceWorld.rates())
    #expect(cheap.trades[0].chosen?.way.code == "perpetual")
    expectClose(
      expected: 12, got: try #require(cheap.trades[0].quotes[1].cost).total, .relative(1e-9))
    // Shorts pay where funding is negative: 10,000 x 10 % x 0.2 years = 200, and spot is cheaper.
    let paying = try plan(RebalanceWorld.rates(funding: ["BTC": -0.1], horizonDays: 73))
    #expect(paying.trades[0].chosen?.way.code == "spot")
    expectClose(
      expected: 207, got: try #require(paying.trades[0].quotes[1].cost).total, .relative(1e-9))
    // Coins are sold and dollars come in at the index.
    expectClose(
      expected: 0.8, got: paying.after[0].exposure[try Currency("BTC")].delta / 50_000,
      .relative(1e-6))
    #expect(paying.steps.map(\.isReducing) == [true])
  }

  @Test("a pool by its formula: what is sold, what arrives, and the gas")
  func pool() throws {
    let account = try world.account("fund", usdc: 50_000, eth: 20)
    let pools = SwapPools(pools: [
      .init(
        name: "pool", coin: try Currency("ETH"), cash: .usdc, reserveCoin: 1_000,
        reserveCash: 2_500_000, fee: 0.003, gasUsd: 5)
    ])
    func plan(_ target: Double) throws -> RebalancePlan {
      var request = try RebalanceWorld.request(["ETH": target], kinds: [.pool])
      request.pools = pools
      return try RebalancePlan(world.book([account]), request)
    }
    // 4 ETH sold: 2,500,000 x 3.988 / 1,003.988 = 9,930.398...; worth 10,000 at the index.
    let sold = try #require(try plan(0.4).trades[0].quotes[0].cost)
    let received = 2_500_000 * (4 * 0.997) / (1_000 + 4 * 0.997)
    expectClose(expected: 10_000 - received + 5, got: sold.paid, .relative(1e-6))
    expectClose(expected: 30, got: sold.fee, .relative(1e-6))
    expectClose(expected: 5, got: sold.gas, .absolute(1e-12))
    // 4 ETH bought, gas of 5 dollars bought besides: x with 1000 g x / (2.5e6 + g x) = 4 + 5/2500.
    let bought = try #require(try plan(0.6).trades[0].quotes[0].cost)
    let wanted = 4 + 5.0 / 2_500
    let paid = wanted * 2_500_000 / (1_000 - wanted) / 0.997
    expectClose(expected: paid - 10_000, got: bought.paid, .relative(1e-6))
  }

  @Test("what one buys and another sells crosses, and the rest goes to the market")
  func netting() throws {
    // 100,000 each: the first holds 60 % and the second 30 %, the target is 40 %: -20,000 and +10,000.
    let accounts = [
      try world.account("first", usdc: 40_000, btc: 1.2),
      try world.account("second", usdc: 70_000, btc: 0.6),
    ]
    let plan = try RebalancePlan(world.book(accounts), RebalanceWorld.request(["BTC": 0.4]))
    let trade = plan.trades[0]
    #expect(trade.parts.map(\.lots) == [-400, 200])
    #expect(trade.parts.map(\.crossed) == [-200, 200])
    #expect(trade.parts.map(\.market) == [-200, 0])
    // 7 basis points of 10,000 are paid; alone they would have paid them of 30,000.
    expectClose(expected: 7, got: plan.cost.paid, .relative(1e-9))
    expectClose(expected: 14, got: plan.saving, .relative(1e-9))
    expectClose(expected: 10_000, got: plan.turnover.crossed, .relative(1e-12))
    expectClose(expected: 99_993, got: plan.after[0].figures.equity, .relative(1e-12))
    expectClose(expected: 100_000, got: plan.after[1].figures.equity, .relative(1e-12))
    // Together they hold 45 %: within a band of five points to the rounding.
    var request = try RebalanceWorld.request(["BTC": 0.4], rules: [.absolute(0.04)])
    request.sharing = .together
    let together = try RebalancePlan(world.book(accounts), request)
    #expect(together.groups.count == 1)
    #expect(together.trades[0].parts.map(\.lots) == [-100, -100])
    #expect(together.saving == 0)
  }

  @Test("a limit scales what opens, and is named")
  func limits() throws {
    let account = try world.account("fund", usdc: 100_000)
    func plan(_ limits: RiskLimits, peak: Double? = nil) throws -> RebalancePlan {
      var request = try RebalanceWorld.request(["BTC": 0.9, "ETH": 0.9], limits: limits)
      request.peakEquity = peak
      return try RebalancePlan(world.book([account]), request)
    }
    // 180 % of equity is wanted and 90 % may be: half of both.
    let leverage = try plan(RiskLimits(leverageMax: 0.9, deltaMax: 3))
    let cut = try #require(leverage.cuts.first)
    #expect(cut.level == .leverage && cut.coins.map(\.code) == ["BTC", "ETH"])
    #expect(leverage.after[0].exposure.gross <= 0.9 * leverage.after[0].figures.equity)
    expectClose(expected: 0.5, got: cut.share, .absolute(1.5 / 64))
    #expect(!leverage.isWhole)
    // Margin stands higher than leverage: 10 % of 180,000 of 100,000 that count.
    let margin = try plan(RiskLimits(marginUseMax: 0.1, leverageMax: 0.9, deltaMax: 3))
    #expect(margin.cuts.first?.level == .leverage)
    let strict = try plan(RiskLimits(marginUseMax: 0.05, leverageMax: 0.9, deltaMax: 3))
    #expect(strict.cuts.first?.level == .marginUse)
    // Half of the budget of losses is used: targets are half, and so is what may be held.
    let halved = try plan(RiskLimits(drawdownMax: 0.2, deltaMax: 3), peak: 100_000 / 0.9)
    expectClose(expected: 0.5, got: halved.riskShare, .relative(1e-9))
    expectClose(expected: 0.45, got: halved.groups[0].after[0], .absolute(0.001))
    // All of it is used: nothing is opened.
    let stopped = try plan(RiskLimits(drawdownMax: 0.1), peak: 200_000)
    #expect(stopped.riskShare == 0 && stopped.steps.isEmpty)
  }

  @Test("what only closes goes although limits are broken already")
  func reduces() throws {
    // Four times the equity in a perpetual, where three is the most.
    let account = try world.account("fund", usdc: 100_000, perpetualBTC: 8)
    let plan = try RebalancePlan(
      world.book([account]), RebalanceWorld.request(["BTC": 3.5]))
    #expect(plan.steps.map(\.isReducing) == [true] && plan.cuts.isEmpty)
    expectClose(expected: 3.5, got: plan.groups[0].after[0], .relative(0.001))
  }

  @Test("reductions go first, so that what they free carries what is opened")
  func sequence() throws {
    // A perpetual of 5 times the equity takes half of it as margin; ether of 5 times would take the other half.
    let account = try world.account("fund", usdc: 100_000, perpetualBTC: 10)
    let limits = try RiskLimits(
      marginUseMax: 0.55, leverageMax: 6, deltaMax: 6, concentrationMax: 6)
    let plan = try RebalancePlan(
      world.book([account]),
      RebalanceWorld.request(
        ["BTC": 0.5, "ETH": 4.5], rates: RebalanceWorld.rates(), limits: limits))
    #expect(plan.steps.map(\.isReducing) == [true, false])
    #expect(plan.cuts.isEmpty)
    expectClose(expected: 4.5, got: plan.groups[0].after[1], .relative(0.01))
    #expect(plan.steps.allSatisfy { $0.excess > 0 })
  }

  @Test("a reduction goes only as far as margin lets it, where what it brings counts for nothing")
  func collateralSale() throws {
    // A bitcoin counts 47,500, and 4 more as perpetual take 20,000 of it; the dollars of a sale count for nothing. A share
    // s may be sold while 47,500 (1 - s) stays above 20,000: 0.5789, 37 of 64 parts.
    let strict = try RebalanceWorld(cashCounts: false)
    let account = try strict.account("fund", usdc: 0, btc: 1, perpetualBTC: 4)
    let plan = try RebalancePlan(
      strict.book([account]),
      RebalanceWorld.request(
        ["BTC": 4], kinds: [.spot], rates: RebalanceWorld.rates(spotFee: 0),
        limits: RiskLimits(leverageMax: 10, deltaMax: 10, concentrationMax: 10)))
    let cut = try #require(plan.cuts.first)
    #expect(cut.level == .solvency && plan.steps.map(\.isReducing) == [true])
    expectClose(expected: 37.0 / 64, got: cut.share, .absolute(1e-12))
    #expect(plan.after[0].figures.initialExcess >= 0)
    expectClose(
      expected: 1 - 37.0 / 64, got: plan.after[0].figures.initialCountedEquity / 47_500,
      .relative(1e-3))
  }

  @Test("no way, no cash, no coins: told with what to do, and nothing is traded")
  func obstacles() throws {
    let account = try world.account("fund", usdc: 1_000, btc: 1)
    let plan = try RebalancePlan(
      world.book([account]), RebalanceWorld.request(["ETH": 0.5], kinds: [.spot]))
    #expect(plan.steps.isEmpty)
    let left = try #require(plan.left.first)
    #expect(left.reason.contains("lacks") && left.reason.contains("USDC"), "\(left.reason)")
    #expect(!plan.isWhole)
    // Against interest it may be borrowed: 24,500 for 73 days at 10 % is 490.
    let borrowed = try RebalancePlan(
      world.book([account]),
      RebalanceWorld.request(
        ["ETH": 0.5], kinds: [.spot],
        rates: RebalanceWorld.rates(horizonDays: 73, cashBorrowRate: 0.1),
        limits: RiskLimits(leverageMax: 5, deltaMax: 5)))
    let cost = try #require(borrowed.trades[0].quotes[0].cost)
    expectClose(expected: 490, got: cost.borrow, .relative(1e-6))
    // Bitcoin has no target and is told.
    #expect(plan.untargeted.map(\.coin.code) == ["BTC"])
  }

  @Test("an account without equity, an unknown coin and a request that can't be are refused")
  func wrong() throws {
    let poor = try world.account("poor", usdc: -60_000, btc: 1)
    let equity = #expect(throws: SteelyardError.self) { try world.book([poor]) }
    #expect(equity?.subject == .account("poor") && equity?.code == .notApplicable)
    let account = try world.account("fund", usdc: 100_000)
    let unknown = #expect(throws: SteelyardError.self) {
      try RebalancePlan(world.book([account]), RebalanceWorld.request(["DOGE": 0.5]))
    }
    #expect(unknown?.code == .missingMarketData && unknown?.subject == .instrument("DOGE"))
    #expect(throws: SteelyardError.self) { try world.book([account, account]) }
    #expect(throws: SteelyardError.self) {
      try RebalancePlan(world.book([account]), RebalanceWorld.request(["BTC": 0.5], kinds: []))
    }
    for change: (inout RebalanceRequest) -> Void in [
      { $0.tradeMinUSD = -1 }, { $0.peakEquity = 0 },
      {
        $0.pools = SwapPools(pools: [
          .init(
            name: "p", coin: .usdc, cash: .usdc, reserveCoin: 1, reserveCash: 1, fee: 0, gasUsd: nil
          )
        ])
      },
    ] {
      var request = try RebalanceWorld.request(["BTC": 0.5])
      change(&request)
      #expect(throws: SteelyardError.self) { try RebalancePlan(world.book([account]), request) }
    }
  }

  @Test(
    "whatever is wanted: margin and limits hold after each order, costs add up, accounts conserve",
    arguments: 0..<60)
  func properties(_ seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * random.nextUnit() }
    var accounts: [RebalanceAccount] = []
    for place in 0..<(1 + Int(seed % 3)) {
      accounts.append(
        try world.account(
          "account \(place)", usdc: between(20_000, 200_000),
          btc: (between(0, 2) * 1_000).rounded() / 1_000,
          eth: (between(0, 40) * 1_000).rounded() / 1_000,
          perpetualBTC: (between(-2, 4) * 1_000).rounded() / 1_000,
          perpetualETH: (between(-30, 60) * 1_000).rounded() / 1_000))
    }
    let limits = try RiskLimits(
      marginUseMax: between(0.05, 0.6), leverageMax: between(0.5, 4), deltaMax: between(0.5, 3),
      concentrationMax: between(0.5, 3))
    var request = try RebalanceWorld.request(
      ["BTC": between(-1, 2), "ETH": between(-1, 2)], kinds: [.perpetual, .spot, .pool],
      rules: [.absolute(between(0.001, 0.1))], destination: seed % 2 == 0 ? .target : .edge,
      rates: RebalanceWorld.rates(
        impact: 1, funding: ["BTC": between(-0.1, 0.1), "ETH": between(-0.1, 0.1)], horizonDays: 30,
        cashBorrowRate: 0.1, coinBorrowRate: 0.05),
      limits: limits)
    request.pools = SwapPools(pools: [
      .init(
        name: "deep", coin: try Currency("ETH"), cash: .usdc, reserveCoin: 20_000,
        reserveCash: 50_000_000, fee: 0.0005, gasUsd: 4)
    ])
    request.sharing = seed % 5 == 0 ? .together : .each
    let book = try world.book(accounts)
    let plan = try RebalancePlan(book, request)

    for trade in plan.trades {
      // The way taken costs no more than any other.
      let totals = trade.quotes.compactMap(\.cost?.total)
      #expect(totals.min() == totals.first)
      #expect(trade.parts.reduce(0) { $0 + $1.crossed } == 0)
      #expect(trade.parts.allSatisfy { $0.crossed + $0.market == $0.lots })
      #expect(trade.saving >= -1e-9)
      let parts = trade.parts.reduce(0) { $0 + $1.cost.paid }
      expectClose(expected: trade.cost.paid, got: parts, Tolerance(relative: 1e-9, absolute: 1e-9))
    }
    var paid = 0.0
    for account in accounts.indices {
      let (before, after) = (plan.before[account], plan.after[account])
      paid += before.figures.equity - after.figures.equity
      // Margin: never below, or further below.
      #expect(
        after.figures.initialExcess >= min(0, before.figures.initialExcess) - 1e-6,
        "seed \(seed)")
      let opened = plan.steps.contains { $0.account == account && !$0.isReducing }
      for excess in plan.steps.filter({ $0.account == account }).map(\.excess) {
        #expect(excess >= min(0, before.figures.initialExcess) - 1e-6)
      }
      guard opened else { continue }
      // What is opened leaves every limit kept, or no worse than it was.
      let equity = after.figures.equity
      let use = after.figures.initialMargin / after.figures.initialCountedEquity
      let useBefore = before.figures.initialMargin / before.figures.initialCountedEquity
      #expect(use <= max(limits.marginUseMax, useBefore) * (1 + 1e-9))
      for (measure, measureBefore, limit) in [
        (after.exposure.gross, before.exposure.gross, limits.leverageMax),
        (after.exposure.delta, before.exposure.delta, limits.deltaMax),
        (after.exposure.largestCoin, before.exposure.largestCoin, limits.concentrationMax),
      ] {
        #expect(measure <= max(limit * equity, measureBefore) * (1 + 1e-6), "seed \(seed)")
      }
    }
    expectClose(
      expected: plan.cost.paid, got: paid, Tolerance(relative: 1e-6, absolute: 1e-4))
  }
}

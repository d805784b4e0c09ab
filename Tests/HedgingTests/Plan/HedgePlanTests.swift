import SteelyardContracts
import SteelyardHedging
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite struct HedgePlanTests {
  private static let puts = [48_000, 54_000, 57_000, 60_000].map { "BTC-10JUL26-\($0)-P" }
  private static let calls = [60_000, 63_000, 66_000, 72_000].map { "BTC-10JUL26-\($0)-C" }

  private static func goal(
    _ risk: HedgeGoal.Risk = .expectedShortfall(level: 0.95), weight: Double = 1,
    _ constraints: [HedgeGoal.Constraint] = [], budget: Double? = nil, trades: Int? = nil
  ) throws -> HedgeGoal {
    try HedgeGoal(
      risk, weight: weight, constraints: constraints, budgetUSD: budget, tradesMax: trades)
  }

  private static func plan(
    _ desk: SmallDesk, _ goal: HedgeGoal, hasFrontier: Bool = false
  ) throws -> HedgePlan {
    try HedgePlan(for: desk.book, goal, hasFrontier: hasFrontier) { _ in }
  }

  @Test(
    "ten coins are sold through the perpetual, whose short is worth the same dollars at any price")
  func perpetual() throws {
    let desk = try SmallDesk(instruments: ["BTC-PERPETUAL"])
    let plan = try Self.plan(desk, Self.goal())
    #expect(plan.trades.count == 1)
    let sold = plan.trades[0].quantity
    #expect(sold < -500_000 && sold >= -600_010)
    #expect(plan.risk.after < 0.1 * plan.risk.before)
    expectClose(expected: 600_000, got: plan.before.greeks[0].delta, .relative(1e-9))
    expectClose(expected: 600_000 + sold, got: plan.after.greeks[0].delta, .absolute(1e-6))
    // Fee 5 and half spread 1 basis points, and the impact of 3 % x sqrt(0.6e6 / 1e10).
    let size = -sold
    expectClose(
      expected: size * (0.0006 + 0.03 * (size / 1e10).squareRoot()), got: plan.cost.total,
      .relative(1e-6))
    #expect((plan.gap ?? 1) < 0.01)
    #expect(plan.keepsRules)
  }

  private static func rates(funding: Double, days: Double) throws -> HedgeRates {
    let usual = HedgeRates.usual
    return try HedgeRates(
      takerFee: usual.takerFee, optionFee: usual.optionFee,
      optionFeeMaxShare: usual.optionFeeMaxShare, halfSpread: usual.halfSpread,
      halfSpreadPoints: usual.halfSpreadPoints, impactFactor: usual.impactFactor,
      dailyVolatility: usual.dailyVolatility, dailyVolumeUSD: usual.dailyVolumeUSD,
      vegaShare: usual.vegaShare, volatilityPointsDaily: usual.volatilityPointsDaily,
      volumeShareMax: usual.volumeShareMax, quoteMultipleMax: usual.quoteMultipleMax,
      fundingPerDay: PerCoin(others: funding), holdingDays: days)
  }

  @Test("what a short perpetual pays away in funding is a cost, what it is paid is not taken off")
  func carry() throws {
    let paying = try Self.rates(funding: -0.001, days: 10)
    let alone = try Self.plan(
      SmallDesk(instruments: ["BTC-PERPETUAL"], rates: paying), Self.goal())
    let sold = -alone.trades[0].quantity
    expectClose(expected: sold * 0.01, got: alone.cost.carry, .relative(1e-9))
    let paid = try Self.plan(
      SmallDesk(instruments: ["BTC-PERPETUAL"], rates: Self.rates(funding: 0.001, days: 10)),
      Self.goal())
    #expect(paid.trades[0].quantity < 0 && paid.cost.carry == 0)
    // A future above the index is sold for nothing: its premium is paid to who is short.
    let both = try Self.plan(
      SmallDesk(instruments: ["BTC-PERPETUAL", "BTC-25SEP26"], rates: paying), Self.goal())
    let names = both.trades.map { $0.candidate.instrument.instrument?.description ?? "" }
    #expect(names.allSatisfy { !$0.contains("PERPETUAL") } && names.count == 1)
    #expect(both.cost.carry == 0)
  }

  @Test("with one candidate the plan is the best of all lots", arguments: [0.5, 1, 3])
  func againstAllLots(weight: Double) throws {
    let desk = try SmallDesk(instruments: ["BTC-10JUL26-57000-P"])
    let plan = try Self.plan(desk, Self.goal(weight: weight))
    let candidate = desk.market.candidates[0]
    var best = Double.infinity
    for lots in 0...candidate.lotsBoughtMax {
      let units = [Double(lots) * candidate.lot]
      let profits = desk.book.profits(after: units, costsPaid: false)
      let merit =
        candidate.cost(of: units[0]).total
        + weight * desk.book.shortfall(of: profits, level: 0.95)
      best = min(best, merit)
    }
    expectClose(
      expected: best, got: plan.cost.total + weight * plan.risk.after, .relative(1e-6))
  }

  @Test("every quantity is a whole number of lots, and no more instruments are traded than allowed")
  func lots() throws {
    let desk = try SmallDesk(
      positions: [("BTC-10JUL26-63000-C", -20), ("BTC-10JUL26-57000-P", -15)],
      instruments: ["BTC-PERPETUAL", "BTC-25SEP26"] + Self.puts + Self.calls)
    let plan = try Self.plan(desk, Self.goal(trades: 3))
    #expect(!plan.trades.isEmpty && plan.trades.count <= 3)
    for trade in plan.trades {
      let lots = trade.quantity / trade.candidate.lot
      expectClose(expected: lots.rounded(), got: lots, .absolute(1e-6))
    }
    #expect(plan.cost.total + plan.risk.after < plan.risk.before)
  }

  @Test("a budget of nothing is paid for by what is sold, and a small one is kept")
  func budget() throws {
    let desk = try SmallDesk(instruments: Self.puts)
    let none = try Self.plan(desk, Self.goal(budget: 0))
    #expect(none.cost.total + none.premium <= 1e-6)
    let single = try SmallDesk(instruments: ["BTC-10JUL26-57000-P"])
    #expect(try Self.plan(single, Self.goal(budget: 0)).trades.isEmpty)
    let small = try Self.plan(desk, Self.goal(weight: 5, budget: 3000))
    #expect(!small.trades.isEmpty && small.cost.total + small.premium <= 3000 * (1 + 1e-9))
    let free = try Self.plan(desk, Self.goal(weight: 5))
    #expect(free.risk.after < small.risk.after)
  }

  @Test("delta, vega and gamma end within their bounds")
  func neutral() throws {
    let desk = try SmallDesk(
      positions: [("BTC-10JUL26-63000-C", -20), ("BTC-10JUL26-57000-P", -15)],
      instruments: ["BTC-PERPETUAL"] + Self.puts + Self.calls)
    let plan = try Self.plan(
      desk,
      Self.goal(
        .variance, weight: 1,
        [
          .delta(.btc, within: 500), .vega(.btc, from: nil, until: nil, within: 100),
          .gamma(.btc, within: 20_000),
        ]))
    #expect(plan.keepsRules)
    let after = plan.after.greeks[0]
    #expect(abs(after.delta) <= 501 && abs(after.vega) <= 101 && abs(after.gamma) <= 20_001)
    #expect(abs(plan.before.greeks[0].vega) > 1000)
  }

  @Test(
    "gamma and delta of the expiries until a date leave out what is later and what never expires")
  func expiries() throws {
    let desk = try SmallDesk(
      positions: [
        ("BTC-10JUL26-60000-C", -20), ("BTC-25SEP26", 100_000), ("BTC-PERPETUAL", 50_000),
      ],
      instruments: ["BTC-PERPETUAL"] + Self.calls)
    let july = SmallDesk.time.advanced(bySeconds: 40 * 86_400)
    let market = desk.market
    let option = try #require(
      market.candidates.first {
        $0.instrument.instrument == (try? SmallDesk.instrument("BTC-10JUL26-60000-C"))
      })
    // Twenty calls are written: nothing else expires in July, and nothing before it.
    expectClose(
      expected: -20 * option.unit.delta, got: market.delta(of: .btc, until: july).book,
      .relative(1e-12))
    expectClose(
      expected: -20 * option.unit.gamma, got: market.gamma(of: .btc, until: july).book,
      .relative(1e-12))
    #expect(market.delta(of: .btc, until: SmallDesk.time).book == 0)
    let later = market.delta(of: .btc, from: july)
    expectClose(expected: 100_000, got: later.book, .relative(1e-9))
    #expect(market.delta(of: .btc).candidates[0] > 0 && later.candidates[0] == 0)
    let plan = try Self.plan(
      desk, Self.goal(.variance, weight: 1e-6, [.gamma(.btc, until: july, within: 20_000)]))
    #expect(plan.keepsRules && abs(plan.after.greeks[0].gamma) <= 20_001)
    #expect(abs(plan.before.greeks[0].gamma) > 100_000)
  }

  @Test("a loss limit in a named shock and one of the tail are kept, the cheaper way first")
  func limits() throws {
    let crash = MarketShock(
      label: "a crash", days: 1, coins: [.btc: CoinShock(spot: -0.4, volatility: 0.5)],
      others: CoinShock(spot: -0.4), assets: [:])
    let desk = try SmallDesk(instruments: Self.puts)
    let tiny = 1e-3
    let unlimited = try Self.plan(desk, Self.goal(weight: tiny))
    #expect(unlimited.trades.isEmpty)
    let plan = try Self.plan(desk, Self.goal(weight: tiny, [.lossMax(crash, 120_000)]))
    #expect(plan.keepsRules && !plan.trades.isEmpty)
    let limit = 0.5 * unlimited.risk.before
    let tail = try Self.plan(
      desk, Self.goal(weight: tiny, [.shortfallMax(level: 0.95, limit)]))
    #expect(tail.keepsRules)
    #expect(tail.risk.after <= limit * 1.001 && tail.risk.after > 0.9 * limit)
  }

  @Test("the principal move of a surface leaves a neutral book as it is")
  func surfaceMove() throws {
    let level = MarketShock(
      label: "level", days: 0, coins: [:], others: CoinShock(spot: 0, volatility: 0.0953),
      assets: [:])
    let desk = try SmallDesk(
      positions: [("BTC-10JUL26-63000-C", -20)],
      instruments: ["BTC-PERPETUAL"] + Self.puts + Self.calls)
    let plan = try Self.plan(desk, Self.goal(.variance, [.neutral(level, within: 50)]))
    #expect(plan.keepsRules)
    let moved = try HedgeProfits(
      in: desk.market, under: [level], volatilities: [:]
    ) { _ in }
    #expect(abs(moved.book[0]) > 1000)
  }

  @Test("what cannot be kept is said, by how much")
  func impossible() throws {
    let desk = try SmallDesk(instruments: ["BTC-10JUL26-57000-P"])
    let plan = try Self.plan(
      desk, Self.goal(.expectedShortfall(level: 0.95), [.delta(.btc, within: 0)], budget: 100))
    #expect(!plan.keepsRules && plan.gap == nil)
    let missed = plan.rules.map(\.missed).max() ?? 0
    #expect(missed > 500_000)
  }

  @Test("the frontier falls and is convex: more cost, less risk, at a falling rate")
  func frontier() throws {
    let desk = try SmallDesk(instruments: Self.puts)
    let points = try Self.plan(desk, Self.goal(weight: 0.2), hasFrontier: true).frontier
    #expect(points.count >= 3)
    for (left, right) in zip(points, points.dropFirst()) {
      #expect(right.cost >= left.cost - 1e-6)
      #expect(right.risk <= left.risk + 1e-6 * abs(left.risk))
    }
    let slopes = zip(points, points.dropFirst()).filter { $1.cost > $0.cost + 1 }.map {
      ($0.risk - $1.risk) / ($1.cost - $0.cost)
    }
    // Chords of the costs bend the frontier a little.
    for (first, second) in zip(slopes, slopes.dropFirst()) { #expect(second <= first * 1.1) }
  }

  @Test("the margin of a model is lowered by what it asks for, and relief is ranked by its price")
  func margin() throws {
    let desk = try SmallDesk(
      positions: [("BTC-10JUL26-63000-C", -20), ("BTC-10JUL26-57000-P", -20)], coins: 30,
      instruments: ["BTC-PERPETUAL"] + Self.puts + Self.calls)
    let before = desk.market.figures.initialMargin
    let plan = try Self.plan(
      desk, Self.goal(.initialMargin, weight: 0.2, [.marginFreed(0.3 * before)], trades: 4))
    #expect(plan.keepsRules)
    #expect(plan.after.figures.initialMargin <= 0.7 * before * (1 + 1e-6))
    let relief = try desk.market.marginRelief()
    #expect(!relief.isEmpty)
    for (left, right) in zip(relief, relief.dropFirst()) {
      #expect(left.freedPerUSD >= right.freedPerUSD)
    }
    for entry in relief {
      expectClose(
        expected: before - entry.figures.initialMargin, got: entry.freedUSD, .relative(1e-9))
    }
  }

  @Test("the probability of liquidation is brought under its limit")
  func liquidation() throws {
    let desk = try SmallDesk(
      positions: [("BTC-PERPETUAL", 1_200_000)], coins: 4,
      instruments: ["BTC-PERPETUAL"] + Self.puts)
    let start = try Self.plan(desk, Self.goal(weight: 1e-6))
    #expect(start.before.liquidationProbability > 0.01)
    let plan = try Self.plan(
      desk, Self.goal(weight: 1e-6, [.liquidationProbability(0.01)]))
    #expect(plan.keepsRules && plan.after.liquidationProbability <= 0.01)
  }

  @Test("an inverse token hedges, and decays")
  func token() throws {
    let token = try LeveragedToken(
      coin: .btc, leverage: -1, feePerYear: 0.03, rebalancingCost: 0)
    let desk = try SmallDesk(instruments: [], tokens: [token])
    let plan = try Self.plan(desk, Self.goal())
    #expect(plan.trades.count == 1 && plan.trades[0].quantity > 100_000)
    #expect(plan.premium > 100_000 && plan.risk.after < 0.6 * plan.risk.before)
    #expect(desk.market.candidates[0].lotsSoldMax == 0)
  }

  @Test("goals that cannot be are refused")
  func refused() throws {
    let tries: [() throws -> Void] = [
      { _ = try Self.goal(.expectedShortfall(level: 1)) }, { _ = try Self.goal(weight: 0) },
      { _ = try Self.goal(budget: -1) }, { _ = try Self.goal(trades: 0) },
      { _ = try Self.goal(.variance, [.delta(.btc, within: -1)]) },
      { _ = try Self.goal(.variance, [.liquidationProbability(0)]) },
      { _ = try HedgeScenarios(shocks: [], weights: [], volatilities: [:], source: "") },
    ]
    for body in tries {
      let error = #expect(throws: SteelyardError.self) { try body() }
      #expect(error?.code == .invalidInput)
    }
  }
}

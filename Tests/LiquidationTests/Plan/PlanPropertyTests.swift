import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("What holds for every plan")
struct PlanPropertyTests {
  private static let models = ["plain", "cross", "deribit", "derive", "dynamic"]

  private struct Case {
    let account: LiquidationAccount
    let market: LiquidationMarket
    let lots: [Instrument: Amount]
    let plan: LiquidationPlan
  }

  private static func settings() throws -> PlanSettings {
    try PlanSettings(bufferShare: 0.05, rates: .usual)
  }

  private func cases(
    _ name: String, seed: UInt64, count: Int, positions: ClosedRange<Int> = 3...8,
    hedges: [String] = []
  ) throws -> [Case] {
    var books = PlanBooks(seed: seed)
    let model = try PlanSample.model(name)
    var cases: [Case] = []
    for _ in 0..<count {
      let (positions, whole) = try books.positions(count: positions, lots: 3...12)
      // A tenth of the lot that books are made of, but for every third instrument.
      var lots = whole.mapValues { Amount(units: $0.units / 10) }
      for hedge in hedges {
        let instrument = try SampleMarket.instrument(hedge)
        lots[instrument] = instrument.isOption ? Amount(units: Amount.unitsPerOne / 10) : Amount(10)
      }
      let market = try PlanSample.market(model, hedges: hedges, lots: lots)
      let share = -Double(Int.random(in: 3...50, using: &books.generator)) / 100
      let portfolio = try PlanSample.collateralised(positions, excessShare: share, in: market)
      let account = try PlanSample.account(portfolio, in: market)
      guard account.figures.maintenanceExcess < 0 else { continue }
      cases.append(
        Case(
          account: account, market: market, lots: lots,
          plan: try LiquidationPlan(for: account, in: market, try Self.settings())))
    }
    return cases
  }

  @Test(
    "steps never lower the excess, and every figure is what the formulas say", arguments: models)
  func figures(_ name: String) throws {
    let hedges = ["BTC-PERPETUAL", "ETH-PERPETUAL", "BTC-24APR26-70000-C"]
    var restored = 0
    for example in try cases(name, seed: 77, count: 1, positions: 4...5, hedges: hedges)
      + cases(name, seed: 78, count: 2)
    {
      let plan = example.plan
      let oracle = PlanOracle(
        account: example.account, market: example.market, bufferShare: 0.05)
      var done: [Instrument: Amount] = [:]
      var before = plan.start
      var (spent, lost) = (0.0, 0.0)
      #expect(before == example.account.figures)
      for step in plan.steps {
        #expect(step.before == before)
        #expect(step.relief >= -1e-6 * before.maintenanceMargin)
        for trade in step.trades {
          done[trade.trade.instrument] = try (done[trade.trade.instrument] ?? .zero)
            .adding(trade.trade.quantity)
        }
        let sum = step.trades.reduce(0) { $0 + $1.cost.total }
        expectClose(expected: step.cost.total, got: sum, .relative(1e-9))
        let outcome = try oracle.outcome(done.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        (spent, lost) = (spent + step.cost.total, lost + step.impactLoss)
        expectClose(expected: outcome.cost, got: spent, .relative(1e-7))
        expectClose(expected: outcome.loss, got: lost, .absolute(1e-7 * outcome.cost))
        let size = before.maintenanceMargin + abs(before.equity)
        expectClose(
          expected: outcome.figures.maintenanceExcess, got: step.after.maintenanceExcess,
          .absolute(1e-7 * size))
        expectClose(
          expected: outcome.figures.equity, got: step.after.equity, .absolute(1e-7 * size))
        before = step.after
      }
      #expect(before == plan.end)
      // Nothing is created or lost: equity falls by what is told.
      expectClose(
        expected: plan.start.equity - plan.cost.total - plan.impactLoss, got: plan.end.equity,
        .absolute(1e-9 * (abs(plan.start.equity) + plan.start.maintenanceMargin)))
      if plan.isRestored { restored += 1 }
    }
    #expect(restored >= 2)
  }

  @Test(
    "whole lots, towards zero and never through it, and one lot less misses the target",
    arguments: models)
  func lots(_ name: String) throws {
    for example in try cases(name, seed: 79, count: 2) {
      let held = Dictionary(
        uniqueKeysWithValues: example.account.portfolio.positions.map {
          ($0.instrument, $0.quantity)
        })
      let trades = example.plan.steps.flatMap(\.trades)
      var traded: [Instrument: Amount] = [:]
      for trade in trades {
        let instrument = trade.trade.instrument
        let lot = try #require(example.lots[instrument])
        let position = try #require(held[instrument])
        #expect(trade.trade.quantity.units % lot.units == 0)
        #expect(trade.trade.quantity.isNegative != position.isNegative)
        #expect(traded[instrument] == nil, "one trade for an instrument")
        traded[instrument] = trade.trade.quantity
        #expect(trade.trade.quantity.magnitude <= position.magnitude)
        #expect(trade.closes == (trade.trade.quantity.magnitude == position.magnitude))
        #expect(trade.trade.purpose == .reduction)
      }
      guard example.plan.isRestored else { continue }
      let oracle = PlanOracle(
        account: example.account, market: example.market, bufferShare: 0.05)
      func surplus(_ traded: [Instrument: Amount]) throws -> Double {
        try oracle.outcome(traded.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }).surplus
      }
      let size = example.plan.start.maintenanceMargin
      #expect(try surplus(traded) >= -1e-7 * size)
      for trade in example.plan.steps.last?.trades ?? [] {
        var less = traded
        let lot = try #require(example.lots[trade.trade.instrument])
        let quantity = trade.trade.quantity.units
        less[trade.trade.instrument] = Amount(
          units: quantity < 0 ? quantity + lot.units : quantity - lot.units)
        #expect(try surplus(less) < 1e-7 * size)
      }
    }
  }

  @Test(
    "the order of positions, balances and hedges changes nothing, and neither does asking twice")
  func permuted() throws {
    for name in ["plain", "deribit"] {
      let hedges = ["BTC-PERPETUAL", "ETH-PERPETUAL", "ETH-24APR26-2000-P"]
      for example in try cases(name, seed: 80, count: 1, hedges: hedges) {
        let book = example.account.portfolio
        let turned = LiquidationAccount(
          portfolio: try Portfolio(
            positions: book.positions.reversed(), balances: book.balances.reversed()),
          figures: example.account.figures)
        let market = LiquidationMarket(
          model: example.market.model, frame: example.market.frame,
          universe: example.market.universe, hedges: example.market.hedges.reversed(),
          terms: example.market.terms)
        let other = try LiquidationPlan(for: turned, in: market, try Self.settings())
        let again = try LiquidationPlan(
          for: example.account, in: example.market, try Self.settings())
        #expect(other.steps == example.plan.steps && again.steps == example.plan.steps)
        #expect(other.end == example.plan.end && other.outcome == example.plan.outcome)
      }
    }
  }

  /// The same share of everything in each of three accounts, and each position in an account of its own.
  @Test("dividing a book over accounts of one owner costs no less", arguments: ["plain", "cross"])
  func divided(_ name: String) throws {
    var books = PlanBooks(seed: 90)
    let model = try PlanSample.model(name)
    let market = try PlanSample.market(model)
    var compared = 0
    for _ in 0..<2 {
      let (positions, _) = try books.positions(count: 3...4, lots: 4...8)
      let whole = try PlanSample.collateralised(positions, excessShare: -0.15, in: market)
      func part(_ share: (Instrument) -> Int128, of hundred: Int128) throws -> Portfolio {
        try Portfolio(
          positions: whole.positions.compactMap { position in
            let units = position.quantity.units * share(position.instrument) / 100
            return units == 0
              ? nil
              : Position(
                instrument: position.instrument, quantity: Amount(units: units),
                averagePrice: position.averagePrice)
          },
          balances: whole.balances.map {
            AssetBalance(asset: $0.asset, amount: Amount(units: $0.amount.units * hundred / 100))
          })
      }
      let plan = try LiquidationPlan(
        for: try PlanSample.account(whole, in: market), in: market, try Self.settings())
      guard plan.isRestored else { continue }
      let count = Int128(whole.positions.count)
      let divisions: [[Portfolio]] = [
        try [50, 30, 20].map { share in try part({ _ in share }, of: share) },
        try whole.positions.map { position in
          try part({ $0 == position.instrument ? 100 : 0 }, of: 100 / count)
        },
      ]
      for parts in divisions {
        var cost = 0.0
        var price = 0.0
        var isWhole = true
        for (place, portfolio) in parts.enumerated() {
          var others = parts
          others.remove(at: place)
          let account = try PlanSample.account(portfolio, others: others, in: market)
          guard account.figures.maintenanceExcess < 0 else { continue }
          let own = try LiquidationPlan(for: account, in: market, try Self.settings())
          isWhole = isWhole && own.isRestored
          cost += own.cost.total
          price += own.price
        }
        guard isWhole else { continue }
        compared += 1
        #expect(try cost >= #require(plan.costBound) * (1 - 1e-6))
        // Thousandths of positions are the lots: a plan may overshoot by so much.
        #expect(price >= plan.price * 0.99)
      }
    }
    #expect(compared >= 2)
  }
}

import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Limits between a strategy and its orders")
struct RiskGateTests {
  private let gate: RiskGate
  private let market: MarketPast

  init() throws {
    var market = try MarketPast(
      coins: [.btc, .eth], from: Timestamp(parsing: "2024-06-27T00:00:00Z"))
    try market.observe(.spot(.btc, price: 50_000))
    try market.observe(.spot(.eth, price: 2_000))
    try market.observe(.impliedVolatility(.btc, level: 0.6))
    self.market = market
    gate = RiskGate(margin: try StrategyMargin.rates(of: [.btc, .eth]))
  }

  /// An account with so many dollars and some perpetuals, as it stands at the marks.
  private func view(
    cash: Int64 = 100_000, perpetuals: [Currency: Int64] = [:], limits: RiskLimits,
    peak: Double? = nil
  ) throws -> StrategyView {
    var portfolio = try Portfolio(
      positions: [], balances: [AssetBalance(asset: .usdc, amount: Amount(cash))])
    var held: [Instrument] = []
    for (coin, quantity) in perpetuals.sorted(by: { $0.key < $1.key }) {
      let own = try #require(market[coin])
      held.append(own.perpetual)
      portfolio = try portfolio.after(
        Trade(
          instrument: own.perpetual, quantity: Amount(quantity),
          price: Amount(Int64(own.price ?? 0))))
    }
    let figures = try gate.margin.moment(of: held, in: market, .usual).figures(of: portfolio)
    var epoch = DrawdownEpoch(start: market.time, equity: peak ?? Double(cash))
    epoch.update(Double(cash), at: market.time, limits)
    return StrategyView(
      market: market, listing: .usual,
      account: StrategyAccount(
        portfolio: portfolio, pools: [], equity: Double(cash), margin: figures, epoch: epoch),
      limits: limits, rates: .usual, borrowRate: 0)
  }

  private func buy(_ coin: Currency, _ quantity: Double, in view: StrategyView) throws
    -> StrategyDecision<NoMemory>
  {
    let trade = try view.trade(
      try #require(market[coin]).perpetual, by: quantity, .entry, "wanted")
    return StrategyDecision([try #require(trade)], memory: NoMemory())
  }

  @Test("what breaks no limit passes as it is")
  func passes() throws {
    let view = try view(limits: .usual)
    let gated = try gate.passed(buy(.btc, 1, in: view), view)
    #expect(gated.trades.map(\.quantity) == [Amount(1)])
    #expect(gated.cuts.isEmpty)
  }

  @Test("leverage cuts to the share that it allows, and says so")
  func leverage() throws {
    // Ten coins of 50,000 on 100,000 are five times; twice is allowed: 40 % of it, in 64ths 25/64.
    let limits = try RiskLimits(leverageMax: 2, deltaMax: 9, concentrationMax: 9)
    let view = try view(limits: limits)
    let gated = try gate.passed(buy(.btc, 10, in: view), view)
    #expect(gated.cuts.map(\.level) == [.leverage])
    #expect(gated.cuts[0].share == 25.0 / 64)
    #expect(gated.trades.map(\.quantity.doubleValue) == [3.9062])
    #expect(gated.cuts[0].reason.contains("2.00 is the most"))
  }

  @Test("legs of one decision are cut alike, so that they stay equal")
  func pair() throws {
    let limits = try RiskLimits(leverageMax: 2)
    let view = try view(limits: limits)
    let btc = try #require(market[.btc])
    let trades = [
      try #require(try view.trade(btc.spot, by: 4, .entry, "long")),
      try #require(try view.trade(btc.perpetual, by: -4, .entry, "short")),
    ]
    let gated = try gate.passed(StrategyDecision(trades, memory: NoMemory()), view)
    #expect(gated.trades.count == 2)
    #expect(gated.trades[0].quantity == -gated.trades[1].quantity)
    #expect(gated.trades[0].quantity < Amount(4))
  }

  @Test("of two limits that the same share breaks the higher one is named")
  func order() throws {
    // One lot breaks leverage and concentration alike, and the higher of the two speaks.
    let limits = try RiskLimits(leverageMax: 0.001, deltaMax: 0.001, concentrationMax: 0.001)
    let view = try view(limits: limits)
    let gated = try gate.passed(buy(.btc, 2, in: view), view)
    #expect(gated.cuts.map(\.level) == [.leverage])
    #expect(gated.trades.isEmpty)
  }

  @Test("what cannot be paid for is refused by solvency before anything else")
  func solvency() throws {
    let limits = try RiskLimits(
      marginUseMax: 1, leverageMax: 999, deltaMax: 999, concentrationMax: 999)
    let view = try view(limits: limits)
    // 10 % of initial margin on 30 coins is 150,000.
    let gated = try gate.passed(buy(.btc, 30, in: view), view)
    #expect(gated.cuts.map(\.level) == [.solvency])
    #expect(gated.trades[0].quantity.doubleValue <= 20)
    #expect(gated.trades[0].quantity.doubleValue > 19)
  }

  @Test("closing passes whatever is broken, but does not turn")
  func closing() throws {
    let limits = try RiskLimits(leverageMax: 0.1, deltaMax: 0.1, concentrationMax: 0.1)
    let view = try view(perpetuals: [.btc: 4], limits: limits)
    let bitcoin = try #require(market[.btc])
    let close = try #require(
      try view.trade(bitcoin.perpetual, to: 0, .exit, "done"))
    let gated = try gate.passed(StrategyDecision([close], memory: NoMemory()), view)
    #expect(gated.trades == [close])
    let turned = try gate.passed(buy(.btc, -9, in: view), view)
    #expect(turned.cuts.count == 1)
  }

  @Test("gamma and vega of sold options are held to their limits")
  func options() throws {
    let limits = try RiskLimits(gammaMax: 0.01, concentrationMax: 9)
    let view = try view(limits: limits)
    let coin = try #require(market[.btc])
    let option = try #require(try view.option(on: coin, delta: 0.4, .call, days: 20))
    let sale = try #require(try view.trade(option, by: -2, .entry, "premium"))
    let gated = try gate.passed(StrategyDecision([sale], memory: NoMemory()), view)
    #expect(gated.cuts.map(\.level) == [.gamma])
    let tight = try RiskLimits(vegaMax: 0.001, concentrationMax: 9)
    let other = try self.view(limits: tight)
    #expect(
      try gate.passed(StrategyDecision([sale], memory: NoMemory()), other).cuts.map(\.level)
        == [.vega])
  }

  @Test("the budget of losses shrinks the limits and closes everything at its end")
  func drawdown() throws {
    let limits = try RiskLimits(drawdownMax: 0.2, leverageMax: 2, deltaMax: 9, concentrationMax: 9)
    // 10 % below the highest: half of the budget is used, so that only once the equity may be held.
    let half = try view(perpetuals: [.btc: 4], limits: limits, peak: 100_000 / 0.9)
    expectClose(expected: 0.5, got: half.account.epoch.riskShare(limits), .relative(1e-9))
    let cut = try gate.forced(half)
    #expect(cut.trades.count == 1)
    expectClose(
      expected: -2, got: cut.trades[0].quantity.doubleValue, .absolute(0.001))
    // 25 % below: everything goes, and nothing is opened.
    let over = try view(perpetuals: [.btc: 4], limits: limits, peak: 100_000 / 0.75)
    #expect(over.account.epoch.isStopped)
    #expect(try gate.forced(over).trades.map(\.quantity) == [Amount(-4)])
    let refused = try gate.passed(buy(.eth, 1, in: over), over)
    #expect(refused.trades.isEmpty)
    #expect(refused.cuts.map(\.level) == [.drawdown])
  }

  @Test("an epoch that stopped stays so until it is over, and begins anew then")
  func epochs() throws {
    let limits = try RiskLimits(drawdownMax: 0.2, epochDays: 10)
    let start = market.time
    var epoch = DrawdownEpoch(start: start, equity: 100)
    epoch.update(79, at: start.advanced(bySeconds: 86_400), limits)
    #expect(epoch.isStopped)
    epoch.update(120, at: start.advanced(bySeconds: 2 * 86_400), limits)
    #expect(epoch.isStopped && epoch.riskShare(limits) == 0)
    epoch.update(110, at: start.advanced(bySeconds: 10 * 86_400), limits)
    #expect(!epoch.isStopped && epoch.peak == 110)
  }

  @Test("what is expected to earn too little is refused")
  func expectedReturn() throws {
    let limits = try RiskLimits(returnMin: 0.05)
    let view = try view(limits: limits)
    let bitcoin = try #require(market[.btc])
    let trade = try #require(
      try view.trade(bitcoin.perpetual, by: 1, .entry, "wanted"))
    let poor = StrategyDecision([trade], expectedReturn: 0.02, memory: NoMemory())
    #expect(try gate.passed(poor, view).cuts.map(\.level) == [.expectedReturn])
    let rich = StrategyDecision([trade], expectedReturn: 0.08, memory: NoMemory())
    #expect(try gate.passed(rich, view).cuts.isEmpty)
  }

  @Test("limits that can't be are refused by name")
  func refused() {
    #expect(throws: SteelyardError.self) { try RiskLimits(drawdownMax: 1) }
    #expect(throws: SteelyardError.self) { try RiskLimits(leverageMax: 0) }
    #expect(throws: SteelyardError.self) { try RiskLimits(marginUseMax: 1.1) }
  }
}

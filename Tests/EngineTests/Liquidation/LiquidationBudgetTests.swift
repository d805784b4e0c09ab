import SteelyardContracts
import SteelyardEngine
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("What a round may trade")
struct LiquidationBudgetTests {
  private let perpetual: Instrument

  init() throws { perpetual = try SampleMarket.instrument("BTC-PERPETUAL") }

  private func trade(_ usd: Int64, step: Int) -> LiquidationTrade {
    LiquidationTrade(
      instrument: perpetual, quantity: Amount(usd), purpose: .reduction, step: step)
  }

  /// Contracts of a dollar in lots of ten.
  private func fitting(
    _ trades: [LiquidationTrade], usd: Double, allowsOneLot: Bool = false
  ) -> (trades: [LiquidationTrade], usd: Double)? {
    LiquidationBudget(usd: usd, allowsOneLot: allowsOneLot).fitting(
      trades, notional: { $0.quantity.magnitude.doubleValue }, lot: { _ in Amount(10) })
  }

  @Test("steps go whole, in their order, as far as the budget goes")
  func whole() throws {
    let trades = [
      trade(-300, step: 0), trade(100, step: 1), trade(-100, step: 1), trade(-50, step: 2),
    ]
    #expect(try #require(fitting(trades, usd: 1000)).trades == trades)
    #expect(try #require(fitting(trades, usd: 540)).trades == Array(trades.prefix(3)))
    // The second step would go past it; the third would fit, and waits for the second.
    let cut = try #require(fitting(trades, usd: 400))
    #expect(cut.trades == Array(trades.prefix(1)))
    #expect(cut.usd == 300)
  }

  @Test("a first step that is too large is cut by one factor to whole lots")
  func cut() throws {
    let pair = [trade(-300, step: 0), trade(150, step: 0)]
    let found = try #require(fitting(pair, usd: 200))
    // 200 of 450: 133.3 and 66.7, to lots of ten.
    #expect(found.trades.map(\.quantity) == [Amount(-130), Amount(60)])
    #expect(found.usd == 190)
  }

  @Test("less than a lot is nothing, unless one lot is allowed")
  func oneLot() throws {
    #expect(fitting([trade(-300, step: 0)], usd: 5) == nil)
    let found = try #require(fitting([trade(-300, step: 0)], usd: 5, allowsOneLot: true))
    #expect(found.trades.map(\.quantity) == [Amount(-10)])
    #expect(fitting([trade(-300, step: 0)], usd: 0) == nil)
    #expect(fitting([], usd: 100) == nil)
  }

  @Test("never more than the budget, never another sign, always whole lots; 2,000 seeds")
  func property() {
    for seed in 0..<2000 {
      var generator = SeededGenerator(seed: UInt64(seed))
      var trades: [LiquidationTrade] = []
      for step in 0..<Int.random(in: 1...5, using: &generator) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let lots = Int64.random(in: 1...500, using: &generator)
          trades.append(trade(Bool.random(using: &generator) ? lots * 10 : -lots * 10, step: step))
        }
      }
      let usd = Double.random(in: 1...10_000, using: &generator)
      guard let found = fitting(trades, usd: usd) else { continue }
      #expect(found.usd <= usd, "seed \(seed)")
      for (done, asked) in zip(found.trades, trades) {
        #expect(done.quantity.isNegative == asked.quantity.isNegative, "seed \(seed)")
        #expect(done.quantity.magnitude <= asked.quantity.magnitude, "seed \(seed)")
        #expect(done.quantity.units % Amount(10).units == 0, "seed \(seed)")
      }
      // What belongs together is there as a whole.
      if let last = found.trades.last {
        #expect(
          found.trades.count { $0.step == last.step } == trades.count { $0.step == last.step },
          "seed \(seed)")
      }
    }
  }

  @Test(
    "the fair order: fewest rounds, then handed over first, then the worst ratio, then the name")
  func order() throws {
    func order(
      _ name: String, rounds: Int, at seconds: Int64, ratio: Double
    ) throws -> LiquidationOrder {
      LiquidationOrder(
        roundCount: rounds, handedOver: Timestamp(microseconds: seconds * 1_000_000), ratio: ratio,
        account: try AccountName(name))
    }
    let sorted = [
      try order("d", rounds: 0, at: 5, ratio: 1.1),
      try order("c", rounds: 0, at: 7, ratio: .infinity),
      try order("e", rounds: 0, at: 7, ratio: 3), try order("a", rounds: 0, at: 7, ratio: 2),
      try order("b", rounds: 0, at: 7, ratio: 2),
      try order("f", rounds: 1, at: 1, ratio: .infinity),
    ]
    #expect(sorted.reversed().sorted() == sorted)
  }

  @Test("windows are whole spans of time, before 1970 as after")
  func windows() {
    func number(_ seconds: Int64) -> Int64 {
      LiquidationWindow.number(at: Timestamp(microseconds: seconds * 1_000_000), seconds: 60)
    }
    #expect([0, 59, 60, -1, -60, -61].map(number) == [0, 0, 1, -1, -1, -2])
    var window = LiquidationWindow()
    window.spend(100, inWindow: 1)
    window.spend(50, inWindow: 1)
    let inside = Timestamp(microseconds: 90_000_000)
    #expect(window.spentUSD(at: inside, seconds: 60) == 150)
    #expect(LiquidationWindow.end(after: inside, seconds: 60).microseconds == 120_000_000)
    #expect(window.spentUSD(at: Timestamp(microseconds: 120_000_000), seconds: 60) == 0)
    window.spend(1, inWindow: 2)
    #expect(window.spentUSD == 1)
  }

  @Test(
    "rules that can't be are refused",
    arguments: [
      (0, 0, 1.0, 1.0, 1), (1, -1, 1.0, 1.0, 1), (1, 60_001, 1.0, 1.0, 1), (1, 0, 0.0, 1.0, 1),
      (1, 0, 1.0, .infinity, 1), (1, 0, 1.0, .nan, 1), (1, 0, 1.0, 1.0, 86_401),
    ] as [(Int64, Int64, Double, Double, Int64)])
  func badRules(
    round: Int64, pause: Int64, budget: Double, windowBudget: Double, window: Int64
  ) {
    #expect(throws: SteelyardError.self) {
      try LiquidationRules(
        roundSeconds: round, pauseMilliseconds: pause, roundBudgetUSD: budget,
        windowBudgetUSD: windowBudget, windowSeconds: window, hedges: .linear, takeOver: .house)
    }
  }
}

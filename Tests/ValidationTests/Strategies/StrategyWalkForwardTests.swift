import SteelyardAllocation
import SteelyardContracts
import SteelyardMarket
import SteelyardValidation
import TestSupport
import Testing

@Suite("Numbers chosen on the past and used on what follows")
struct StrategyWalkForwardTests {
  private func variants() throws -> [any Strategy] {
    let entry = try StrategyCatalogue.entry(named: "trend")
    return [
      try entry.strategy(["fast": 2, "slow": 4, "realised": 3]),
      try entry.strategy(["fast": 4, "slow": 8, "realised": 3]),
    ]
  }

  @Test("stretches follow each other, and the chosen variant is the better one of its training")
  func chooses() throws {
    let coins: [Currency] = [.btc, .eth]
    let history = try MadeUpHistory.drawn(coins: coins, rows: 24 * 60, seed: 31)
    let settings = try StrategyRunTests.settings(coins)
    let variants = try variants()
    let walk = try StrategyWalkForward(
      variants, through: history, settings, trainDays: 20, testDays: 10)
    #expect(walk.folds.map(\.start) == [20, 30, 40, 50].map { history.rows[24 * $0] })
    for (number, fold) in walk.folds.enumerated() {
      let start = 24 * (20 + 10 * number)
      let training = history.slice(start - 480..<start)
      var sharpes: [Double] = []
      for variant in variants {
        let equity = try StrategyRunTests.trace(variant, training, settings).equity
        sharpes.append(
          try PerformanceStatistics(equity: equity, periodDays: 1.0 / 24).sharpe ?? 0)
      }
      // Later stretches begin with other money, which changes lots and impact a little.
      if number == 0 {
        #expect(fold.chosen == (sharpes[1] > sharpes[0] ? 1 : 0))
        expectClose(
          expected: sharpes.max() ?? 0, got: fold.trained ?? 0, .relative(1e-12))
      }
    }
    #expect(walk.result.equity.count == 41)
    #expect(walk.result.deflated?.trials == 2)
  }

  @Test("what follows a test stretch does not change it")
  func noLookAhead() throws {
    let coins: [Currency] = [.btc, .eth]
    let settings = try StrategyRunTests.settings(coins)
    let changed = 24 * 45
    func walk(_ changedFrom: Int) throws -> StrategyWalkForward {
      try StrategyWalkForward(
        variants(),
        through: MadeUpHistory.drawn(
          coins: coins, rows: 24 * 60, seed: 31, changedFrom: changedFrom), settings,
        trainDays: 20, testDays: 10)
    }
    let (first, second) = (try walk(.max), try walk(changed))
    // Test days begin on day 20; day 45 is the 25th of them.
    #expect(first.result.equity[..<25] == second.result.equity[..<25])
    #expect(first.result.equity != second.result.equity)
    #expect(first.folds[0].chosen == second.folds[0].chosen)
  }

  @Test("stretches that the history is too short for are refused")
  func refused() throws {
    let history = try MadeUpHistory.drawn(coins: [.btc], rows: 240, seed: 1)
    #expect(throws: SteelyardError.self) {
      try StrategyWalkForward(
        variants(), through: history, StrategyRunTests.settings([.btc]), trainDays: 8,
        testDays: 5)
    }
  }
}

import SteelyardBenchmarks
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import SteelyardPricing
import Testing

@Suite("Cycles over many accounts")
struct CycleRehearsalTests {
  private static let accountCount = 600

  /// A cycle over accounts whose equity is 0.5 to 4.5 times their initial margin, some owned together.
  private struct Sample {
    let market: CycleMarket
    let rehearsal: CycleRehearsal
    var holdings: [AccountHolding] = []

    init(workers: Int) throws {
      market = try CycleMarket(.reduced)
      rehearsal = CycleRehearsal(workerCount: workers)
      for instrument in market.instruments { try rehearsal.list(instrument) }
      for account in 0..<accountCount { holdings.append(try holding(account, cash: 0)) }
      for holding in holdings { rehearsal.take(holding) }
      let figures = try run(0, screenedFrom: .max).risks
      for account in 0..<accountCount {
        let own = try #require(figures[account]?.figures)
        let share = 0.5 + 4 * Double(account) / Double(accountCount)
        holdings[account] = try holding(
          account, cash: Int64(share * own.initialMargin - own.initialCountedEquity))
        rehearsal.take(holdings[account])
      }
    }

    func holding(_ account: Int, cash: Int64) throws -> AccountHolding {
      AccountHolding(
        index: account, name: try AccountName("load\(account)"), owner: "owner\(account / 3)",
        mode: .portfolio, portfolio: try market.portfolio(account, cash: cash), orders: [])
    }

    func run(
      _ number: Int, moved: [Underlying]? = nil, screenedFrom: Int
    ) throws -> CycleRehearsal.Outcome {
      rehearsal.run(
        market.model, on: try market.frame(number, over: rehearsal.universe, level: .detected),
        at: market.time, moved: moved, of: .portfolio, screenedFrom: screenedFrom,
        attentionRatio: HealthLevel.warningShare)
    }
  }

  @Test(
    "what is screened is healthy and has the model's level; the rest has its figures",
    arguments: [1, 2])
  func screened(workers: Int) throws {
    let sample = try Sample(workers: workers)
    defer { sample.rehearsal.stop() }
    for number in 1...3 {
      let screened = try sample.run(number, screenedFrom: 0)
      let exact = try sample.run(number, screenedFrom: .max)
      #expect(screened.risks.count == Self.accountCount && exact.risks.count == Self.accountCount)
      #expect(exact.exactCount == Self.accountCount)
      // From an equity of 1.25 times initial margin on, nothing needs attention.
      #expect(screened.exactCount > 0 && screened.exactCount < Self.accountCount / 3)
      for (account, risk) in screened.risks {
        let own = try #require(exact.risks[account])
        #expect(risk.level == own.level, "account \(account), frame \(number)")
        if risk.basis == .exact {
          #expect(risk.figures == own.figures, "account \(account), frame \(number)")
        } else {
          #expect(risk.level == .healthy && risk.figures.initialMargin >= own.figures.initialMargin)
          #expect(risk.figures.initialMargin <= own.figures.initialMargin * 1.1)
        }
      }
    }
  }

  @Test("an account that is watched or whose margin is called has the model's figures")
  func watched() throws {
    var sample = try Sample(workers: 2)
    defer { sample.rehearsal.stop() }
    let before = try sample.run(1, screenedFrom: 0)
    let account = Self.accountCount - 1
    #expect(before.risks[account]?.basis == .screened)
    sample.rehearsal.take(sample.holdings[account], isWatched: true)
    sample.holdings[0] = try sample.holding(0, cash: 0)
    #expect(try sample.run(2, screenedFrom: 0).risks[account]?.basis == .exact)
  }

  @Test("one coin's move touches those that hold it, and an owner's accounts go together")
  func touched() throws {
    let sample = try Sample(workers: 2)
    defer { sample.rehearsal.stop() }
    _ = try sample.run(1, screenedFrom: 0)
    // Nothing moved: nobody is due.
    #expect(try sample.run(2, moved: [], screenedFrom: 0).risks.isEmpty)
    sample.rehearsal.take(sample.holdings[7])
    let changed = try sample.run(3, moved: [], screenedFrom: 0)
    #expect(changed.risks.keys.sorted() == [6, 7, 8])
    let moved = try sample.run(
      4, moved: [sample.market.instruments[0].underlying], screenedFrom: 0)
    #expect(!moved.risks.isEmpty)
  }

  @Test("a move of ETH, all else kept: its holders alone, and what a whole cycle tells of them")
  func oneCoin() throws {
    var sample = try Sample(workers: 2)
    defer { sample.rehearsal.stop() }
    // Owners 0 to 99 hold BTC alone.
    for account in 0..<300 {
      sample.holdings[account] = AccountHolding(
        index: account, name: sample.holdings[account].name, owner: sample.holdings[account].owner,
        mode: .portfolio,
        portfolio: try sample.market.portfolio(account, cash: 40_000_000, of: .btc), orders: [])
      sample.rehearsal.take(sample.holdings[account])
    }
    let universe = sample.rehearsal.universe
    let whole = try sample.market.frame(1, over: universe, level: .detected)
    func run(_ frame: RiskFrame, moved: [Underlying]?) -> CycleRehearsal.Outcome {
      sample.rehearsal.run(
        sample.market.model, on: frame, at: sample.market.time, moved: moved, of: .portfolio,
        screenedFrom: 0, attentionRatio: HealthLevel.warningShare)
    }
    _ = run(whole, moved: nil)
    let partial = try sample.market.frame(
      1, afterMoveOfETHSince: whole, over: universe, level: .detected)
    let touched = run(partial, moved: sample.market.movedAlone)
    let held = Set(
      sample.holdings.filter { holding in
        holding.portfolio.positions.contains { $0.instrument.underlying.base == .eth }
      }.map(\.index))
    #expect(!held.isEmpty && held.allSatisfy { $0 >= 300 })
    #expect(Set(touched.risks.keys) == held)
    let all = run(partial, moved: nil)
    for (account, risk) in touched.risks {
      #expect(all.risks[account]?.level == risk.level, "account \(account)")
    }
  }

  @Test("with few accounts due, all have the model's figures")
  func few() throws {
    let sample = try Sample(workers: 1)
    defer { sample.rehearsal.stop() }
    let outcome = try sample.run(1, screenedFrom: Self.accountCount + 1)
    #expect(outcome.exactCount == Self.accountCount)
  }

  @Test(
    "settled instruments leave, what is held stays, and nobody's figures change",
    arguments: [0, .max])
  func settled(screenedFrom: Int) throws {
    let market = try CycleMarket(.reduced)
    let rehearsal = CycleRehearsal(workerCount: 2)
    defer { rehearsal.stop() }
    for instrument in market.instruments { try rehearsal.list(instrument) }
    var held: Set<Instrument> = []
    for account in 0..<20 {
      let portfolio = try market.portfolio(account, cash: 10_000_000)
      held.formUnion(portfolio.positions.map(\.instrument))
      rehearsal.take(
        AccountHolding(
          index: account, name: try AccountName("load\(account)"), owner: "owner\(account / 3)",
          mode: .portfolio, portfolio: portfolio, orders: []))
    }
    func risks() throws -> [Int: AccountRisk] {
      rehearsal.run(
        market.model, on: try market.frame(2, over: rehearsal.universe, level: .detected),
        at: market.time, moved: nil, of: .portfolio, screenedFrom: screenedFrom,
        attentionRatio: HealthLevel.warningShare
      ).risks
    }
    let before = try risks()
    let settled = market.instruments.enumerated().filter { $0.offset % 3 == 0 }.map(\.element)
    for instrument in settled { rehearsal.settle(instrument) }
    #expect(rehearsal.forgetSettled())
    let gone = Set(settled).subtracting(held)
    #expect(!gone.isEmpty && gone.count < settled.count)
    #expect(rehearsal.universe.count == market.instruments.count - gone.count)
    #expect(gone.allSatisfy { rehearsal.universe.index(of: $0) == nil })
    #expect(!rehearsal.forgetSettled())
    let after = try risks()
    #expect(after.count == before.count)
    for (account, risk) in after {
      #expect(risk.figures == before[account]?.figures, "account \(account)")
    }
  }
}

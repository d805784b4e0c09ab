import SteelyardBenchmarks
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import SteelyardPricing

/// What whole cycles over many accounts take, without a journal: frame, screen and exact figures.
struct CycleLoad {
  /// Times of one number of threads, in milliseconds; the fastest of several cycles.
  struct Times {
    /// Prices and scenario P&L of every instrument made anew.
    var frame = Double.infinity
    /// Every account, with the screen's matrix.
    var everything = Double.infinity
    /// The accounts that one underlying touches.
    var oneUnderlying = Double.infinity
    /// The first cycle, which finds the thresholds.
    var first = Double.infinity
    /// Every account by the model's own figures.
    var exact: Double?
    /// Accounts with the model's own figures among all.
    var exactCount = 0
    /// Accounts that one underlying touches.
    var touchedCount = 0
    /// Accounts whose level is not that of the model's own figures.
    var wrongCount = 0
  }

  private static let level = KernelLevel.detected
  /// Initial margin over counted equity from which on accounts get the model's own figures.
  private static let attentionRatio = HealthLevel.warningShare
  private static let repetitions = 7

  private let market: CycleMarket
  private let holdings: [AccountHolding]
  /// Instruments of the market.
  let instrumentCount: Int

  /// Accounts whose equity is 1.1 to 5 times their initial margin.
  init(_ scenarios: CycleMarket.Scenarios, accounts: Int) throws(SteelyardError) {
    market = try CycleMarket(scenarios)
    let rehearsal = CycleRehearsal(workerCount: 2)
    defer { rehearsal.stop() }
    var holdings: [AccountHolding] = []
    for account in 0..<accounts { holdings.append(try Self.holding(account, cash: 0, market)) }
    for holding in holdings { rehearsal.take(holding) }
    for instrument in market.instruments { try rehearsal.list(instrument) }
    instrumentCount = rehearsal.universe.count
    let frame = try market.frame(0, over: rehearsal.universe, level: Self.level)
    let risks = rehearsal.run(
      market.model, on: frame, at: market.time, moved: nil, of: .portfolio, screenedFrom: 0,
      attentionRatio: .infinity
    ).risks
    for account in 0..<accounts {
      guard let figures = risks[account]?.figures else { continue }
      let share = 1.1 + 3.9 * Double(account &* 7919 % 1000) / 1000
      let cash = share * figures.initialMargin - figures.initialCountedEquity
      holdings[account] = try Self.holding(account, cash: Int64(cash), market)
    }
    self.holdings = holdings
  }

  /// Cycles on so many threads.
  ///
  /// - Parameter withExact: Whether the model's own figures of all are timed as well, and levels compared.
  func times(workers: Int, withExact: Bool) throws(SteelyardError) -> Times {
    let clock = LoadClock()
    let rehearsal = CycleRehearsal(workerCount: workers)
    defer { rehearsal.stop() }
    for holding in holdings { rehearsal.take(holding) }
    for instrument in market.instruments { try rehearsal.list(instrument) }
    let universe = rehearsal.universe
    let model = market.model
    let time = market.time
    func cycle(
      _ frame: RiskFrame, moved: [Underlying]?, screenedFrom: Int = 0
    ) -> (milliseconds: Double, outcome: CycleRehearsal.Outcome) {
      let start = clock.steadyNanoseconds()
      let outcome = rehearsal.run(
        model, on: frame, at: time, moved: moved, of: .portfolio, screenedFrom: screenedFrom,
        attentionRatio: Self.attentionRatio)
      return (Double(clock.steadyNanoseconds() - start) * 1e-6, outcome)
    }
    var times = Times()
    for number in 0..<Self.repetitions {
      let start = clock.steadyNanoseconds()
      let frame = try market.frame(
        2 * number, over: universe, level: Self.level, sharing: rehearsal.sharing)
      times.frame = min(times.frame, Double(clock.steadyNanoseconds() - start) * 1e-6)
      let whole = cycle(frame, moved: nil)
      if number == 0 {
        times.first = whole.milliseconds
      } else {
        times.everything = min(times.everything, whole.milliseconds)
        times.exactCount = whole.outcome.exactCount
      }
      let moved = [market.instruments[0].underlying]
      let some = cycle(
        try market.frame(2 * number + 1, over: universe, level: Self.level), moved: moved)
      times.oneUnderlying = min(times.oneUnderlying, some.milliseconds)
      times.touchedCount = some.outcome.risks.count
    }
    if withExact {
      let frame = try market.frame(2 * Self.repetitions, over: universe, level: Self.level)
      let screened = cycle(frame, moved: nil).outcome
      let exact = cycle(frame, moved: nil, screenedFrom: .max)
      times.exact = exact.milliseconds
      times.wrongCount = screened.risks.count {
        exact.outcome.risks[$0.key]?.level != $0.value.level
      }
    }
    return times
  }

  private static func holding(
    _ account: Int, cash: Int64, _ market: CycleMarket
  ) throws(SteelyardError) -> AccountHolding {
    AccountHolding(
      index: account, name: try AccountName("load\(account)"), owner: "load\(account)",
      mode: .portfolio, portfolio: try market.portfolio(account, cash: cash), orders: [])
  }
}

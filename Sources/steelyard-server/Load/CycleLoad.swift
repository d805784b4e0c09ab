import SteelyardBenchmarks
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardMargin
import SteelyardPricing

/// What whole cycles over many accounts take, without a journal: frame, screen and exact figures.
struct CycleLoad {
  /// How long something took, in milliseconds.
  struct Time {
    /// By the clock.
    var elapsed = Double.infinity
    /// Of all processors: what another program on the machine does not lengthen.
    var processor = Double.infinity

    /// Keeps the smaller of each.
    mutating func take(_ other: Time) {
      elapsed = min(elapsed, other.elapsed)
      processor = min(processor, other.processor)
    }
  }

  /// Times of one number of threads; the fastest of several cycles.
  struct Times {
    /// Prices and scenario P&L of every instrument made anew.
    var frame = Time()
    /// Every account, with the screen's matrix.
    var everything = Time()
    /// The same for the underlyings of one coin, everything else kept.
    var partialFrame = Time()
    /// The accounts that a move of one coin touches.
    var oneUnderlying = Time()
    /// The first cycle, which finds the thresholds.
    var first = Time()
    /// Every account by the model's own figures.
    var exact: Time?
    /// Accounts with the model's own figures among all.
    var exactCount = 0
    /// Accounts that a move of one coin touches.
    var touchedCount = 0
    /// Accounts whose level is not that of the model's own figures.
    var wrongCount = 0
  }

  private static let level = KernelLevel.detected
  /// Initial margin over counted equity from which on accounts get the model's own figures.
  private static let attentionRatio = HealthLevel.warningShare

  /// What the risk loop keeps of an account: what the process has grown by with all of them, once evaluated.
  ///
  /// In bytes an account.
  struct Memory {
    /// What is asked of the allocator.
    let used: Int
    /// The allocator's spare room included.
    let resident: Int
    /// What of it stands for positions.
    let ofPositions: Int
  }

  private let market: CycleMarket
  private let holdings: [AccountHolding]
  private let repetitions: Int
  /// Instruments of the market.
  let instrumentCount: Int
  /// Of one account.
  let memory: Memory

  /// Accounts whose equity is 1.1 to 5 times their initial margin.
  ///
  /// - Parameter holders: Percent of the accounts that hold ETH; the others hold BTC alone.
  init(
    _ scenarios: CycleMarket.Scenarios, accounts: Int, holders: Int, repetitions: Int
  ) throws(SteelyardError) {
    let market = try CycleMarket(scenarios)
    self.market = market
    self.repetitions = repetitions
    let rehearsal = CycleRehearsal(workerCount: 2)
    defer { rehearsal.stop() }
    var holdings: [AccountHolding] = []
    func holding(_ account: Int, cash: Int64) throws(SteelyardError) -> AccountHolding {
      let coins: CycleMarket.Coins = account * 61 % 100 < holders ? .all : .btc
      return AccountHolding(
        index: account, name: try AccountName("load\(account)"), owner: "load\(account)",
        mode: .portfolio, portfolio: try market.portfolio(account, cash: cash, of: coins),
        orders: [])
    }
    for account in 0..<accounts { holdings.append(try holding(account, cash: 0)) }
    for holding in holdings { rehearsal.take(holding) }
    for instrument in market.instruments { try rehearsal.list(instrument) }
    instrumentCount = rehearsal.universe.count
    let frame = try market.frame(
      0, numbered: 1, over: rehearsal.universe, level: Self.level, sharing: rehearsal.sharing)
    let risks = rehearsal.run(
      market.model, on: frame, at: market.time, moved: nil, of: .portfolio, screenedFrom: 0,
      attentionRatio: .infinity
    ).risks
    memory = try CycleLoad.memory(of: holdings, market, frame)
    for account in 0..<accounts {
      guard let figures = risks[account]?.figures else { continue }
      let share = 1.1 + 3.9 * Double(account &* 7919 % 1000) / 1000
      let cash = share * figures.initialMargin - figures.initialCountedEquity
      holdings[account] = try holding(account, cash: Int64(cash))
    }
    self.holdings = holdings
  }

  /// What all that risk and readers keep of accounts grows the process by.
  private static func memory(
    of holdings: [AccountHolding], _ market: CycleMarket, _ frame: RiskFrame
  ) throws(SteelyardError) -> Memory {
    let resident = ProcessMemory.residentBytes
    let used = CycleRehearsal.usedBytes
    let rehearsal = CycleRehearsal(workerCount: 1, keeping: .everything)
    defer { rehearsal.stop() }
    // In the order of the first: the frame is one of its universe.
    try rehearsal.take(holdings)
    for instrument in market.instruments { try rehearsal.list(instrument) }
    _ = rehearsal.run(
      market.model, on: frame, at: market.time, moved: nil, of: .portfolio, screenedFrom: 0,
      attentionRatio: HealthLevel.warningShare)
    var ofPositions = 0
    for holding in holdings {
      for position in holding.portfolio.positions {
        ofPositions += CycleRehearsal.bytesPerPosition
        if !position.instrument.isOption { ofPositions += CycleRehearsal.bytesPerFuture }
      }
    }
    let count = max(1, holdings.count)
    return Memory(
      used: (CycleRehearsal.usedBytes - used) / count,
      resident: (ProcessMemory.residentBytes - resident) / count, ofPositions: ofPositions / count)
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
    func timed<Value>(
      _ body: () throws(SteelyardError) -> Value
    ) throws(SteelyardError) -> (time: Time, value: Value) {
      let start = (clock.steadyNanoseconds(), clock.processorNanoseconds())
      let value = try body()
      return (
        Time(
          elapsed: Double(clock.steadyNanoseconds() - start.0) * 1e-6,
          processor: Double(clock.processorNanoseconds() - start.1) * 1e-6), value
      )
    }
    func cycle(
      _ frame: RiskFrame, moved: [Underlying]?, screenedFrom: Int = 0
    ) throws(SteelyardError) -> (time: Time, value: CycleRehearsal.Outcome) {
      try timed { () throws(SteelyardError) in
        rehearsal.run(
          model, on: frame, at: time, moved: moved, of: .portfolio, screenedFrom: screenedFrom,
          attentionRatio: Self.attentionRatio)
      }
    }
    var times = Times()
    var last = 0
    for number in 0..<repetitions {
      last += 2
      let made = try timed { () throws(SteelyardError) in
        try market.frame(
          number, numbered: last, over: universe, level: Self.level, sharing: rehearsal.sharing)
      }
      times.frame.take(made.time)
      let whole = try cycle(made.value, moved: nil)
      if number == 0 {
        times.first = whole.time
      } else {
        times.everything.take(whole.time)
        times.exactCount = whole.value.exactCount
      }
      let remade = try timed { () throws(SteelyardError) in
        try market.frame(
          number, afterMoveOfETHSince: made.value, over: universe, level: Self.level,
          sharing: rehearsal.sharing)
      }
      times.partialFrame.take(remade.time)
      let some = try cycle(remade.value, moved: market.movedAlone)
      times.oneUnderlying.take(some.time)
      times.touchedCount = some.value.evaluatedCount
    }
    if withExact {
      let frame = try market.frame(
        0, numbered: last + 2, over: universe, level: Self.level, sharing: rehearsal.sharing)
      let screened = try cycle(frame, moved: nil).value
      let exact = try cycle(frame, moved: nil, screenedFrom: .max)
      times.exact = exact.time
      let levels = exact.value.risks.mapValues(\.level)
      times.wrongCount = screened.risks.count { levels[$0.key] != $0.value.level }
    }
    return times
  }
}

public import SteelyardAllocation
public import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardMath

/// Chooses a strategy's numbers on a stretch of history and uses them on the next, again and again: what it would
/// have come to
/// for somebody who knew only the past.
///
/// Every variant is run anew on each training stretch; the one with the highest Sharpe ratio is run on the test
/// stretch that
/// follows, with the money that is left. Markets of the training stretch are told to it beforehand, so that
/// look-backs are
/// full; nothing is held from it.
///
/// - Source: R. Pardo, "The Evaluation and Optimization of Trading Strategies", 2nd ed. (2008), 11.
public struct StrategyWalkForward: Sendable {
  /// One test stretch.
  public struct Fold: Sendable {
    /// Its first row's time.
    public let start: Timestamp
    /// Its last row's time.
    public let end: Timestamp
    /// The variant that was chosen.
    public let chosen: Int
    /// Its Sharpe ratio a year on the training stretch; nil where nothing moved.
    public let trained: Double?
    /// Its Sharpe ratio a year on the test stretch; nil where nothing moved.
    public let tested: Double?
  }

  /// Test stretches in order.
  public let folds: [Fold]
  /// The whole test period.
  public let result: StrategyResult

  /// Walks.
  ///
  /// - Parameters:
  ///   - variants: What is chosen from, at least one.
  ///   - trainDays: Days of a training stretch, > 0.
  ///   - testDays: Days of a test stretch, > 0.
  ///   - progress: Is told how many of how many runs are done.
  /// - Throws: `invalidInput` for stretches that the history is too short for; what runs throw.
  public init(
    _ variants: [any Strategy], through history: StrategyHistory, _ settings: StrategySettings,
    trainDays: Double, testDays: Double, seed: UInt64 = 1,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(SteelyardError) {
    let rowsADay = 86_400 / Double(history.interval.seconds)
    let train = Int(trainDays * rowsADay)
    let test = Int(testDays * rowsADay)
    let count = history.rows.count
    guard !variants.isEmpty, train >= 3, test >= 3, train + test <= count else {
      throw SteelyardError(
        .invalidInput,
        "\(variants.count) variants over \(trainDays) and \(testDays) days do not fit \(count) rows.",
        remedy: "Give stretches of at least three rows that fit the history together.")
    }
    var folds: [Fold] = []
    var settings = settings
    let cash = settings.cash
    var equity: [Double] = []
    var totals = StrategyTotals()
    var (marginUse, leverage): ([Double], [Double]) = ([], [])
    var events: [StrategyEvent] = []
    var trialVariance = 0.0
    let starts = Array(stride(from: train, to: count - 2, by: test))
    for (place, start) in starts.enumerated() {
      var best: (variant: Int, sharpe: Double)?
      var sharpes: [Double] = []
      for (number, variant) in variants.enumerated() {
        progress(place * (variants.count + 1) + number, starts.count * (variants.count + 1))
        let outcome = try StretchOutcome(
          of: variant, through: history.slice(start - train..<start), settings, warmUp: 0)
        let sharpe = outcome.sharpe ?? 0
        sharpes.append(sharpe)
        if best == nil || sharpe > (best?.sharpe ?? 0) { best = (number, sharpe) }
      }
      // Of the variants on one stretch: how stretches differ from each other is nothing that was chosen among.
      let daily = sharpes.map { $0 / 365.0.squareRoot() }
      trialVariance += (SampleMoments(daily)?.unbiasedVariance ?? 0) / Double(starts.count)
      let chosen = best?.variant ?? 0
      let end = min(start + test, count)
      let outcome = try StretchOutcome(
        of: variants[chosen], through: history.slice(start - train..<end), settings,
        warmUp: train)
      folds.append(
        Fold(
          start: history.rows[start], end: history.rows[end - 1], chosen: chosen,
          trained: best?.sharpe, tested: outcome.sharpe))
      // A stretch begins with the money that the one before left, its row being that one's next.
      equity += outcome.equity
      marginUse += outcome.marginUse
      leverage += outcome.leverage
      totals.add(outcome.totals)
      events += outcome.events.map { $0.moved(by: start - train - starts[0]) }
      guard let last = outcome.equity.last, last > 0 else { break }
      settings.cash = try Amount(nearest: (last * 100).rounded() / 100)
    }
    let covered = history.slice(starts[0]..<starts[0] + equity.count)
    let daily = StrategyResult.ends(of: covered.rows)
    self.folds = folds
    result = try StrategyResult(
      name: variants[0].name, history: covered, daily: daily, equity: daily.map { equity[$0] },
      cash: cash.doubleValue, totals, marginUse: marginUse, leverage: leverage, events: events,
      tries: variants.count, trialVariance: trialVariance,
      seed: seed)
  }
}

/// A run over a stretch, with rows before it that are told and not traded.
struct StretchOutcome {
  let equity: [Double]
  let marginUse: [Double]
  let leverage: [Double]
  let totals: StrategyTotals
  let events: [StrategyEvent]
  /// A year, of the rows; nil where nothing moved.
  let sharpe: Double?

  init(
    of strategy: any Strategy, through history: StrategyHistory, _ settings: StrategySettings,
    warmUp: Int
  ) throws(SteelyardError) {
    self = try StretchOutcome.walked(strategy, history, settings, warmUp)
  }

  private static func walked<Walked: Strategy>(
    _ strategy: Walked, _ history: StrategyHistory, _ settings: StrategySettings, _ warmUp: Int
  ) throws(SteelyardError) -> StretchOutcome {
    var run = try StrategyRun(strategy, through: history, settings)
    for _ in 0..<warmUp { try run.skip() }
    try run.finish()
    return StretchOutcome(run.state, warmUp, history)
  }

  private init<Memory>(
    _ state: StrategyState<Memory>, _ warmUp: Int, _ history: StrategyHistory
  ) {
    equity = Array(state.equity[warmUp...])
    marginUse = Array(state.marginUse[warmUp...])
    leverage = Array(state.leverage[warmUp...])
    totals = state.totals
    events = state.events
    let days = Double(history.interval.seconds) / 86_400
    sharpe =
      (try? PerformanceStatistics(equity: equity, periodDays: days))?.sharpe
  }
}

extension StrategyTotals {
  mutating func add(_ other: StrategyTotals) {
    fees += other.fees
    spread += other.spread
    impact += other.impact
    liquidationFees += other.liquidationFees
    interest += other.interest
    funding += other.funding
    poolFees += other.poolFees
    badDebt += other.badDebt
    turnover += other.turnover
    fills += other.fills
    marginCalls += other.marginCalls
    liquidations += other.liquidations
    cuts += other.cuts
  }
}

extension StrategyEvent {
  fileprivate func moved(by rows: Int) -> StrategyEvent {
    StrategyEvent(
      row: row + rows, kind: kind, subject: subject, quantity: quantity, price: price,
      reason: reason)
  }
}

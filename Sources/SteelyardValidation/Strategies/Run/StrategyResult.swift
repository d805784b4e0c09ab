public import SteelyardAllocation
public import SteelyardContracts
import SteelyardMath

/// What a strategy came to: its equity, what it is worth by the usual measures, and where the money went.
public struct StrategyResult: Sendable {
  /// The strategy's name.
  public let name: String
  /// Its coins.
  public let coins: [Currency]
  /// Ends of days, and the beginning.
  public let days: [Timestamp]
  /// Equity at them, in US dollars; shape `[day]`.
  public let equity: [Double]
  /// The same money in the coins alike, bought at the beginning and held; shape `[day]`.
  public let holding: [Double]
  /// Of the daily equity.
  public let statistics: PerformanceStatistics
  /// Of holding.
  public let holdingStatistics: PerformanceStatistics
  /// How sure the Sharpe ratio is, for so many tries.
  public let deflated: DeflatedSharpe?
  /// Intervals; nil where there are too few days.
  public let bootstrap: StationaryBootstrap?
  /// Where the money went.
  public let totals: StrategyTotals
  /// What changed hands a year, over mean equity.
  public let yearlyTurnover: Double
  /// Largest and mean initial margin over what counts for it.
  public let marginUse: (largest: Double, mean: Double)
  /// Largest and mean gross holdings over equity.
  public let leverage: (largest: Double, mean: Double)
  /// Share of rows in which something was held.
  public let timeInMarket: Double
  /// What happened.
  public let events: [StrategyEvent]
  /// The instants of the rows that events name.
  public let rows: [Timestamp]

  /// The result of a run that is done.
  ///
  /// - Parameters:
  ///   - tries: How many strategies were tried before this one was chosen, itself included.
  ///   - trialVariance: The variance of their daily Sharpe ratios.
  ///   - seed: Of the bootstrap.
  /// - Throws: `invalidInput` for a run of less than two days.
  public init<Walked: Strategy>(
    _ run: StrategyRun<Walked>, tries: Int = 1, trialVariance: Double = 0, seed: UInt64 = 1
  ) throws(SteelyardError) {
    let history = run.history
    let state = run.state
    let daily = StrategyResult.ends(of: history.rows)
    let equity = daily.map { state.equity[$0] }
    try self.init(
      name: run.strategy.name, history: history, daily: daily, equity: equity,
      cash: run.settings.cash.doubleValue, state.totals, marginUse: state.marginUse,
      leverage: state.leverage, events: state.events, tries: tries, trialVariance: trialVariance,
      seed: seed)
  }

  init(
    name: String, history: StrategyHistory, daily: [Int], equity: [Double], cash: Double,
    _ totals: StrategyTotals, marginUse: [Double], leverage: [Double], events: [StrategyEvent],
    tries: Int, trialVariance: Double, seed: UInt64
  ) throws(SteelyardError) {
    self.name = name
    coins = history.coins
    rows = history.rows
    days = daily.map { history.rows[$0] }
    self.equity = equity
    let periodDays =
      daily.count > 1
      ? days[0].days(to: days[days.count - 1]) / Double(daily.count - 1) : 1
    statistics = try PerformanceStatistics(equity: equity, periodDays: periodDays)
    holding = StrategyResult.holding(history, daily, cash: cash)
    holdingStatistics = try PerformanceStatistics(equity: holding, periodDays: periodDays)
    let returns = PerformanceStatistics.returns(of: equity)
    if let moments = SampleMoments(returns), moments.variance > 0 {
      deflated = try? DeflatedSharpe(
        sharpe: moments.mean / moments.unbiasedVariance.squareRoot(), skewness: moments.skewness,
        kurtosis: moments.excessKurtosis + 3, periods: returns.count, trials: tries,
        trialVariance: trialVariance)
      bootstrap = try? StationaryBootstrap(
        returns: returns, periodDays: periodDays,
        blockLength: min(20, max(1, Double(returns.count) / 10)), trials: 1000, confidence: 0.9,
        seed: seed)
    } else {
      deflated = nil
      bootstrap = nil
    }
    self.totals = totals
    self.events = events
    let years = days[0].years(to: days[days.count - 1])
    let meanEquity = equity.reduce(0, +) / Double(equity.count)
    yearlyTurnover = years > 0 && meanEquity > 0 ? totals.turnover / meanEquity / years : 0
    self.marginUse = StrategyResult.extremes(marginUse)
    self.leverage = StrategyResult.extremes(leverage)
    timeInMarket =
      leverage.isEmpty ? 0 : Double(leverage.count { $0 > 0 }) / Double(leverage.count)
  }

  private static func extremes(_ values: [Double]) -> (largest: Double, mean: Double) {
    values.isEmpty
      ? (0, 0) : (values.max() ?? 0, values.reduce(0, +) / Double(values.count))
  }

  /// The first row, and the last of every day.
  static func ends(of rows: [Timestamp]) -> [Int] {
    let day = Timestamp.microsecondsPerDay
    // A row at midnight closes the day before it.
    func dayOf(_ time: Timestamp) -> Int64 { (time.microseconds - 1) / day }
    var ends = [0]
    for row in rows.indices.dropFirst()
    where row == rows.count - 1 || dayOf(rows[row + 1]) != dayOf(rows[row]) {
      ends.append(row)
    }
    return ends
  }

  /// Equal parts in each coin, bought when its first price is known and kept; without costs.
  private static func holding(
    _ history: StrategyHistory, _ daily: [Int], cash: Double
  ) -> [Double] {
    let part = cash / Double(history.coins.count)
    var values = [Double](repeating: 0, count: daily.count)
    for closes in history.closes {
      var (first, last): (Double?, Double?) = (nil, nil)
      var row = 0
      for (place, end) in daily.enumerated() {
        while row <= end {
          if !closes[row].isNaN {
            if first == nil { first = closes[row] }
            last = closes[row]
          }
          row += 1
        }
        values[place] += first.flatMap { first in last.map { part * $0 / first } } ?? part
      }
    }
    return values
  }
}

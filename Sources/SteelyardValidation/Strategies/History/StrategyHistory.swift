public import SteelyardAllocation
public import SteelyardContracts
public import SteelyardMarket

/// What a strategy is walked through: prices, funding, volatility indices and futures of several coins on one clock.
public struct StrategyHistory: Sendable {
  /// Most rows: a hundred years of hours.
  public static let rowsMax = 1_000_000

  /// The coins.
  public let coins: [Currency]
  /// How far apart rows are.
  public let interval: HistoryInterval
  /// The instants at which a strategy is asked; a row is known at its time.
  public let rows: [Timestamp]
  /// Prices by coin and row, NaN where not known; shape `[coin][row]`.
  let closes: [[Double]]
  /// Marks of perpetuals, NaN where not known; shape `[coin][row]`, or `[coin][]` for a coin without any.
  let perpetuals: [[Double]]
  /// Volatility indices, NaN where nothing became known; shape `[coin][row]`, or `[coin][]`.
  let levels: [[Double]]
  /// Funding by coin, in order of time.
  let funding: [[Funding]]
  /// Dated futures with their marks; shape `[row]` each.
  let futures: [(instrument: Instrument, prices: [Double])]

  /// Chains of options by coin with the rows in which they became known, ascending.
  let chains: [[(row: Int, chain: OptionChain)]]

  /// A rate that was paid, at the row in which it became known.
  struct Funding: Sendable {
    let row: Int
    let rate: Double
    let seconds: Double
  }

  /// The histories of one coin, each nil where there is none.
  public struct Coin: Sendable {
    /// The coin.
    public let coin: Currency
    /// Prices of the coin.
    public let spot: PriceHistory
    /// Marks of its perpetual.
    public var perpetual: PriceHistory?
    /// Its perpetual over spot, taken where there are no marks.
    public var basis: BasisHistory?
    /// Funding of its perpetual.
    public var funding: FundingHistory?
    /// Its volatility index.
    public var index: VolatilityIndexHistory?
    /// Its dated futures.
    public var futures: [(instrument: Instrument, prices: PriceHistory)] = []

    /// Chains of its options, in any order.
    public var chains: [OptionChain] = []

    /// A coin by its prices; the rest is added.
    public init(_ coin: Currency, spot: PriceHistory) {
      self.coin = coin
      self.spot = spot
    }
  }

  /// Histories on one clock.
  ///
  /// A row stands at every multiple of the interval at which some coin has a price. What became known between two
  /// rows is
  /// known at the later one. A coin without a price in a row keeps its last one. Of chains that became known by the
  /// first row the latest is known there. A coin with chains and no volatility index has the chains' own volatility at
  /// the forward in 30 days for one, in the rows in which they became known.
  ///
  /// - Parameters:
  ///   - from: Nothing earlier is taken; nil for everything.
  ///   - to: Nothing later is taken; nil for everything.
  /// - Throws: `invalidInput` for a coin that stands twice, `missingMarketData` where no row is left, `limitExceeded`
  ///   beyond `rowsMax`.
  public init(
    _ coins: [Coin], interval: HistoryInterval, from: Timestamp? = nil, to: Timestamp? = nil
  ) throws(SteelyardError) {
    guard Set(coins.map(\.coin)).count == coins.count else {
      throw SteelyardError(
        .invalidInput, "A coin has two histories.", remedy: "Merge them, or name one.")
    }
    func isTaken(_ time: Timestamp) -> Bool {
      (from.map { time >= $0 } ?? true) && (to.map { time <= $0 } ?? true)
    }
    var times: Set<Timestamp> = []
    for coin in coins {
      for time in coin.spot.times where interval.isBoundary(time) && isTaken(time) {
        times.insert(time)
      }
    }
    let rows = times.sorted()
    guard rows.count >= 2 else {
      throw SteelyardError(
        .missingMarketData, "The histories have no two rows \(interval) apart in this period.",
        remedy: "Add a history with such rows, or choose another period or interval.")
    }
    guard rows.count <= StrategyHistory.rowsMax else {
      throw SteelyardError(
        .limitExceeded, "The history has \(rows.count) rows, more than \(StrategyHistory.rowsMax).",
        remedy: "Choose a shorter period or a longer interval.")
    }
    self.rows = rows
    self.interval = interval
    self.coins = coins.map(\.coin)
    closes = coins.map { StrategyHistory.column($0.spot.times, $0.spot.closes, at: rows) }
    var perpetuals: [[Double]] = []
    for (place, coin) in coins.enumerated() {
      if let marks = coin.perpetual {
        perpetuals.append(
          StrategyHistory.filled(
            StrategyHistory.column(marks.times, marks.closes, at: rows), closes[place], rows))
      } else if let basis = coin.basis {
        let column = StrategyHistory.column(basis.times, basis.bases, at: rows)
        perpetuals.append(
          StrategyHistory.filled(
            zip(closes[place], column).map { $0 * (1 + $1) }, closes[place], rows))
      } else {
        perpetuals.append([])
      }
    }
    self.perpetuals = perpetuals
    let chains = coins.map { StrategyHistory.placed($0.chains, rows, interval) }
    self.chains = chains
    levels = coins.indices.map { place in
      var column = [Double](repeating: .nan, count: rows.count)
      guard let index = coins[place].index else {
        for (row, chain) in chains[place] { column[row] = chain.volatility(days: 30) }
        return chains[place].isEmpty ? [] : column
      }
      for (time, level) in zip(index.times, index.closes) {
        if let row = StrategyHistory.row(knowing: time, rows, interval) { column[row] = level }
      }
      return column
    }
    funding = coins.map { coin in
      guard let funding = coin.funding else { return [] }
      var paid: [Funding] = []
      for place in funding.times.indices {
        guard let row = StrategyHistory.row(knowing: funding.times[place], rows, interval) else {
          continue
        }
        paid.append(
          Funding(
            row: row, rate: funding.rates[place], seconds: funding.intervalSeconds[place]))
      }
      return paid
    }
    futures = coins.flatMap(\.futures).map { future in
      (
        future.instrument,
        StrategyHistory.column(future.prices.times, future.prices.closes, at: rows)
      )
    }
  }

  /// Chains by the rows in which they became known, one a row: the latest.
  private static func placed(
    _ chains: [OptionChain], _ rows: [Timestamp], _ interval: HistoryInterval
  ) -> [(row: Int, chain: OptionChain)] {
    var placed: [(row: Int, chain: OptionChain)] = []
    for chain in chains.sorted(by: { $0.time < $1.time }) {
      // What was seen before the first row is still the latest that was seen.
      guard let row = chain.time <= rows[0] ? 0 : row(knowing: chain.time, rows, interval) else {
        continue
      }
      if placed.last?.row == row { placed.removeLast() }
      placed.append((row, chain))
    }
    return placed
  }

  /// Values at exactly the times of the rows, NaN where there is none.
  private static func column(
    _ times: [Timestamp], _ values: [Double], at rows: [Timestamp]
  ) -> [Double] {
    var column = [Double](repeating: .nan, count: rows.count)
    var place = 0
    for (row, time) in rows.enumerated() {
      while place < times.count, times[place] < time { place += 1 }
      if place < times.count, times[place] == time { column[row] = values[place] }
    }
    return column
  }

  /// Marks of a perpetual where some are missing: for a day the last basis is kept, then spot stands.
  ///
  /// An old mark beside a new spot would be a basis that nobody saw.
  private static func filled(
    _ marks: [Double], _ closes: [Double], _ rows: [Timestamp]
  ) -> [Double] {
    var filled = marks
    var last: (time: Timestamp, ratio: Double)?
    for row in rows.indices where !closes[row].isNaN {
      if !marks[row].isNaN {
        last = (rows[row], marks[row] / closes[row])
      } else if let last {
        filled[row] = last.time.days(to: rows[row]) <= 1 ? closes[row] * last.ratio : closes[row]
      }
    }
    return filled
  }

  /// The first row at or after a time; nil before the first row's own interval, and after the last row.
  private static func row(
    knowing time: Timestamp, _ rows: [Timestamp], _ interval: HistoryInterval
  ) -> Int? {
    guard let first = rows.first, time > interval.advanced(first, by: -1) else { return nil }
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low < rows.count ? low : nil
  }

  /// The same rows up to one, and nothing after it.
  public func prefix(_ count: Int) -> StrategyHistory { slice(0..<min(count, rows.count)) }

  /// The rows of a range, as a history of their own.
  ///
  /// - Precondition: The range lies within the rows.
  public func slice(_ range: Range<Int>) -> StrategyHistory {
    StrategyHistory(self, range)
  }

  private init(_ whole: StrategyHistory, _ range: Range<Int>) {
    coins = whole.coins
    interval = whole.interval
    rows = Array(whole.rows[range])
    func cut(_ column: [Double]) -> [Double] { column.isEmpty ? [] : Array(column[range]) }
    closes = whole.closes.map(cut)
    perpetuals = whole.perpetuals.map(cut)
    levels = whole.levels.map(cut)
    funding = whole.funding.map { paid in
      paid.filter { range.contains($0.row) }.map {
        Funding(row: $0.row - range.lowerBound, rate: $0.rate, seconds: $0.seconds)
      }
    }
    futures = whole.futures.map { ($0.instrument, cut($0.prices)) }
    chains = whole.chains.map { placed in
      placed.filter { range.contains($0.row) }.map { ($0.row - range.lowerBound, $0.chain) }
    }
  }

  /// What the results of a run stand on, for one that is resumed.
  public var identity: String {
    func sum(_ column: [Double]) -> Double { column.lazy.filter { !$0.isNaN }.reduce(0, +) }
    var parts = [
      "\(interval)", "\(rows.count)", "\(rows[0])", "\(rows[rows.count - 1])",
    ]
    for (place, coin) in coins.enumerated() {
      parts.append(
        "\(coin):\(sum(closes[place])):\(sum(perpetuals[place])):\(sum(levels[place])):"
          + "\(funding[place].count):\(funding[place].reduce(0) { $0 + $1.rate })")
    }
    for future in futures { parts.append("\(future.instrument):\(sum(future.prices))") }
    for (row, chain) in chains.joined() {
      let volatilities = chain.expiries.flatMap(\.strikes).reduce(0) { $0 + $1.volatility }
      parts.append("\(chain.coin):\(row):\(chain.time):\(chain.index):\(volatilities)")
    }
    return parts.joined(separator: "|")
  }
}

import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardLiquidation
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation

/// A year of hours of a trend in ten coins with everything that belongs to it: fills with their costs, funding, margin,
/// limits.
///
/// The sum that is checked is the equity at the end, against the cash at the beginning and every fill and funding
/// payment
/// counted anew from the events and the prices.
func strategyBenchmarks() -> [Benchmark] {
  [
    Benchmark(
      name: "strategy.trend.10coins.8760hours", item: "row", repetitionsMax: 5,
      // A second for the year.
      targetNanosecondsPerItem: 1e9 / 8760
    ) { () throws(SteelyardError) in
      let year = try StrategyYear()
      var equity = 0.0
      return Work(itemCount: year.history.rows.count, expectedChecksum: try year.expected()) {
        (_) throws(SteelyardError) in
        equity = try year.walk().state.equity.last ?? 0
      } checksum: {
        equity
      }
    }
  ]
}

/// Ten coins that wander by formulas, the same everywhere, with funding every eight hours.
private struct StrategyYear {
  let history: StrategyHistory
  private let strategy: TrendFollowing
  private let settings: StrategySettings

  private static let hours = 8760
  private static let start = Timestamp(microseconds: 1_672_531_200_000_000)  // 2023-01-01T00:00:00Z
  private static let codes = [
    "BTC", "ETH", "SOL", "BNB", "XRP", "DOGE", "ADA", "AVAX", "LINK", "LTC",
  ]

  init() throws(SteelyardError) {
    var coins: [StrategyHistory.Coin] = []
    for (number, code) in StrategyYear.codes.enumerated() {
      let coin = try Currency(code)
      var price = 50_000.0
      for _ in 0..<number { price /= 2 }
      var closes: [Double] = []
      for hour in 0..<StrategyYear.hours {
        let place = UInt64(number * StrategyYear.hours + hour + 1)
        let share = Double((place &* 0x9E37_79B9_7F4A_7C15) >> 11) * 0x1p-53
        let drift = 0.0004 * sin(Double(hour) / 500 + Double(number))
        price *= 1 + drift + 0.016 * (share - 0.5)
        closes.append(price)
      }
      var history = StrategyHistory.Coin(
        coin,
        spot: try PriceHistory(
          HistoryRows(
            source: HistorySource(asset: coin, venue: "formula", market: "spot"),
            quantity: .price, interval: .hourly, times: StrategyYear.times(.hourly, closes.count),
            values: closes, columns: [:])))
      let rates = (0..<StrategyYear.hours / 8).map { 0.0001 * (1 + sin(Double($0) / 30)) }
      history.funding = try FundingHistory(
        HistoryRows(
          source: HistorySource(asset: coin, venue: "formula", market: "perpetual"),
          quantity: .fundingRate, interval: .eightHours,
          times: StrategyYear.times(.eightHours, rates.count), values: rates, columns: [:]))
      coins.append(history)
    }
    history = try StrategyHistory(coins, interval: .hourly)
    strategy = try TrendFollowing(
      fastDays: 10, slowDays: 40, target: 0.3, realisedDays: 30, weightMax: 0.5, band: 0.1)
    settings = StrategySettings(margin: try StrategyMargin.rates(of: history.coins))
  }

  private static func times(_ interval: HistoryInterval, _ count: Int) -> [Timestamp] {
    (0..<count).map { interval.advanced(start, by: $0) }
  }

  func walk() throws(SteelyardError) -> StrategyRun<TrendFollowing> {
    var run = try StrategyRun(strategy, through: history, settings)
    try run.finish()
    return run
  }

  /// Cash at first, less what fills cost and fees took, plus funding on what was held, plus what is held at the end.
  func expected() throws(SteelyardError) -> Double {
    let run = try walk()
    let rates = settings.rates
    var cash = settings.cash.doubleValue
    var held = [Double](repeating: 0, count: history.coins.count)
    var events = run.state.events.filter { $0.kind == .fill }[...]
    var prices = held
    for row in history.rows.indices {
      for fact in history.facts(in: row) {
        switch fact {
        case .spot(let coin, let price):
          if let place = history.coins.firstIndex(of: coin) { prices[place] = price }
        case .funding(let coin, let rate, _):
          if let place = history.coins.firstIndex(of: coin) {
            cash -= held[place] * rate * prices[place]
          }
        default: break
        }
      }
      while let event = events.first, event.row == row {
        events = events.dropFirst()
        let code = event.subject.prefix { $0 != "/" }
        guard let place = history.coins.firstIndex(where: { $0.code == code }) else { continue }
        cash -=
          event.quantity * event.price + rates.takerFee * abs(event.quantity) * prices[place]
        held[place] += event.quantity
      }
    }
    return zip(held, prices).reduce(cash) { $0 + $1.0 * $1.1 }
  }
}

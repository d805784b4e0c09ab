import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardValidation
import TestSupport
import Testing

@Suite("Maintenance margin from every hour")
struct HourlyMaintenanceTests {
  /// Hourly closes that are the day's close at its end and swing by a rule between.
  static func hourly(
    _ history: CalibrationHistory, without missing: Set<Int> = [], hours count: Int? = nil,
    of coins: [Currency] = [.btc, .eth]
  ) throws -> HourlyCloses {
    let start = history.days[0]
    let all = (history.days.count - 1) * 24 + 1
    let kept = (0..<min(count ?? all, all)).filter { !missing.contains($0) }
    let histories = try coins.enumerated().map { place, coin in
      try PriceHistory(
        HistoryRows(
          source: HistorySource(asset: coin, venue: "made up", market: ""), quantity: .price,
          interval: .hourly,
          times: kept.map {
            Timestamp(microseconds: start.microseconds + Int64($0) * 3_600_000_000)
          },
          values: kept.map { price(history.coins[place].closes, hour: $0) }, columns: [:]))
    }
    return HourlyCloses(histories, start: start, asOf: nil)
  }

  private static func price(_ closes: [Double], hour: Int) -> Double {
    closes[hour / 24] * (1 + 0.01 * sin(Double(hour % 24) * Double.pi / 12))
  }

  static func backtest(
    _ history: CalibrationHistory, _ hourly: HourlyCloses?
  ) throws -> MarginBacktest {
    let plain = try MarginBacktestTests.backtest(history)
    return MarginBacktest(
      books: plain.books,
      history: BacktestHistory(history, smile: plain.history.smile, hourly: hourly),
      calibrator: plain.calibrator, rivals: [], others: [], level: .portable)
  }

  private func losses(
    _ name: String, _ backtest: MarginBacktest, on day: Int = 300
  ) throws -> [Double?] {
    let day = try #require(try backtest.run(on: day))
    return try #require(day.outcomes.first { $0.book == name }).hourlyLosses
  }

  @Test("the frozen book loses what its coins lose, from each hour to the end of the horizon")
  func deltaOne() throws {
    let history = try MarginBacktestTests.history()
    let backtest = try Self.backtest(history, try Self.hourly(history))
    let long = try losses("long BTC", backtest)
    let inverse = try losses("long inverse perpetual on BTC", backtest)
    #expect(long.count == 24)
    let closes = history.coins[0].closes
    // The tests' maintenance margin looks a day ahead.
    for hour in [0, 7, 23] {
      let move =
        (Self.price(closes, hour: 301 * 24 + hour)
          - Self.price(closes, hour: 300 * 24 + hour)) / closes[300]
      expectClose(
        expected: -100_000 * move, got: try #require(long[hour]), .absolute(0.006))
      // A coin and an inverse contract of its worth, both long: two coins, also when the window
      // begins hours after the book was struck.
      expectClose(
        expected: -200_000 * move, got: try #require(inverse[hour]), .absolute(0.006))
    }
  }

  @Test("an option is worth what the day's index says until the next day's index is known")
  func options() throws {
    let history = try MarginBacktestTests.history()
    let backtest = try Self.backtest(history, try Self.hourly(history))
    let got = try #require(try losses("short straddle BTC", backtest)[7])
    let closes = history.coins[0].closes
    let index = history.coins[0].impliedVolatility
    let strike = (closes[300] * 100).rounded() / 100
    func straddle(_ price: Double, _ volatility: Double, hours: Double) throws -> Double {
      let option = try InverseOption(
        forward: price, strike: strike, timeToExpiry: (30 - hours / 24) / 365,
        volatility: volatility
      ).quoteSettled
      return option.value(.call) + option.value(.put)
    }
    let before = try straddle(Self.price(closes, hour: 300 * 24 + 7), index[300], hours: 7)
    let after = try straddle(Self.price(closes, hour: 301 * 24 + 7), index[301], hours: 31)
    expectClose(
      expected: 100_000 / closes[300] * (after - before), got: got, .absolute(0.006))
  }

  @Test("a missing hour leaves out the windows that begin or end there, and no others")
  func missing() throws {
    let history = try MarginBacktestTests.history()
    let whole = try losses("long BTC", try Self.backtest(history, try Self.hourly(history)))
    let gap = try Self.hourly(history, without: [300 * 24 + 5, 301 * 24 + 9])
    let holed = try losses("long BTC", try Self.backtest(history, gap))
    for hour in 0..<24 {
      #expect(holed[hour] == (hour == 5 || hour == 9 ? nil : whole[hour]))
    }
    let none = try Self.hourly(history, hours: 24 * 100)
    #expect(try losses("long BTC", try Self.backtest(history, none)).isEmpty)
    #expect(try losses("long BTC", try Self.backtest(history, nil)).isEmpty)
    // A book needs the hours of every coin it holds.
    let bitcoin = try Self.hourly(history, of: [.btc])
    #expect(try losses("long ETH against BTC", try Self.backtest(history, bitcoin)).isEmpty)
  }

  @Test("what is asked does not know the hours after it")
  func causal() throws {
    let history = try MarginBacktestTests.history()
    let whole = try #require(
      try Self.backtest(history, try Self.hourly(history)).run(on: 300))
    let without = try #require(try Self.backtest(history, nil).run(on: 300))
    #expect(whole.outcomes.map(\.dynamic) == without.outcomes.map(\.dynamic))
    #expect(whole.outcomes.map(\.loss) == without.outcomes.map(\.loss))
  }

  @Test("a summary counts windows over maintenance margin and tests those that do not overlap")
  func summary() throws {
    let history = try MarginBacktestTests.history()
    let backtest = try Self.backtest(history, try Self.hourly(history))
    var days: [BacktestDay] = []
    for day in 250..<418 { if let result = try backtest.run(on: day) { days.append(result) } }
    let summary = try BacktestSummary(
      days, books: backtest.books, strides: backtest.strides, hourStrides: backtest.hourStrides,
      tailLevel: backtest.tailLevel, nearZeroUSD: 200)
    let long = try #require(summary.books.first { $0.book.name == "long BTC" })
    let maintained = try #require(long.maintained)
    var windows = 0
    var breaches = 0
    for day in days {
      for outcome in day.outcomes where outcome.book == "long BTC" {
        for loss in outcome.hourlyLosses {
          windows += 1
          if try #require(loss) > outcome.dynamic.maintenanceMargin { breaches += 1 }
        }
      }
    }
    #expect(maintained.periods == windows && windows == 168 * 24)
    #expect(maintained.breaches == breaches)
    #expect(backtest.hourStrides["long BTC"] == 24)
    let bootstrap = try #require(maintained.bootstrap)
    #expect(bootstrap.blockLength == 8 * 24 && bootstrap.periods == windows)
    #expect(long.core.bootstrap == nil)
    let goal = try #require(summary.goals.first { $0.name.contains("from every hour") })
    let pooled = summary.counted.compactMap(\.maintained)
    let rate =
      Double(pooled.reduce(0) { $0 + $1.breaches })
      / Double(pooled.reduce(0) { $0 + $1.periods })
    expectClose(expected: rate, got: try #require(goal.reached), .relative(1e-12))
  }
}

import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardScenarios
import SteelyardValidation
import TestSupport
import Testing

@Suite("Walk through history")
struct MarginBacktestTests {
  static let books = StandardBooks.all().filter {
    [
      "long BTC", "short BTC", "long ETH against BTC", "short straddle BTC",
      "delta-hedged short gamma BTC", "long inverse perpetual on BTC",
    ].contains($0.name)
  }

  /// Closes that swing by a rule, and a volatility index that rises with falls.
  static func history(days count: Int = 420) throws -> CalibrationHistory {
    var generator = SeededGenerator(seed: 9)
    var closes = [[20_000.0], [1500.0]]
    var index = [0.6]
    for day in 1..<count {
      let move = Double.random(in: -0.05..<0.05, using: &generator)
      closes[0].append(closes[0][day - 1] * exp(move))
      closes[1].append(
        closes[1][day - 1] * exp(1.2 * move + Double.random(in: -0.02..<0.02, using: &generator)))
      index.append(0.6 * exp(-move))
    }
    return try CalibrationHistory(
      days: (0..<count).map {
        Timestamp(
          microseconds: 1_600_000_000_000_000 / 86_400_000_000 * 86_400_000_000
            + Int64($0) * 86_400_000_000)
      },
      coins: [
        .init(coin: .btc, closes: closes[0], impliedVolatility: index),
        .init(coin: .eth, closes: closes[1]),
      ], sources: ["made up"])
  }

  static func backtest(_ history: CalibrationHistory) throws -> MarginBacktest {
    let measure = DynamicMeasure(
      measure: .expectedShortfall(level: 0.975), horizonDays: PerCoin(others: 1),
      stressedWeight: 0.25, crashShare: 0.2, brokenShare: 0.1)
    let rule = CalibrationRule(
      source: .filteredHistorical,
      drawing: ScenarioDrawing(scenarios: 256, points: .antithetic, replicates: 1), windowDays: 200,
      fastSource: .exponential, fastDecay: 0.94, slowYears: 10, damping: 0.3,
      capMultiple: 1.25, floorShare: 0.7, floorYears: 10, fallPerDay: 0.01,
      maintenanceRisePerHour: 0.002, stressedCount: 100, stressedFromYear: 2017,
      shortHorizonPower: 0.4, observationsMin: 180,
      volatility: PerCoin(others: VolatilityResponse(onFall: -0.8, onRise: 0.6, deviation: 0.05)))
    let specification = DynamicSpecification(
      name: "dynamic",
      provenance: ParameterProvenance(
        name: "test", effective: "2020-01-01", sources: [], superseded: nil),
      surfaceSource: .marks, optionValue: .model, initial: measure, maintenance: measure,
      benefitMax: 0.8, calibration: rule, surfaces: PerCoin(others: .none),
      settlement: .init(averagingWindowSeconds: 1800, delivery: .cash, path: .straight),
      shortOptionMinimum: PerCoin(others: 0), charges: PerCoin(others: []),
      collateral: .everything, equity: .portfolio)
    return MarginBacktest(
      books: books,
      history: BacktestHistory(
        history, smile: SmilePrior(slope: 0, curvature: 0, moneynessMax: 3), hourly: nil),
      calibrator: try Calibrator(history, crashes: [], specification, seed: 1),
      rivals: [
        try Calibrator(
          history, crashes: [], PlainHistoricalModel.specification(like: specification), seed: 1)
      ], others: [], level: .portable)
  }

  @Test("losses are those of the frozen book, whatever the model")
  func losses() throws {
    let history = try Self.history()
    let day = try #require(try Self.backtest(history).run(on: 300))
    let closes = history.coins[0].closes
    let move = closes[301] / closes[300] - 1
    func outcome(_ name: String) throws -> BacktestDay.Outcome {
      try #require(day.outcomes.first { $0.book == name })
    }
    expectClose(
      expected: -100_000 * move, got: try #require(try outcome("long BTC").loss), .relative(1e-9))
    expectClose(
      expected: 100_000 * move, got: try #require(try outcome("short BTC").loss), .relative(1e-9))
    // A coin and an inverse perpetual of its worth, both long, lose twice.
    expectClose(
      expected: -200_000 * move,
      got: try #require(try outcome("long inverse perpetual on BTC").loss), .relative(1e-9))
    // A straddle by Black-76 at the index of its day.
    let index = history.coins[0].impliedVolatility
    func straddle(_ price: Double, _ volatility: Double, days: Double) throws -> Double {
      let strike = (closes[300] * 100).rounded() / 100
      let option = try InverseOption(
        forward: price, strike: strike, timeToExpiry: days / 365, volatility: volatility
      ).quoteSettled
      return option.value(.call) + option.value(.put)
    }
    let coins = 100_000 / closes[300]
    let gain =
      try straddle(closes[301], index[301], days: 29) - straddle(closes[300], index[300], days: 30)
    expectClose(
      expected: coins * gain, got: try #require(try outcome("short straddle BTC").loss),
      .relative(1e-6))
  }

  @Test("the day after does not change what was asked, only what was lost")
  func causal() throws {
    let whole = try #require(try Self.backtest(try Self.history()).run(on: 300))
    let cut = try #require(try Self.backtest(try Self.history(days: 301)).run(on: 300))
    #expect(whole.outcomes.map(\.dynamic) == cut.outcomes.map(\.dynamic))
    #expect(whole.outcomes.map(\.others) == cut.outcomes.map(\.others))
    #expect(cut.outcomes.allSatisfy { $0.loss == nil })
  }

  @Test("margins hang together: a layer below its shortfall, a hedge below its legs")
  func figures() throws {
    let day = try #require(try Self.backtest(try Self.history()).run(on: 350))
    for outcome in day.outcomes {
      #expect(outcome.dynamic.core >= outcome.dynamic.tailValueAtRisk * (1 - 1e-12))
      #expect(outcome.dynamic.initialMargin >= outcome.dynamic.core * (1 - 1e-12))
      #expect(outcome.dynamic.initialMargin >= outcome.dynamic.maintenanceMargin)
      #expect(outcome.others[PlainHistoricalModel.name] ?? 0 > 0)
    }
    let hedge = try #require(day.outcomes.first { $0.book == "long ETH against BTC" })
    #expect(hedge.dynamic.core < 0.6 * hedge.dynamic.legsCore)
  }

  @Test("a summary counts what a reader would count")
  func summary() throws {
    let backtest = try Self.backtest(try Self.history())
    var days: [BacktestDay] = []
    for day in 250..<419 { if let result = try backtest.run(on: day) { days.append(result) } }
    let summary = try BacktestSummary(
      days, books: backtest.books, strides: backtest.strides, hourStrides: backtest.hourStrides,
      tailLevel: backtest.tailLevel, nearZeroUSD: 200)
    let long = try #require(summary.books.first { $0.book.name == "long BTC" })
    let breaches = days.count { day in
      day.outcomes.contains {
        $0.book == "long BTC" && ($0.loss ?? 0) > $0.dynamic.valueAtRisk
      }
    }
    #expect(long.days == 169 && long.core.breaches == breaches)
    #expect(long.shortfalls.count == long.collected.breaches)
    #expect(summary.goals.count == 20)
    let error = #expect(throws: SteelyardError.self) {
      _ = try BacktestSummary(
        [], books: backtest.books, strides: [:], hourStrides: [:], tailLevel: 0.975,
        nearZeroUSD: 1)
    }
    #expect(error?.code == .missingMarketData)
  }
}

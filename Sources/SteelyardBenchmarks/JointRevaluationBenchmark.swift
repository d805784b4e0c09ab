import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios

private let optionCount = 1000
private let scenarioCount = 10_000
private let portfolioCount = 1000
private let positionsPerPortfolio = 20
private let confidence = 0.975
/// Portfolios whose P&L is held at once: the matrix is read once for all of them.
private let portfoliosAtOnce = 50

/// Full revaluation of many options in many joint scenarios, expected shortfall of many portfolios on
/// the result, and both together; one thread.
func jointRevaluationBenchmarks() -> [Benchmark] {
  [
    jointBenchmark("joint.revaluation.1000x10000", .revaluation, item: "number"),
    jointBenchmark("joint.shortfall.1000portfolios", .shortfall, item: "portfolio"),
    jointBenchmark("joint.whole", .whole, item: "run"),
  ]
}

/// What is timed.
private enum JointWork { case revaluation, shortfall, whole }

private func jointBenchmark(_ name: String, _ work: JointWork, item: String) -> Benchmark {
  Benchmark(name: name, item: item, repetitionsMax: 20, targetNanosecondsPerItem: [:]) {
    () throws(SteelyardError) in
    let market = try JointBenchmarkMarket()
    var starts: [Int64] = []
    var rows: [Int32] = []
    var quantities: [Double] = []
    for portfolio in 0..<portfolioCount {
      starts.append(Int64(rows.count))
      for step in 0..<positionsPerPortfolio {
        // A prime step meets every option, and sizes go both ways.
        rows.append(Int32((portfolio &* 31 &+ step &* 7919) % optionCount))
        quantities.append(Double((portfolio &* 17 &+ step &* 13) % 21 - 10))
      }
    }
    starts.append(Int64(rows.count))
    func shortfalls(_ block: ScenarioBlock, _ level: KernelLevel) -> [Double] {
      var profit = [Double](repeating: 0, count: portfoliosAtOnce * block.paddedCount)
      return stride(from: 0, to: portfolioCount, by: portfoliosAtOnce).flatMap { first in
        var span = profit.mutableSpan
        block.portfolioProfits(
          level: level, starts: starts.span.extracting(first..<first + portfoliosAtOnce + 1),
          rows: rows.span, quantities: quantities.span, into: &span)
        return (0..<portfoliosAtOnce).map { place in
          TailSelection(
            of: profit, from: place * block.paddedCount, count: scenarioCount,
            confidence: confidence
          ).expectedShortfall
        }
      }
    }
    let blocks = try KernelLevel.available.map { level throws(SteelyardError) in
      (level, try market.block(level))
    }
    func block(_ level: KernelLevel) -> ScenarioBlock {
      guard let block = blocks.first(where: { $0.0 == level })?.1 else {
        preconditionFailure("no block was made at \(level)")
      }
      return block
    }
    func magnitude(_ block: ScenarioBlock) -> Double {
      stride(from: 0, to: scenarioCount, by: 97).reduce(0) { sum, scenario in
        (0..<optionCount).reduce(sum) {
          $0 + abs(block.unitProfit(row: Int32($1), scenario: scenario))
        }
      }
    }
    let expected = shortfalls(block(.portable), .portable).reduce(0, +)
    var last = expected
    switch work {
    case .revaluation:
      var revalued = block(.portable)
      return Work(
        itemCount: optionCount * scenarioCount, expectedChecksum: magnitude(revalued)
      ) { level throws(SteelyardError) in
        revalued = try market.block(level)
      } checksum: {
        magnitude(revalued)
      }
    case .shortfall:
      return Work(itemCount: portfolioCount, expectedChecksum: expected) { level in
        last = shortfalls(block(level), level).reduce(0, +)
      } checksum: {
        last
      }
    case .whole:
      return Work(itemCount: 1, expectedChecksum: expected) { level throws(SteelyardError) in
        last = shortfalls(try market.block(level), level).reduce(0, +)
      } checksum: {
        last
      }
    }
  }
}

/// Options of one coin, and joint scenarios of it.
private struct JointBenchmarkMarket {
  private static let time = Timestamp(milliseconds: 1_773_478_800_000)
  private static let spot = 70_000.0
  let priced: [PricedInstrument]
  let columns: JointColumns
  let underlying: Underlying

  init() throws(SteelyardError) {
    underlying = try Underlying(base: .btc, quote: .usd, settlement: .btc)
    var builder = MarketSnapshotBuilder(
      time: Self.time, limits: .init(ageSecondsMax: nil, aheadSecondsMax: 0))
    var instruments: [Instrument] = []
    for number in 0..<optionCount {
      let days = Int64([3, 9, 16, 30, 60, 110, 200, 290][number % 8])
      let strike = Amount(Int64(Self.spot) * Int64(40 + number / 8) / 100)
      let instrument = try Instrument(
        underlying,
        .option(
          OptionTerms(
            expiry: Self.time.advanced(bySeconds: days * 86_400), strike: strike,
            right: number % 16 < 8 ? .call : .put)))
      instruments.append(instrument)
      var row = InstrumentObservation(
        instrument: instrument, time: Self.time, origin: .init(file: "benchmark", row: 1))
      row.indexPrice = Self.spot
      row.underlyingPrice = Self.spot
      row.underlyingPriceSource = .synthetic("benchmark")
      let moneyness = log(strike.doubleValue / Self.spot)
      row.markVolatility = 0.55 - 0.1 * moneyness + 0.15 * moneyness * moneyness
      try builder.add([row])
    }
    try builder.add([AssetPrice(asset: .btc, priceUSD: Self.spot, source: "benchmark")])
    let pricer = InstrumentPricer(
      snapshot: try builder.build().snapshot, surfaceSource: .marks, surfaces: [:],
      discounting: .none)
    priced = try instruments.map { instrument throws(SteelyardError) in
      try pricer.price(instrument)
    }
    let sampled = try SampledScenarios.forBenchmark(count: scenarioCount)
    columns = try JointColumns(
      [sampled], of: .btc,
      response: SurfaceResponse(
        tenor: TenorScaling(referenceDays: 30, shortPower: 0.3, longPower: 0.3, daysMin: 1),
        slope: -0.085, curvature: 0.052, stickiness: 1, moneynessMax: 2.5, shareMin: 0.3,
        shareMax: 4),
      settlement: try SettlementRule(
        horizonDays: 0, averagingWindowSeconds: 1800, delivery: .cash, path: .rootOfTime))
  }

  func block(_ level: KernelLevel) throws(SteelyardError) -> ScenarioBlock {
    var builder = try ScenarioBlockBuilder(
      underlying: underlying, currency: .usd, scenarios: ScenarioSet(columns),
      settlement: .instantaneous, instrumentCount: priced.count, level: level)
    for item in priced { builder.add(item, usdPerQuote: 1) }
    return builder.frozen()
  }
}

extension SampledScenarios {
  /// Fat-tailed moves of one coin and its volatility.
  fileprivate static func forBenchmark(count: Int) throws(SteelyardError) -> JointScenarios {
    let stream = RandomStream(seed: 20_261_122, stream: 9)
    let sampler = try CopulaSampler(
      copula: Copula(correlation: .identity(2), degreesOfFreedom: 5),
      marginals: [
        .studentT(degreesOfFreedom: 4, location: 0, scale: 0.025),
        .studentT(degreesOfFreedom: 4, location: 0, scale: 0.04),
      ])
    let sample = try sampler.sample(
      count: count, from: stream, sampling: .independent, level: .portable)
    return try JointScenarios(
      labels: (0..<count).map { "\($0)" }, weights: [Double](repeating: 1, count: count),
      coins: [
        .btc: CoinScenarios(
          horizonDays: 1, spot: sample[0].map { expm1(min(max($0, -1), 1)) },
          volatility: sample[1].map { min(max($0, -1), 1) })
      ])
  }
}

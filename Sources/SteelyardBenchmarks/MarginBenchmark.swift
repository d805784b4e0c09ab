import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardPricing
import SteelyardScenarios

private let accountCount = 10_000
private let positionsPerAccount = 20
/// One repetition takes tens of milliseconds.
private let repetitionsMax = 20
/// Every so manyth account is checked through its explanation.
private let checkedEvery = 97

/// Two benchmarks for each model of the catalogue: the frame alone, then the figures on it.
func marginBenchmarks() -> [Benchmark] {
  MarginModelCatalogue.names.flatMap { [frameBenchmark($0), figuresBenchmark($0)] }
}

/// The set-up that all accounts share: prices, and scenario P&L of every instrument.
private func frameBenchmark(_ name: String) -> Benchmark {
  Benchmark(
    name: "margin.\(name).frame", item: "instrument", repetitionsMax: repetitionsMax,
    targetNanosecondsPerItem: [:]
  ) { () throws(SteelyardError) in
    let model = try MarginBenchmarkState.model(named: name)
    let market = try MarginBenchmarkMarket(model)
    let universe = try market.universe()
    func frame(_ level: KernelLevel) throws(SteelyardError) -> RiskFrame {
      try model.frame(
        number: 1, of: universe, in: market.snapshot, surfaces: market.surfaces, level: level)
    }
    var last = try frame(.portable)
    return Work(itemCount: universe.count, expectedChecksum: last.magnitude) {
      level throws(SteelyardError) in
      last = try frame(level)
    } checksum: {
      last.magnitude
    }
  }
}

/// The figures of all accounts; the frame and the columns of the books are made before.
private func figuresBenchmark(_ name: String) -> Benchmark {
  Benchmark(
    name: "margin.\(name).\(accountCount)books.\(positionsPerAccount)positions", item: "account",
    positionsPerItem: positionsPerAccount, repetitionsMax: repetitionsMax,
    targetNanosecondsPerItem: [:]
  ) { () throws(SteelyardError) in
    let model = try MarginBenchmarkState.model(named: name)
    let market = try MarginBenchmarkMarket(model)
    var batch = PortfolioBatch(universe: try market.universe())
    for account in 0..<accountCount {
      try batch.add(try market.book(account, positionCount: positionsPerAccount))
    }
    var frames: [KernelLevel: RiskFrame] = [:]
    for level in KernelLevel.available {
      frames[level] = try model.frame(
        number: 1, of: batch.universe, in: market.snapshot, surfaces: market.surfaces,
        level: level)
    }
    let checked = stride(from: 0, to: accountCount, by: checkedEvery)
    var expected = 0.0
    let portable = try model.frame(
      number: 1, of: batch.universe, in: market.snapshot, surfaces: market.surfaces,
      level: .portable)
    for account in checked {
      let figures = model.explanation(of: account, in: batch, frame: portable).figures
      expected += figures.initialMargin + figures.maintenanceMargin
    }
    var figures = model.figures(of: PortfolioBatch(universe: batch.universe), in: portable)
    return Work(itemCount: accountCount, expectedChecksum: expected) { level in
      guard let frame = frames[level] else { preconditionFailure("no frame was made at \(level)") }
      figures = model.figures(of: batch, in: frame)
    } checksum: {
      checked.reduce(0) { $0 + figures.initialMargin[$1] + figures.maintenanceMargin[$1] }
    }
  }
}

extension RiskFrame {
  /// The sum of all sizes in the frame: worth of each instrument and P&L of each scenario.
  fileprivate var magnitude: Double {
    let values = prices.reduce(0) { $0 + abs($1?.value ?? 0) }
    return blocks.reduce(values) { sum, block in
      block.instruments.indices.reduce(sum) { sum, row in
        block.scenarios.indices.reduce(sum) {
          $0 + abs(block.unitProfit(row: Int32(row), scenario: $1))
        }
      }
    }
  }
}

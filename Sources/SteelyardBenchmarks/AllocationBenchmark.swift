import SteelyardAllocation
import SteelyardContracts
import SteelyardMath
import SteelyardPricing

/// The least tail loss of 50 instruments, model and certificate included, against the targets of the project.
func allocationBenchmarks() -> [Benchmark] {
  [
    tailAllocationBenchmark(scenarioCount: 1_000, targetNanoseconds: 40e6),
    tailAllocationBenchmark(scenarioCount: 4_000, targetNanoseconds: 200e6),
  ]
}

private func tailAllocationBenchmark(
  scenarioCount: Int, targetNanoseconds: Double
) -> Benchmark {
  Benchmark(
    name: "allocation.cvar.\(scenarioCount)scenarios.50instruments", item: "portfolio",
    repetitionsMax: 20, targetNanosecondsPerItem: targetNanoseconds
  ) { () throws(SteelyardError) in
    let (scenarios, expected) = try knownTail(scenarioCount)
    let problem = try TailAllocation(scenarios, .longOnly(50), level: 0.95)
    var tailLoss = 0.0
    return Work(itemCount: 1, expectedChecksum: expected) { (_) throws(SteelyardError) in
      tailLoss = try problem.minimum().risk
    } checksum: {
      tailLoss
    }
  }
}

/// Scenarios whose best long-only weights are known.
///
/// The worst days of some weights stay the worst when each instrument's returns are moved by a constant. They are moved
/// so that every instrument that is held loses 3 % on the mean of those days, and every other more: then no trade from
/// one to another helps, which is the condition for an optimum of a convex problem, and the tail loss is 3 %.
private func knownTail(
  _ scenarioCount: Int
) throws(SteelyardError) -> (scenarios: ReturnScenarios, tailLoss: Double) {
  let count = 50
  var draws = SplitMix64(seed: 11)
  var returns = Matrix(rowCount: scenarioCount, columnCount: count, repeating: 0)
  for scenario in 0..<scenarioCount {
    let market = NormalDistribution.quantile(draws.nextUnit())
    for asset in 0..<count {
      let own = NormalDistribution.quantile(draws.nextUnit())
      returns[scenario, asset] = (0.01 + 0.0005 * Double(asset)) * (0.7 * market + own)
    }
  }
  // Every other instrument is held, the first twice as much as the last.
  var weights = (0..<count).map { $0.isMultiple(of: 2) ? 2 - Double($0) / 48 : 0 }
  let sum = weights.reduce(0, +)
  weights = weights.map { $0 / sum }
  let profits = returns * weights
  let worst = profits.indices.sorted { profits[$0] < profits[$1] }.prefix(scenarioCount / 20)
  for asset in 0..<count {
    let mean = worst.reduce(0.0) { $0 + returns[$1, asset] } / Double(worst.count)
    let wanted = weights[asset] > 0 ? -0.03 : -0.03 - 0.0002 * Double(asset % 7 + 1)
    for scenario in 0..<scenarioCount { returns[scenario, asset] += wanted - mean }
  }
  let scenarios = try ReturnScenarios(
    assets: (0..<count).map { "I\($0)" }, returns: returns,
    probabilities: [Double](repeating: 1 / Double(scenarioCount), count: scenarioCount))
  return (scenarios, 0.03)
}

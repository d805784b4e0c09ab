import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios

private let scenarioCount = 10_000
private let assetCount = 20
private let freedom = 4.0
private let correlation = 0.6
/// The checksum takes every so many scenarios: the exact functions cost microseconds.
private let stride = 50

func copulaBenchmarks() -> [Benchmark] {
  [
    copulaBenchmark(
      "copula.10000x20", .sample, item: "number",
      target: [.portable: 100, .avx2: 100, .avx512: 100]),
    copulaBenchmark("copula.tables.20assets", .tables, item: "table", target: [:]),
  ]
}

/// What is timed: drawing a sample, or making the tables of a sampler.
private enum Timed { case sample, tables }

private func copulaBenchmark(
  _ name: String, _ timed: Timed, item: String, target: [KernelLevel: Double]
) -> Benchmark {
  Benchmark(
    name: name, item: item, repetitionsMax: 50, targetNanosecondsPerItem: target
  ) { () throws(SteelyardError) in
    let random = RandomStream(seed: 20_261_122, stream: 6)
    var rows = [[Double]](
      repeating: [Double](repeating: correlation, count: assetCount), count: assetCount)
    for asset in 0..<assetCount { rows[asset][asset] = 1 }
    let copula = try Copula(correlation: Matrix(rows: rows), degreesOfFreedom: freedom)
    let marginals: [Marginal] = (0..<assetCount).map {
      .studentT(degreesOfFreedom: ownFreedom($0), location: 0, scale: 0.03)
    }
    func draw(
      _ sampler: CopulaSampler, _ level: KernelLevel
    ) throws(SteelyardError) -> SampleColumns {
      try sampler.sample(
        count: scenarioCount, from: random, sampling: .independent, level: level)
    }
    let expected = reference(copula.factor, random)
    var sampler = try CopulaSampler(copula: copula, marginals: marginals)
    var sample = try draw(sampler, .portable)
    // Two tables serve the joint t, one each asset.
    let count = timed == .sample ? scenarioCount * assetCount : assetCount + 2
    return Work(itemCount: count, expectedChecksum: expected) { (level) throws(SteelyardError) in
      switch timed {
      case .sample: sample = try draw(sampler, level)
      case .tables: sampler = try CopulaSampler(copula: copula, marginals: marginals)
      }
    } checksum: {
      if timed == .tables, let drawn = try? draw(sampler, .portable) { sample = drawn }
      return (0..<assetCount).reduce(0.0) { $0 + checked(Array(sample[$1])) }
    }
  }
}

private func ownFreedom(_ asset: Int) -> Double { 2.5 + 0.25 * Double(asset) }

/// Sizes, because the moves nearly cancel.
private func checked(_ column: [Double]) -> Double {
  Swift.stride(from: 0, to: scenarioCount, by: stride).reduce(0) { $0 + abs(column[$1]) }
}

/// The same sum by the exact distribution functions, number by number.
private func reference(_ factor: Matrix, _ random: RandomStream) -> Double {
  let normals = (0...assetCount).map {
    random.normals(scenarioCount, dimension: $0, first: 0, level: .portable)
  }
  guard let chiSquare = ChiSquareDistribution(degreesOfFreedom: freedom),
    let joint = StudentTDistribution(degreesOfFreedom: freedom)
  else { return .nan }
  var sum = 0.0
  for asset in 0..<assetCount {
    guard let own = StudentTDistribution(degreesOfFreedom: ownFreedom(asset)) else { return .nan }
    for scenario in Swift.stride(from: 0, to: scenarioCount, by: stride) {
      let mixing = chiSquare.quantile(NormalDistribution.complementary(normals[0][scenario]))
      let normal = (0...asset).reduce(0.0) { $0 + factor[asset, $1] * normals[$1 + 1][scenario] }
      let tail = joint.complementary(abs(normal) * (freedom / mixing).squareRoot())
      sum -= 0.03 * own.quantile(tail)
    }
  }
  return sum
}

import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMath
import SteelyardScenarios

/// A state of the dynamic model for the benchmarks: of the size that a calibration makes, and with no
/// other likeness to one.
enum MarginBenchmarkState {
  /// How many scenarios each group has; correlations broken and maintenance margin have as many as the core.
  struct Counts {
    let core: Int
    let stressed: Int
    let crashes: Int

    /// The size that a calibration makes.
    static let calibrated = Counts(core: 1000, stressed: 250, crashes: 20)
    /// 1,024 scenarios in all.
    static let reduced = Counts(core: 320, stressed: 56, crashes: 8)
    /// 8,192 scenarios in all.
    static let full = Counts(core: 2560, stressed: 448, crashes: 64)
  }

  private static let coins: [(coin: Currency, volatility: Double)] = [(.btc, 0.03), (.eth, 0.04)]

  /// A model of the catalogue, on this state where it needs one.
  static func model(
    named name: String, _ counts: Counts = .calibrated
  ) throws(SteelyardError) -> any MarginModel {
    let parts = try MarginModelCatalogue.specification(named: name, parameters: nil)
    guard parts.needsState else { return try parts.model(state: nil) }
    let state = try state(of: parts, counts)
    let bytes = try ModelStateFile.json(state)
    return try parts.model(
      state: try ModelStateFile.read(InputFile(name: "benchmark state", bytes: bytes)))
  }

  private static func state(
    of parts: MarginModelSpecification, _ counts: Counts
  ) throws(SteelyardError) -> ModelState {
    let scenarios = StateScenarios(
      core: try group(counts.core, scale: 1), stressed: try group(counts.stressed, scale: 2),
      crashes: try group(counts.crashes, scale: 4), brokenStride: 97)
    return ModelState(
      name: "benchmark", model: parts.name, parameters: parts.provenance.name,
      asOf: Timestamp(milliseconds: 0), epoch: 0, seed: 0, sources: ["formulas"],
      coins: coins.map { coin, volatility in
        CoinState(
          coin: coin, fast: volatility, slow: volatility, initialScale: volatility,
          maintenanceScale: volatility, worstFall: -0.4, largestRise: 0.4,
          observations: counts.core, dailyVolumeUSD: nil)
      }, initial: scenarios, maintenance: scenarios)
  }

  /// Normal moves at evenly spread quantiles, in an order of each factor's own.
  private static func group(
    _ count: Int, scale: Double
  ) throws(SteelyardError) -> JointScenarios {
    func normals(_ step: Int, _ deviation: Double) -> [Double] {
      (0..<count).map { index in
        // A step without a common divisor with the counts meets every quantile once.
        let place = index &* step % count
        return deviation
          * NormalDistribution.quantile((Double(place) + 0.5) / Double(count))
      }
    }
    var moves: [Currency: CoinScenarios] = [:]
    for (place, entry) in coins.enumerated() {
      let step = place == 0 ? 1 : 21
      moves[entry.coin] = CoinScenarios(
        horizonDays: 1, spot: normals(step, scale * entry.volatility).map { expm1($0) },
        volatility: normals(13, scale * 0.05), skew: normals(17, 0.01),
        basis: normals(11, 0.01), perpetual: normals(19, 0.0005), funding: normals(23, 0.0003))
    }
    return try JointScenarios(
      labels: (0..<count).map { "\(scale) \($0)" },
      weights: [Double](repeating: 1, count: count), coins: moves,
      assets: [.usdc: normals(29, 0.001), .usdt: normals(31, 0.001)])
  }
}

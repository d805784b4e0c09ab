#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

public import SteelyardContracts
public import SteelyardFormats
public import SteelyardMargin
import SteelyardMath
import SteelyardScenarios

/// A state of the dynamic model made of formulas and a seed: correlated fat-tailed moves of BTC, ETH
/// and SOL, with volatility, skew, basis, premium and funding of their own, and two stablecoins and
/// two staking tokens.
///
/// It is no calibration: nothing in it was fitted to anything.
public enum SyntheticState {
  /// Daily volatility and correlation with the common factor, by coin.
  private static let coins: [(code: String, volatility: Double, loading: Double)] = [
    ("BTC", 0.03, 0.9), ("ETH", 0.04, 0.88), ("SOL", 0.055, 0.8),
  ]
  /// Daily deviation of what is no coin.
  private static let assets: [(code: String, deviation: Double)] = [
    ("USDC", 0.001), ("USDT", 0.0012), ("STETH", 0.003), ("WSTETH", 0.003),
  ]

  /// The state for a parameter set.
  public static func state(
    parameters: String = "dynamic-2026-11", scenarioCount: Int = 200, seed: UInt64 = 2026
  ) throws(SteelyardError) -> ModelState {
    var moves = SyntheticMoves(seed: seed)
    var known: [CoinState] = []
    for coin in coins {
      known.append(
        CoinState(
          coin: try Currency(coin.code), fast: coin.volatility * 0.9, slow: coin.volatility,
          initialScale: coin.volatility, maintenanceScale: coin.volatility, worstFall: -0.4,
          largestRise: 0.35, observations: 1500,
          dailyVolumeUSD: coin.code == "SOL" ? nil : 1e9))
    }
    return ModelState(
      name: "synthetic-\(seed)", model: "dynamic", parameters: parameters,
      asOf: try Timestamp(parsing: "2026-03-13T00:00:00Z"), epoch: 3, seed: seed,
      sources: ["formulas of the tests"], coins: known,
      initial: try scenarios(scenarioCount, days: ["SOL": 2], others: 1, &moves),
      maintenance: try scenarios(scenarioCount, days: [:], others: 0.333, &moves))
  }

  /// A state of one coin whose scenarios are drawn from stated distributions.
  public static func drawnState() throws(SteelyardError) -> ModelState {
    let whole = try state()
    let sampled = SampledScenarios(
      label: "drawn", count: 256, sampling: .quasiRandom(replicates: 8),
      stream: RandomStream(seed: 9, stream: 1),
      quantities: [.spot(.btc), .volatility(.btc)],
      marginals: [
        try EmpiricalMarginal(
          probabilities: [0.001, 0.5, 0.999], values: [-0.3, 0, 0.2], ends: .held),
        try EmpiricalMarginal(probabilities: [0.01, 0.99], values: [-0.1, 0.1], ends: .extended),
      ], correlation: Matrix(rows: [[1, 0.25], [0.25, 1]]), degreesOfFreedom: 4.5,
      coins: [
        .btc: SampledScenarios.Coin(
          horizonDays: 1, response: VolatilityResponse(onFall: -1, onRise: 0.5, deviation: 0.05))
      ])
    let scenarios = StateScenarios(
      core: try sampled.scenarios(), stressed: nil, crashes: nil, brokenStride: nil)
    return ModelState(
      name: whole.name, model: whole.model, parameters: whole.parameters, asOf: whole.asOf,
      epoch: whole.epoch, seed: whole.seed, sources: whole.sources,
      coins: whole.coins.filter { $0.coin == .btc }, initial: scenarios, maintenance: scenarios)
  }

  /// The same, written and read back as a file.
  public static func file(parameters: String = "dynamic-2026-11") throws -> ModelStateFile {
    try ModelStateFile.read(
      InputFile(
        name: "synthetic.json",
        bytes: try ModelStateFile.json(try state(parameters: parameters))))
  }

  private static let kept = Result { try file() }

  /// A model of the catalogue, on this state where it needs one.
  public static func model(named name: String) throws -> any MarginModel {
    let parts = try MarginModelCatalogue.specification(named: name, parameters: nil)
    return try parts.model(state: parts.needsState ? try kept.get() : nil)
  }

  private static func scenarios(
    _ count: Int, days: [String: Double], others: Double, _ moves: inout SyntheticMoves
  ) throws(SteelyardError) -> StateScenarios {
    StateScenarios(
      core: try group(count, scale: 1, "day", days, others, &moves),
      stressed: try group(count / 4, scale: 2, "stress", days, others, &moves),
      crashes: try crashes(days, others), brokenStride: 97)
  }

  private static func group(
    _ count: Int, scale: Double, _ label: String, _ days: [String: Double], _ others: Double,
    _ moves: inout SyntheticMoves
  ) throws(SteelyardError) -> JointScenarios {
    var columns: [Currency: CoinScenarios] = [:]
    let factors = (0..<count).map { _ in moves.factor() }
    for coin in coins {
      let horizon = days[coin.code] ?? others
      let deviation = scale * coin.volatility * horizon.squareRoot()
      let own = factors.map { factor in
        let rest = (1 - coin.loading * coin.loading).squareRoot()
        let standard = (coin.loading * factor.normal + rest * moves.normal()) / factor.divisor
        return min(max(deviation * standard, -0.6), 0.6)
      }
      columns[try Currency(coin.code)] = CoinScenarios(
        horizonDays: horizon, spot: own.map { expm1($0) },
        volatility: own.map { -1.2 * min($0, 0) + 0.3 * max($0, 0) + 0.04 * moves.normal() },
        skew: own.map { _ in 0.01 * moves.normal() },
        basis: own.map { 0.1 * $0 + 0.01 * moves.normal() },
        perpetual: own.map { _ in 0.0004 * moves.normal() },
        funding: own.map { 0.003 * $0 + 0.0001 * moves.normal() })
    }
    var pegs: [Currency: [Double]] = [:]
    for asset in assets {
      pegs[try Currency(asset.code)] = factors.map { _ in scale * asset.deviation * moves.normal() }
    }
    return try JointScenarios(
      labels: (0..<count).map { "\(label) \($0)" },
      weights: [Double](repeating: 1, count: count), coins: columns, assets: pegs)
  }

  private static func crashes(
    _ days: [String: Double], _ others: Double
  ) throws(SteelyardError) -> JointScenarios {
    var columns: [Currency: CoinScenarios] = [:]
    for coin in coins {
      columns[try Currency(coin.code)] = CoinScenarios(
        horizonDays: days[coin.code] ?? others, spot: [-0.35, 0.25, -0.05, 0],
        volatility: [0.8, 0.4, 0.1, 0.6])
    }
    return try JointScenarios(
      labels: [
        "crash of the tests", "squeeze of the tests", "depeg of the tests",
        "volatility alone of the tests",
      ], weights: [1, 1, 1, 1], coins: columns, assets: [.usdc: [0, 0, -0.08, 0]])
  }
}

/// Random numbers of the synthetic state.
private struct SyntheticMoves {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// A standard normal number.
  ///
  /// - Source: G. Box, M. Muller, "A note on the generation of random normal deviates", 1958.
  mutating func normal() -> Double {
    let radius = (-2 * log(Double.random(in: 0x1p-53...1, using: &generator))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
  }

  /// What the coins of one scenario share: a normal number, and the divisor that makes all of them
  /// Student-t with four degrees of freedom and variance 1.
  mutating func factor() -> (normal: Double, divisor: Double) {
    let common = normal()
    let squares = (0..<4).reduce(0.0) { sum, _ in
      let one = normal()
      return sum + one * one
    }
    return (common, (squares / 2).squareRoot())
  }
}

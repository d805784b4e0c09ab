import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardScenarios
import TestSupport

/// A made-up market of three coins with fat tails and storms, and a specification to go with it.
enum SyntheticHistory {
  static let start = Timestamp(microseconds: 1_514_764_800_000_000)

  /// - Parameters:
  ///   - sol: The day on which the third coin is listed.
  ///   - disturbedFrom: From this day on every close is another one.
  static func history(
    days count: Int = 900, sol: Int = 300, disturbedFrom: Int = .max
  ) throws -> CalibrationHistory {
    var generator = SeededGenerator(seed: 41)
    func normal() -> Double {
      let first = Double.random(in: 1e-12..<1, using: &generator)
      let second = Double.random(in: 0..<1, using: &generator)
      return (-2 * log(first)).squareRoot() * cos(2 * .pi * second)
    }
    var btc = [100.0]
    var eth = [10.0]
    var solana = [1.0]
    var implied = [0.6]
    for day in 1..<count {
      let storm = (day / 100) % 3 == 2 ? 2.0 : 1.0
      let market = 0.03 * storm * normal() / (0.4 + Double.random(in: 0..<1, using: &generator))
      let disturbance = day >= disturbedFrom ? 0.01 : 0
      btc.append(btc[day - 1] * exp(market + disturbance))
      eth.append(eth[day - 1] * exp(1.2 * market + 0.02 * normal() - disturbance))
      solana.append(solana[day - 1] * exp(1.5 * market + 0.04 * normal() + disturbance))
      implied.append(0.6 * exp(-2 * market + 0.02 * normal()) + disturbance)
    }
    for day in 0..<sol { solana[day] = .nan }
    return try CalibrationHistory(
      days: (0..<count).map {
        Timestamp(microseconds: start.microseconds + Int64($0) * 86_400_000_000)
      },
      coins: [
        .init(coin: .btc, closes: btc, impliedVolatility: implied),
        .init(coin: .eth, closes: eth), .init(coin: try Currency("SOL"), closes: solana),
      ],
      assets: [.usdc: (0..<count).map { $0 == 500 ? 0.9 : 1 }], sources: ["made up"])
  }

  static func rule(
    source: ScenarioMaking = .filteredHistorical, stressedCount: Int = 60,
    fastSource: FastVolatility = .exponential, fallPerDay: Double = 0.02,
    maintenanceRisePerHour: Double = 0.002
  ) -> CalibrationRule {
    CalibrationRule(
      source: source,
      drawing: ScenarioDrawing(scenarios: 1024, points: .quasiRandom, replicates: 8),
      windowDays: 250, fastSource: fastSource, fastDecay: 0.94, slowYears: 2, damping: 0.4,
      capMultiple: 1.25, floorShare: 0.7, floorYears: 10, fallPerDay: fallPerDay,
      maintenanceRisePerHour: maintenanceRisePerHour, stressedCount: stressedCount,
      stressedFromYear: 2017,
      shortHorizonPower: 0.5, observationsMin: 100,
      volatility: PerCoin(others: VolatilityResponse(onFall: -1.5, onRise: -0.2, deviation: 0.03)))
  }

  static func measure(crashShare: Double = 0.5, days: Double = 1) -> DynamicMeasure {
    DynamicMeasure(
      measure: .expectedShortfall(level: 0.975),
      horizonDays: PerCoin(others: 2 * days, coins: ["BTC": days, "ETH": days]),
      stressedWeight: 0.25, crashShare: crashShare, brokenShare: 0.2)
  }

  static func specification(
    _ rule: CalibrationRule = rule(), initial: DynamicMeasure = measure()
  ) -> DynamicSpecification {
    DynamicSpecification(
      name: "dynamic",
      provenance: ParameterProvenance(
        name: "test", effective: "2020-01-01", sources: [], superseded: nil),
      surfaceSource: .marks, optionValue: .model, initial: initial,
      maintenance: measure(crashShare: 0, days: 0.25), benefitMax: 0.8, calibration: rule,
      surfaces: PerCoin(others: .none),
      settlement: .init(averagingWindowSeconds: 1800, delivery: .cash, path: .straight),
      shortOptionMinimum: PerCoin(others: 0),
      charges: PerCoin(others: []), collateral: .everything, equity: .portfolio)
  }

  static let crash = Crash(
    label: "a crash", knownFrom: Timestamp(microseconds: start.microseconds + 400 * 86_400_000_000),
    spot: [.btc: -0.5, .eth: -0.6], volatility: [.btc: 0.8], assets: [.usdc: -0.1])
}

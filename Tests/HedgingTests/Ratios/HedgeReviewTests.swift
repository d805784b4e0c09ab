import SteelyardContracts
import SteelyardHedging
import SteelyardMath
import TestSupport
import Testing

@Suite struct HedgeReviewTests {
  /// A target that follows its hedge by a slope that may change, with noise.
  static func series(
    _ seed: UInt64, slopes: [(steps: Int, slope: Double, noise: Double)]
  ) throws -> HedgeSeries {
    var generator = SplitMix64(seed: seed)
    func normal() -> Double {
      NormalDistribution.quantile(max(generator.nextUnit(), 1e-12))
    }
    var target: [Double] = []
    var hedge: [Double] = []
    for part in slopes {
      for _ in 0..<part.steps {
        let move = 0.03 * normal()
        hedge.append(move)
        target.append(part.slope * move + part.noise * normal())
      }
    }
    return try HedgeSeries(target: target, hedge: hedge)
  }

  static func rules() throws -> HedgeReview.Rules {
    try HedgeReview.Rules(
      window: 60, effectivenessMin: 0.6, breakProbabilityMax: 0.001, regimeWindow: 20,
      calmShare: 0.75)
  }

  @Test("a minimum-variance ratio by hand")
  func byHand() throws {
    let found = try MinimumVarianceRatio(HedgeSeries(target: [1, 2, 4, 1], hedge: [0, 1, 2, 1]))
    // Means 2 and 1; products (−1)(−1) + 0 + (2)(1) + 0 = 3; hedge squares 2; target squares 6.
    expectClose(expected: 1.5, got: found.ratio, .relative(1e-15))
    expectClose(expected: 9.0 / 12, got: found.effectiveness, .relative(1e-14))
    expectClose(expected: 2, got: found.targetVariance, .relative(1e-15))
    expectClose(expected: 0.5, got: found.hedgedVariance, .relative(1e-14))
  }

  @Test("no ratio on a grid leaves less variance than the one found", arguments: [1, 2, 3, 4])
  func isLeast(seed: UInt64) throws {
    let series = try Self.series(seed, slopes: [(150, 1.3, 0.02)])
    let found = try MinimumVarianceRatio(series)
    for step in -20...20 {
      let ratio = found.ratio + 0.02 * Double(step)
      let rest = zip(series.target, series.hedge).map { $0 - ratio * $1 }
      let mean = rest.reduce(0, +) / Double(rest.count)
      let variance =
        rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count - 1)
      #expect(variance >= found.hedgedVariance * (1 - 1e-12))
    }
  }

  @Test(
    "ratios know nothing of the step that they are held over",
    arguments: [
      HedgeRatioMethod.minimumVariance(window: 40), .exponentiallyWeighted(decay: 0.9),
      .dynamicCorrelation(decay: 0.94, fittedSteps: 60),
    ])
  func causal(method: HedgeRatioMethod) throws {
    let series = try Self.series(8, slopes: [(120, 1.2, 0.01)])
    var changed = series.target
    for step in 90..<120 { changed[step] = -5 * changed[step] }
    let before = try method.ratios(over: series)
    let after = try method.ratios(
      over: HedgeSeries(target: changed, hedge: series.hedge))
    #expect(Array(before[...90]) == Array(after[...90]))
    #expect(before[100] != after[100])
    #expect(before[method.stepsNeeded] != nil)
    #expect(method.stepsNeeded == 0 || before[method.stepsNeeded - 1] == nil)
  }

  @Test("the exponentially weighted ratio is the weighted sum written out")
  func exponential() throws {
    let series = try Self.series(9, slopes: [(80, 0.7, 0.02)])
    let ratios = try HedgeRatioMethod.exponentiallyWeighted(decay: 0.94).ratios(over: series)
    var top = 0.0
    var bottom = 0.0
    var weight = 1.0
    for step in (0..<80).reversed() {
      top += weight * series.target[step] * series.hedge[step]
      bottom += weight * series.hedge[step] * series.hedge[step]
      weight *= 0.94
    }
    expectClose(expected: top / bottom, got: (ratios.last ?? nil) ?? .nan, .relative(1e-12))
  }

  @Test("dynamic correlation follows a slope that changes sooner than a window that has seen both")
  func dynamicFollows() throws {
    let series = try Self.series(11, slopes: [(300, 1.5, 0.005), (30, 0.5, 0.005)])
    let dynamic = try HedgeRatioMethod.dynamicCorrelation(decay: 0.9, fittedSteps: 200)
      .ratios(over: series)
    let window = try HedgeRatioMethod.minimumVariance(window: 200).ratios(over: series)
    let followed = (dynamic.last ?? nil) ?? .nan
    let slow = (window.last ?? nil) ?? .nan
    #expect(abs(followed - 0.5) < abs(slow - 0.5))
  }

  @Test("a hedge that holds works")
  func works() throws {
    let series = try Self.series(21, slopes: [(400, 1.1, 0.01)])
    let review = try HedgeReview(of: .minimumVariance(window: 90), over: series, Self.rules())
    #expect(review.verdict == .works)
    // ρ² = (1.1 × 0.03)² / ((1.1 × 0.03)² + 0.01²) = 0.916.
    expectClose(expected: 0.916, got: review.outOfSample.varianceReduction, .absolute(0.03))
    #expect(review.inSample.effectiveness >= review.outOfSample.varianceReduction - 0.02)
    expectClose(
      expected: review.recent.varianceReduction, got: review.rolling.last ?? .nan, .relative(1e-9))
    #expect(review.byRegime.count == 2)
  }

  @Test("a hedge whose correlation is gone has stopped, and the reason says so")
  func stopped() throws {
    let series = try Self.series(22, slopes: [(300, 1.1, 0.01), (60, 0.2, 0.04)])
    let review = try HedgeReview(of: .minimumVariance(window: 90), over: series, Self.rules())
    #expect(review.verdict == .stopped)
    #expect(review.reasons.contains { $0.contains("no ratio would have met the threshold") })
    #expect((review.latestBreak?.probability ?? 1) < 0.001)
  }

  @Test("a slope that has moved is said to have changed although the hedge still does its work")
  func changed() throws {
    let series = try Self.series(23, slopes: [(300, 1.0, 0.005), (60, 1.25, 0.005)])
    let review = try HedgeReview(of: .minimumVariance(window: 90), over: series, Self.rules())
    #expect(review.verdict == .changed)
    expectClose(expected: 1.25, got: review.latestBreak?.ratioAfter ?? .nan, .absolute(0.05))
  }

  @Test("a wrong ratio at a good correlation is told apart")
  func wrongRatio() throws {
    let series = try Self.series(24, slopes: [(300, 2.5, 0.005)])
    let review = try HedgeReview(of: .fixed(0.5), over: series, Self.rules())
    #expect(review.verdict == .stopped)
    #expect(review.reasons.contains { $0.contains("is the wrong one") })
  }

  @Test("Chow's test rejects about as often as its level says where nothing breaks")
  func chowLevel() throws {
    var rejected = 0
    for seed in 1...400 {
      let series = try Self.series(UInt64(1000 + seed), slopes: [(100, 1, 0.02)])
      if try HedgeBreak(in: series, at: 60).probability < 0.05 { rejected += 1 }
    }
    // Binomial with 400 draws of 5 %: mean 20, deviation 4.4.
    #expect((5...37).contains(rejected))
  }

  @Test("Chow's F by hand")
  func chowByHand() throws {
    // Two lines through the origin's neighbourhood: slope 1 before, 3 after, each with residuals of ±1 that leave it
    // as it is.
    let hedge = [0.0, 1, 2, 3, 0, 1, 2, 3]
    let noise = [1.0, -1, -1, 1, 1, -1, -1, 1]
    let target = hedge.indices.map { (($0 < 4) ? 1.0 : 3.0) * hedge[$0] + noise[$0] }
    let found = try HedgeBreak(in: HedgeSeries(target: target, hedge: hedge), at: 4)
    expectClose(expected: 1, got: found.ratioBefore, .relative(1e-13))
    expectClose(expected: 3, got: found.ratioAfter, .relative(1e-13))
    // Together the slope is 2 and the mean 3: residuals of the parts are ∓(x − 1.5) ∓ 1.5 + noise, squares 2 × (5 + 9
    // + 4) = 36, within 8. F = ((36 − 8) / 2) / (8 / 4) = 7; P = (1 + 2 × 7 / 4)^(−2) = (4.5)^(−2).
    expectClose(expected: 7, got: found.statistic, .relative(1e-12))
    expectClose(expected: 1 / 20.25, got: found.probability, .relative(1e-12))
  }

  @Test("too little history is refused")
  func refused() throws {
    let series = try Self.series(1, slopes: [(50, 1, 0.01)])
    let error = #expect(throws: SteelyardError.self) {
      _ = try HedgeReview(of: .minimumVariance(window: 40), over: series, Self.rules())
    }
    #expect(error?.code == .missingMarketData)
    let uneven = #expect(throws: SteelyardError.self) {
      _ = try HedgeSeries(target: [1, 2, 3], hedge: [1, 2])
    }
    #expect(uneven?.code == .invalidInput)
    let flat = #expect(throws: SteelyardError.self) {
      _ = try MinimumVarianceRatio(HedgeSeries(target: [1, 2, 3], hedge: [1, 1, 1]))
    }
    #expect(flat?.code == .notApplicable)
  }
}

import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Tail estimates")
struct TailEstimateTests {
  /// Normal P&L in so many samples of one stream each, and what every estimate came to.
  static func estimates(_ sampling: Sampling, count: Int) throws -> [TailEstimate] {
    let sampler = try CopulaSampler(
      copula: Copula(correlation: Matrix(rows: [[1]]), degreesOfFreedom: .infinity),
      marginals: [.studentT(degreesOfFreedom: .infinity, location: 0, scale: 1)])
    return try (0..<400).map { run in
      let sample = try sampler.sample(
        count: count, from: RandomStream(seed: 99, stream: UInt32(run)), sampling: sampling,
        level: .detected)
      return try TailEstimate(profit: sample.values, confidence: 0.975, sampling: sampling)
    }
  }

  @Test(
    "the stated errors are the spread of 400 samples, and the means are the exact figures",
    arguments: [Sampling.independent, .antithetic, .quasiRandom(replicates: 16)])
  func spread(sampling: Sampling) throws {
    let estimates = try Self.estimates(sampling, count: 2048)
    func check(
      exact: Double, _ figure: (TailEstimate) -> TailEstimate.Figure, _ what: String
    ) {
      let values = estimates.map { figure($0).value }
      let mean = values.reduce(0, +) / 400
      let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399).squareRoot()
      let stated = estimates.reduce(0) { $0 + figure($1).standardError } / 400
      // The spread of 400 is known to 3.5 %; the error's own bias is a few per cent.
      expectClose(expected: spread, got: stated, .relative(0.2), inputs: what)
      // Order statistics are biased by less than their error.
      expectClose(expected: exact, got: mean, .absolute(0.5 * spread), inputs: what)
    }
    if sampling != .antithetic { check(exact: 0, \.mean, "mean") }
    check(exact: 1.959_963_984_540_054, \.valueAtRisk, "value at risk")
    check(exact: 2.337_802_792_239_9, \.expectedShortfall, "expected shortfall")
  }

  @Test("one group, an odd pair, a wrong confidence and a NaN are refused")
  func refusals() {
    let cases: [([Double], Double, Sampling)] = [
      ([1], 0.9, .independent), ([1, 2], 0.9, .antithetic), ([1, 2, 3], 0.9, .antithetic),
      ([1, 2, 3, 4], 0.9, .quasiRandom(replicates: 1)), ([], 0.9, .independent),
      ([1, 2, 3], 1, .independent), ([1, .nan, 3], 0.9, .independent),
    ]
    for (profit, confidence, sampling) in cases {
      #expect {
        try TailEstimate(profit: profit, confidence: confidence, sampling: sampling)
      } throws: {
        ($0 as? SteelyardError)?.code == .invalidInput
      }
    }
  }
}

import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Copula sampler")
struct CopulaSamplerTests {
  static let stream = RandomStream(seed: 20_261_122, stream: 1)
  static let level = KernelLevel.detected

  static func copula(_ correlation: Double, freedom: Double) throws -> Copula {
    try Copula(
      correlation: Matrix(rows: [[1, correlation], [correlation, 1]]), degreesOfFreedom: freedom)
  }

  static func marginals(_ freedoms: [Double]) -> [Marginal] {
    freedoms.map { .studentT(degreesOfFreedom: $0, location: 0, scale: 1) }
  }

  @Test("each asset has its own distribution: share below its exact quantiles")
  func marginalDistributions() throws {
    let freedoms = [2.5, 4, 7.3, .infinity]
    var rows = [[Double]](repeating: [Double](repeating: 0.5, count: 4), count: 4)
    for asset in 0..<4 { rows[asset][asset] = 1 }
    let sampler = try CopulaSampler(
      copula: Copula(correlation: Matrix(rows: rows), degreesOfFreedom: 3.7),
      marginals: Self.marginals(freedoms))
    let count = 200_000
    let sample = try sampler.sample(
      count: count, from: Self.stream, sampling: .independent, level: Self.level)
    for (asset, freedom) in freedoms.enumerated() {
      let exact = StudentTDistribution(degreesOfFreedom: freedom)
      for probability in [0.0005, 0.01, 0.1, 0.5, 0.75, 0.99, 0.9995] {
        let bound = try #require(exact).quantile(probability)
        let below = sample[asset].reduce(0) { $1 <= bound ? $0 + 1 : $0 }
        // Four standard errors of the frequency.
        let error = (probability * (1 - probability) / Double(count)).squareRoot()
        expectClose(
          expected: probability, got: Double(below) / Double(count), .absolute(4 * error),
          inputs: "asset \(asset), p \(probability)")
      }
    }
  }

  @Test(
    "Kendall's tau is 2/pi asin(rho) for any degrees of freedom and marginals",
    arguments: [-0.6, 0, 0.8], [2.5, 6, .infinity])
  func kendall(correlation: Double, freedom: Double) throws {
    let copula = try Self.copula(correlation, freedom: freedom)
    let sampler = try CopulaSampler(copula: copula, marginals: Self.marginals([3, 9]))
    let count = 4000
    let sample = try sampler.sample(
      count: count, from: Self.stream, sampling: .independent, level: Self.level)
    let first = Array(sample[0])
    let second = Array(sample[1])
    var sum = 0
    for one in 0..<count {
      for other in 0..<one {
        sum += (first[one] - first[other]) * (second[one] - second[other]) > 0 ? 1 : -1
      }
    }
    let tau = Double(sum) / Double(count * (count - 1) / 2)
    // The standard error is at most 2 √((1 − τ²)/n), whatever the distribution.
    let expected = 2 / Double.pi * asin(correlation)
    let error = 2 * ((1 - expected * expected) / Double(count)).squareRoot()
    expectClose(expected: expected, got: tau, .absolute(4 * error))
  }

  @Test("joint tails are as heavy as the t copula's, which the normal copula's are not")
  func tailDependence() throws {
    let count = 400_000
    let share = 0.002
    func jointShare(_ freedom: Double, upper: Bool) throws -> Double {
      let sampler = try CopulaSampler(
        copula: Self.copula(0.5, freedom: freedom), marginals: Self.marginals([5, 5]))
      let scores = try sampler.scores(
        count: count, from: Self.stream, sampling: .independent, level: Self.level)
      let bound = NormalDistribution.quantile(1 - share)
      let sign = upper ? 1.0 : -1
      let joint = zip(scores[0], scores[1]).reduce(0) {
        sign * $1.0 > bound && sign * $1.1 > bound ? $0 + 1 : $0
      }
      return Double(joint) / (share * Double(count))
    }
    let limit = try #require(StudentTCopula(correlation: 0.5, degreesOfFreedom: 3)).tailDependence
    for upper in [true, false] {
      let found = try jointShare(3, upper: upper)
      // Of 800 rows some 260 are joint: four standard errors are 0.064; at 0.2 % the share is still
      // some 0.02 above its limit 0.3125.
      expectClose(expected: limit + 0.02, got: found, .absolute(0.085), inputs: "upper \(upper)")
      #expect(try jointShare(.infinity, upper: upper) < 0.15)
    }
  }

  @Test("mirrored pairs have mirrored scores to the bit", arguments: KernelLevel.available)
  func antithetic(level: KernelLevel) throws {
    let sampler = try CopulaSampler(
      copula: Self.copula(0.7, freedom: 4), marginals: Self.marginals([3, .infinity]))
    let scores = try sampler.scores(
      count: 1000, from: Self.stream, sampling: .antithetic, level: level)
    let plain = try sampler.scores(
      count: 500, from: Self.stream, sampling: .independent, level: level)
    let sample = try sampler.sample(
      count: 1000, from: Self.stream, sampling: .antithetic, level: level)
    for asset in 0..<2 {
      let column = Array(scores[asset])
      #expect(Array(column[..<500]) == Array(plain[asset]))
      #expect(column[500...].elementsEqual(column[..<500].map { -$0 }))
      let moves = Array(sample[asset])
      for row in 0..<500 {
        expectClose(
          expected: -moves[row], got: moves[500 + row],
          Tolerance(relative: 1e-12, absolute: 1e-15))
      }
    }
  }

  @Test("more scenarios and more assets leave earlier ones as they are")
  func growth() throws {
    let small = try CopulaSampler(
      copula: Self.copula(0.3, freedom: 5), marginals: Self.marginals([3, 4]))
    let large = try CopulaSampler(
      copula: Copula(
        correlation: Matrix(rows: [[1, 0.3, 0.1], [0.3, 1, 0.2], [0.1, 0.2, 1]]),
        degreesOfFreedom: 5), marginals: Self.marginals([3, 4, 5]))
    let one = try small.sample(
      count: 333, from: Self.stream, sampling: .independent, level: Self.level)
    let other = try large.sample(
      count: 1000, from: Self.stream, sampling: .independent, level: Self.level)
    for asset in 0..<2 { #expect(Array(one[asset]) == Array(other[asset].prefix(333))) }
  }

  @Test("levels agree to 1e-12 of a move", arguments: KernelLevel.available)
  func levels(level: KernelLevel) throws {
    let sampler = try CopulaSampler(
      copula: Self.copula(-0.4, freedom: 3), marginals: Self.marginals([2.5, 6]))
    for sampling in [Sampling.independent, .antithetic, .quasiRandom(replicates: 4)] {
      let lowest = try sampler.sample(
        count: 4096, from: Self.stream, sampling: sampling, level: .portable)
      let found = try sampler.sample(
        count: 4096, from: Self.stream, sampling: sampling, level: level)
      for (expected, got) in zip(lowest.values, found.values) {
        expectClose(expected: expected, got: got, Tolerance(relative: 1e-12, absolute: 1e-14))
      }
    }
  }

  @Test("a correlation of one moves both alike; singular matrices are taken")
  func singular() throws {
    let sampler = try CopulaSampler(
      copula: Self.copula(1, freedom: 4), marginals: Self.marginals([5, 5]))
    let sample = try sampler.sample(
      count: 300, from: Self.stream, sampling: .independent, level: Self.level)
    #expect(Array(sample[0]) == Array(sample[1]))
  }

  @Test("quasi-random points: the tail's error falls below that of as many random ones")
  func quasiRandom() throws {
    let sampler = try CopulaSampler(
      copula: Self.copula(0.6, freedom: 5), marginals: Self.marginals([4, 4]))
    func errors(_ sampling: Sampling) throws -> TailEstimate {
      let sample = try sampler.sample(
        count: 16_384, from: Self.stream, sampling: sampling, level: Self.level)
      return try TailEstimate(
        profit: zip(sample[0], sample[1]).map { $0 + 0.5 * $1 }, confidence: 0.975,
        sampling: sampling)
    }
    let random = try errors(.independent)
    let pairs = try errors(.antithetic)
    let quasi = try errors(.quasiRandom(replicates: 16))
    #expect(quasi.mean.standardError < 0.2 * random.mean.standardError)
    #expect(pairs.mean.standardError < 1e-10)
    #expect(quasi.expectedShortfall.standardError < 0.5 * random.expectedShortfall.standardError)
    let gap = quasi.expectedShortfall.value - random.expectedShortfall.value
    #expect(
      abs(gap) < 4
        * (quasi.expectedShortfall.standardError + random.expectedShortfall.standardError))
  }

  @Test("counts that do not suit are refused")
  func refusals() throws {
    let sampler = try CopulaSampler(
      copula: Self.copula(0.6, freedom: 5), marginals: Self.marginals([4, 4]))
    for (count, sampling, code) in [
      (0, Sampling.independent, SteelyardError.Code.invalidInput),
      (7, .antithetic, .invalidInput), (10, .quasiRandom(replicates: 3), .invalidInput),
      (10, .quasiRandom(replicates: 0), .invalidInput), (50_000_001, .independent, .limitExceeded),
    ] {
      #expect {
        try sampler.sample(
          count: count, from: Self.stream, sampling: sampling, level: Self.level)
      } throws: {
        ($0 as? SteelyardError)?.code == code
      }
    }
    #expect(throws: SteelyardError.self) {
      try CopulaSampler(copula: Self.copula(0.5, freedom: 5), marginals: Self.marginals([4]))
    }
  }
}

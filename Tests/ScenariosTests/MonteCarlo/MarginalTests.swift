import SteelyardContracts
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Marginal distributions")
struct MarginalTests {
  /// A sample of one asset under the normal copula, with its scores.
  static func drawn(
    _ marginal: Marginal, freedom: Double = .infinity
  ) throws -> [(score: Double, value: Double)] {
    let sampler = try CopulaSampler(
      copula: Copula(correlation: Matrix(rows: [[1]]), degreesOfFreedom: freedom),
      marginals: [marginal])
    let stream = RandomStream(seed: 4, stream: 4)
    let scores = try sampler.scores(
      count: 3000, from: stream, sampling: .independent, level: .detected)
    let values = try sampler.sample(
      count: 3000, from: stream, sampling: .independent, level: .detected)
    return Array(zip(scores.values, values.values))
  }

  @Test(
    "Student's quantile of a score is the exact one to 1e-9, to 1e-10 from 2.5 degrees of freedom",
    arguments: [1, 1.5, 2.5, 3, 4, 8.25, 30, 1000, 1e6])
  func studentQuantiles(freedom: Double) throws {
    let exact = try #require(StudentTDistribution(degreesOfFreedom: freedom))
    let marginal = Marginal.studentT(degreesOfFreedom: freedom, location: 0.25, scale: 1.5)
    for (score, value) in try Self.drawn(marginal) {
      let quantile =
        score < 0
        ? exact.quantile(NormalDistribution.cumulative(score))
        : -exact.quantile(NormalDistribution.complementary(score))
      expectClose(
        expected: 0.25 + 1.5 * quantile, got: value,
        Tolerance(relative: freedom < 2.5 ? 1e-9 : 1e-10, absolute: 1e-11),
        inputs: "score \(score)")
    }
  }

  @Test(
    "the score of a joint t keeps its place: the same degrees of freedom give z over the root of W",
    arguments: [1, 2.5, 4, 30, 1e5])
  func scores(freedom: Double) throws {
    let marginal = Marginal.studentT(degreesOfFreedom: freedom, location: 0, scale: 1)
    let drawn = try Self.drawn(marginal, freedom: freedom)
    let stream = RandomStream(seed: 4, stream: 4)
    let mixing = stream.normals(3000, dimension: 0, first: 0, level: .detected)
    let normal = stream.normals(3000, dimension: 1, first: 0, level: .detected)
    let exact = try #require(ChiSquareDistribution(degreesOfFreedom: freedom))
    for row in 0..<3000 {
      let chiSquare = exact.quantile(NormalDistribution.complementary(mixing[row]))
      let expected = normal[row] * (freedom / chiSquare).squareRoot()
      expectClose(
        expected: expected, got: drawn[row].value,
        Tolerance(relative: freedom < 2.5 ? 2e-9 : 2e-10, absolute: 1e-11),
        inputs: "row \(row)")
    }
  }

  @Test("a normal distribution is a line in the score")
  func normal() throws {
    let marginal = Marginal.studentT(degreesOfFreedom: .infinity, location: -1, scale: 0.5)
    for (score, value) in try Self.drawn(marginal) { #expect(value == -1 + 0.5 * score) }
  }

  @Test("an empirical distribution meets its knots and is straight between them")
  func empirical() throws {
    let probabilities = [0.01, 0.2, 0.5, 0.9]
    let values = [-5.0, -1, -1, 4]
    let scores = probabilities.map { NormalDistribution.quantile($0) }
    for ends in [EmpiricalMarginal.Ends.held, .extended] {
      let marginal = try EmpiricalMarginal(
        probabilities: probabilities, values: values, ends: ends)
      for (score, value) in zip(scores, values) {
        expectClose(expected: value, got: marginal.value(atScore: score), .absolute(1e-13))
      }
      expectClose(
        expected: -3, got: marginal.value(atScore: 0.5 * (scores[0] + scores[1])), .absolute(1e-13))
      let slope = 4 / (scores[1] - scores[0])
      expectClose(
        expected: ends == .held ? -5 : -5 - slope, got: marginal.value(atScore: scores[0] - 1),
        .absolute(1e-12))
      let steep = 5 / (scores[3] - scores[2])
      expectClose(
        expected: ends == .held ? 4 : 4 + 2 * steep, got: marginal.value(atScore: scores[3] + 2),
        .absolute(1e-12))
      #expect(marginal.value(atScore: .nan).isNaN)
    }
  }

  @Test("a sample's own distribution: sorted values at (i - 1/2)/n, over a thousand knots")
  func sample() throws {
    var generator = SeededGenerator(seed: 12)
    let sample = (0..<1000).map { _ in Double.random(in: -3...9, using: &generator) }
    let marginal = try EmpiricalMarginal(sample: sample, ends: .held)
    let sorted = sample.sorted()
    for index in sorted.indices {
      let score = NormalDistribution.quantile((Double(index) + 0.5) / 1000)
      expectClose(
        expected: sorted[index], got: marginal.value(atScore: score), .absolute(1e-10))
    }
    for (score, value) in try Self.drawn(.empirical(marginal)) {
      #expect(value == marginal.value(atScore: score))
    }
  }

  @Test("what is no distribution is refused by name")
  func refusals() throws {
    for marginal: Marginal in [
      .studentT(degreesOfFreedom: 0.5, location: 0, scale: 1),
      .studentT(degreesOfFreedom: .nan, location: 0, scale: 1),
      .studentT(degreesOfFreedom: 4, location: .infinity, scale: 1),
      .studentT(degreesOfFreedom: 4, location: 0, scale: 0),
    ] {
      #expect { try Self.drawn(marginal) } throws: {
        ($0 as? SteelyardError)?.code == .invalidInput
      }
    }
    for (probabilities, values) in [
      ([0.5], [1.0]), ([0.1, 0.2], [1]), ([0, 0.5], [1, 2]), ([0.5, 0.5], [1, 2]),
      ([0.2, 0.5], [2, 1]), ([0.2, 0.5], [.nan, 1]),
    ] {
      #expect {
        try EmpiricalMarginal(probabilities: probabilities, values: values, ends: .held)
      } throws: {
        ($0 as? SteelyardError)?.code == .invalidInput
      }
    }
  }
}

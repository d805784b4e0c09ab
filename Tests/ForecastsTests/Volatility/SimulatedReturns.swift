import Glibc
import SteelyardMath
import TestSupport

/// Returns with known laws, from a seed.
struct SimulatedReturns {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func normal() -> Double {
    NormalDistribution.quantile(Double.random(in: 1e-12..<1, using: &generator))
  }

  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &generator) }

  /// Student's t with whole degrees of freedom, scaled to variance one.
  mutating func studentT(_ degrees: Int) -> Double {
    let square = (0..<degrees).reduce(0.0) { sum, _ in
      let draw = normal()
      return sum + draw * draw
    }
    return normal() * (Double(degrees - 2) / square).squareRoot()
  }

  /// h = 0.1 + (0.05 + 0.08·[e < 0]) e² + 0.88 h about a mean of 0.05, in per cent.
  static func asymmetric(count: Int, seed: UInt64, degrees: Int? = nil) -> [Double] {
    var draws = SimulatedReturns(seed: seed)
    var variance = 0.1 / (1 - 0.05 - 0.04 - 0.88)
    return (0..<count).map { _ in
      let residual =
        variance.squareRoot() * (degrees.map { draws.studentT($0) } ?? draws.normal())
      let response = residual < 0 ? 0.13 : 0.05
      variance = 0.1 + response * residual * residual + 0.88 * variance
      return 0.05 + residual
    }
  }

  /// Normal returns of deviation one.
  static func noise(count: Int, seed: UInt64) -> [Double] {
    var draws = SimulatedReturns(seed: seed)
    return (0..<count).map { _ in draws.normal() }
  }
}

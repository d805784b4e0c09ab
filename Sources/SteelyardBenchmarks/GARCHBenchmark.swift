import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import SteelyardPricing

/// The fit of a GARCH(1,1) model with a mean and normal residuals, standard errors included.
///
/// It has no vector kernel, so its time is the same at every level but for chance.
func garchBenchmark() -> Benchmark {
  let target = 5e6
  return Benchmark(
    name: "garch.fit.2000", item: "fit", repetitionsMax: 100,
    targetNanosecondsPerItem: Dictionary(
      uniqueKeysWithValues: KernelLevel.allCases.map { ($0, target) })
  ) {
    let returns = simulatedReturns(count: 2000)
    let specification = GARCHSpecification(
      .garch, mean: .constant, distribution: .normal, start: .backcast,
      persistence: .belowOne)
    let expected = bestLogLikelihood(returns)
    var logLikelihood = 0.0
    return Work(itemCount: 1, expectedChecksum: expected) { (_) throws(SteelyardError) in
      logLikelihood = try specification.fit(returns).logLikelihood
    } checksum: {
      logLikelihood
    }
  }
}

/// Returns of a GARCH(1,1) process in per cent; `Benchmarks/peers.py` makes the same but for the last
/// digits.
private func simulatedReturns(count: Int) -> [Double] {
  var draws = SplitMix64(seed: 0)
  var variance = 2.5
  return (0..<count).map { _ in
    let draw = NormalDistribution.quantile(draws.nextUnit())
    let residual = variance.squareRoot() * draw
    variance = 0.05 + 0.08 * residual * residual + 0.9 * variance
    return 0.1 + residual
  }
}

/// The largest log-likelihood by another way: the formula written out, and a search without
/// derivatives, begun anew until it finds nothing more.
private func bestLogLikelihood(_ returns: [Double]) -> Double {
  let count = Double(returns.count)
  let average = returns.reduce(0, +) / count
  var (weight, weights, backcast) = (1.0, 0.0, 0.0)
  for value in returns.prefix(75) {
    backcast += weight * (value - average) * (value - average)
    weights += weight
    weight *= 0.94
  }
  backcast /= weights
  func minus(_ point: [Double]) -> Double {
    var variance = point[1] + (point[2] + point[3]) * backcast
    var sum = 0.0
    for value in returns {
      let residual = value - point[0]
      sum += log(variance) + residual * residual / variance
      variance = point[1] + point[2] * residual * residual + point[3] * variance
    }
    return 0.5 * (sum + count * log(2 * Double.pi))
  }
  var point = [average, 0.05, 0.08, 0.9]
  var best = minus(point)
  for _ in 0..<6 {
    let found = nelderMead(
      start: point, steps: [0.02, 0.01, 0.01, 0.01], lower: [-10, 1e-6, 0, 0],
      upper: [10, 10, 1, 1], tolerance: 1e-15, maximumIterations: 2000, objective: minus)
    point = found.point
    best = min(best, found.value)
  }
  return -best
}

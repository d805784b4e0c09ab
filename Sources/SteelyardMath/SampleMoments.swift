/// The first four moments of a sample, each observation with its weight.
///
/// Moments about the mean, divided by the total weight: skewness and excess kurtosis are the plain
/// ratios g₁ and g₂ without a correction for the size of the sample.
///
/// - Accuracy: Two passes with compensated sums; relative error of the variance below 1e-14.
/// - Source: H. Cramér, "Mathematical Methods of Statistics" (1946), 15.8.
public struct SampleMoments: Sendable, Hashable {
  /// How many observations.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The mean squared distance from the mean.
  public let variance: Double
  /// The third central moment over the standard deviation cubed, g₁; 0 where all are equal.
  public let skewness: Double
  /// The fourth central moment over the variance squared, less 3, g₂; 0 where all are equal.
  public let excessKurtosis: Double

  /// The moments of observations that count alike, or nil for an empty sample.
  public init?(_ sample: [Double]) {
    self.init(sample, weights: [Double](repeating: 1, count: sample.count))
  }

  /// The moments of a weighted sample.
  ///
  /// - Parameters:
  ///   - sample: Shape `[observation]`.
  ///   - weights: Each ≥ 0, their sum above zero; shape `[observation]`.
  /// - Returns: Nil for an empty sample, other shapes or weights that do not add up.
  public init?(_ sample: [Double], weights: [Double]) {
    let total = CompensatedSum(weights).value
    guard sample.count == weights.count, total > 0, weights.allSatisfy({ $0 >= 0 }) else {
      return nil
    }
    let mean = CompensatedSum(zip(sample, weights).lazy.map { $0 * $1 }).value / total
    var (second, third, fourth) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for (observation, weight) in zip(sample, weights) {
      let distance = observation - mean
      let square = distance * distance
      second.add(weight * square)
      third.add(weight * square * distance)
      fourth.add(weight * square * square)
    }
    let variance = second.value / total
    self.count = sample.count
    self.mean = mean
    self.variance = variance
    skewness = variance > 0 ? third.value / total / (variance * variance.squareRoot()) : 0
    excessKurtosis = variance > 0 ? fourth.value / total / (variance * variance) - 3 : 0
  }

  /// The root of `variance`.
  public var standardDeviation: Double { variance.squareRoot() }

  /// The variance with divisor n − 1, for observations that count alike; NaN for a single one.
  public var unbiasedVariance: Double {
    count > 1 ? variance * Double(count) / Double(count - 1) : .nan
  }
}

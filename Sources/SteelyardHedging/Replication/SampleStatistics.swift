public import SteelyardContracts
import SteelyardMath

/// A sample of outcomes in a few numbers.
public struct SampleStatistics: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  /// The mean.
  public let mean: Double
  /// The standard error of the mean.
  public let standardError: Double
  /// The deviation.
  public let deviation: Double
  /// The least.
  public let least: Double
  /// The 5 % quantile.
  public let lowQuantile: Double
  /// The median.
  public let median: Double
  /// The 95 % quantile.
  public let highQuantile: Double
  /// The greatest.
  public let greatest: Double
  /// Mean of the worst 5 %, with its sign: a loss is negative.
  public let tailMean: Double

  /// A sample in numbers.
  ///
  /// - Throws: `missingMarketData` for fewer than two outcomes; `invalidInput` for one that is not finite.
  public init(_ outcomes: [Double]) throws(SteelyardError) {
    guard outcomes.count >= 2 else {
      throw SteelyardError(
        .missingMarketData, "\(outcomes.count) outcomes are no sample.",
        remedy: "Give at least two.")
    }
    guard outcomes.allSatisfy(\.isFinite), let moments = SampleMoments(outcomes) else {
      throw SteelyardError(
        .invalidInput, "An outcome is not finite.", remedy: "Look for prices at or below zero.")
    }
    let sorted = outcomes.sorted()
    func at(_ probability: Double) -> Double {
      quantile(probability, ofSorted: sorted, convention: .linear) ?? .nan
    }
    count = outcomes.count
    mean = moments.mean
    deviation = moments.unbiasedVariance.squareRoot()
    standardError = deviation / Double(outcomes.count).squareRoot()
    least = sorted[0]
    lowQuantile = at(0.05)
    median = at(0.5)
    highQuantile = at(0.95)
    greatest = sorted[sorted.count - 1]
    tailMean = -HedgeEffectiveness.shortfall(outcomes)
  }
}

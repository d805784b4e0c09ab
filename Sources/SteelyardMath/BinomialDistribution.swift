import Glibc

/// The number of successes in independent trials.
///
/// - Accuracy: Relative error below 1e-12 for `point`, and for the smaller of `cumulative` and
///   `complementary`, up to 1e6 trials and down to 1e-290.
/// - Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000); the sums
///   are incomplete beta functions, M. Abramowitz, I. Stegun (1964), 26.5.24.
public struct BinomialDistribution: Sendable, Hashable {
  /// How many trials, from 0 to `trialsMax`.
  public let trials: Int
  /// The probability of success in one trial, from 0 to 1.
  public let probability: Double

  /// Most trials: beyond them the accuracy is not tested.
  public static let trialsMax = 1_000_000

  /// The distribution, or nil for trials or a probability outside their ranges.
  public init?(trials: Int, probability: Double) {
    guard (0...BinomialDistribution.trialsMax).contains(trials), probability >= 0, probability <= 1
    else { return nil }
    self.trials = trials
    self.probability = probability
  }

  /// The probability of exactly `successes`.
  public func point(_ successes: Int) -> Double {
    guard (0...trials).contains(successes) else { return 0 }
    if probability == 0 { return successes == 0 ? 1 : 0 }
    if probability == 1 { return successes == trials ? 1 : 0 }
    let (count, failures) = (Double(trials), Double(trials - successes))
    if successes == 0 { return exp(count * log1p(-probability)) }
    if failures == 0 { return exp(count * log(probability)) }
    let hits = Double(successes)
    let exponent =
      stirlingError(count) - stirlingError(hits) - stirlingError(failures)
      - deviance(hits, count * probability) - deviance(failures, count * (1 - probability))
    return exp(exponent) * (count / hits / failures * 0.15915494309189533577).squareRoot()
  }

  /// The probability of at most `successes`.
  public func cumulative(_ successes: Int) -> Double {
    if successes < 0 { return 0 }
    if successes >= trials { return 1 }
    return tails(successes).upper
  }

  /// The probability of more than `successes`.
  public func complementary(_ successes: Int) -> Double {
    if successes < 0 { return 1 }
    if successes >= trials { return 0 }
    return tails(successes).lower
  }

  private func tails(_ successes: Int) -> IncompleteBeta {
    IncompleteBeta(
      probability, complement: 1 - probability, first: Double(successes + 1),
      second: Double(trials - successes))
  }
}

import Glibc
public import SteelyardContracts
import SteelyardMath

/// The share of capital that makes it grow fastest, and what a part of that share risks.
///
/// - Source: J. Kelly, "A new interpretation of information rate", Bell System Technical Journal 35 (1956), pp. 917-926; E. Thorp, "The Kelly
///   criterion in blackjack, sports betting, and the stock market", Handbook of Asset and Liability Management 1 (2006), section 7.
public enum KellyFraction {
  /// Of a bet that wins `odds` times the stake with a probability and loses the stake else: p − (1 − p) / odds; negative where it is not worth it.
  ///
  /// - Throws: `invalidInput` for a probability outside [0, 1] or odds that are not positive.
  public static func bet(winProbability: Double, odds: Double) throws(SteelyardError) -> Double {
    guard winProbability >= 0, winProbability <= 1, odds > 0, odds.isFinite else {
      throw SteelyardError(
        .invalidInput, "A bet won with probability \(winProbability) at odds \(odds) is none.",
        remedy: "Give a probability from 0 to 1 and positive odds.")
    }
    return winProbability - (1 - winProbability) / odds
  }

  /// Of an asset whose price diffuses: (mean − riskless) / variance, all per step.
  ///
  /// - Throws: `invalidInput` for numbers that are not finite or a variance that is not positive.
  public static func diffusion(
    mean: Double, riskless: Double, variance: Double
  ) throws(SteelyardError) -> Double {
    guard mean.isFinite, riskless.isFinite, variance > 0, variance.isFinite else {
      throw SteelyardError(
        .invalidInput, "A mean of \(mean) over \(riskless) with variance \(variance) has no fraction.",
        remedy: "Give finite numbers and a positive variance.")
    }
    return (mean - riskless) / variance
  }

  /// Of several assets whose prices diffuse: Σ⁻¹ (mean − riskless). The weights need not sum to 1: the rest is lent or borrowed.
  ///
  /// - Throws: `invalidInput` where the covariance is not positive definite.
  public static func diffusion(
    _ moments: AssetMoments, riskless: Double
  ) throws(SteelyardError) -> [Double] {
    let factor = choleskyFactor(moments.covariance, tolerance: 1e-12)
    guard factor.status == .converged, factor.rank == moments.assets.count else {
      throw SteelyardError(
        .invalidInput, "The covariance is not positive definite: some portfolio stands still.",
        remedy: "Leave out an asset that the others make up, or shrink the covariance.")
    }
    return factor.solution(moments.means.map { $0 - riskless })
  }

  /// The probability that capital ever falls to a share of where it started, at a part of the Kelly fraction, for ever: share^(2 / part − 1).
  ///
  /// At the whole fraction it is the share itself: half the capital is lost at some time with a probability of one half.
  ///
  /// - Parameters:
  ///   - share: Of the capital now, such as 0.5; in (0, 1].
  ///   - part: Of the Kelly fraction; from twice it on the fall is certain.
  /// - Throws: `invalidInput` for a share outside (0, 1] or a part that is not positive.
  public static func fallProbability(
    to share: Double, part: Double
  ) throws(SteelyardError) -> Double {
    guard share > 0, share <= 1, part > 0, part.isFinite else {
      throw SteelyardError(
        .invalidInput, "A fall to \(share) at \(part) of the Kelly fraction is none.",
        remedy: "Give a share in (0, 1] and a positive part.")
    }
    return part >= 2 ? 1 : pow(share, 2 / part - 1)
  }

  /// The part of the Kelly fraction at which a fall to a share has a probability: 2 / (1 + ln probability / ln share).
  ///
  /// - Throws: `invalidInput` for a share or probability outside (0, 1).
  public static func part(
    fallTo share: Double, probability: Double
  ) throws(SteelyardError) -> Double {
    guard share > 0, share < 1, probability > 0, probability < 1 else {
      throw SteelyardError(
        .invalidInput, "A fall to \(share) with probability \(probability) bounds no fraction.",
        remedy: "Give both between 0 and 1.")
    }
    return 2 / (1 + log(probability) / log(share))
  }
}

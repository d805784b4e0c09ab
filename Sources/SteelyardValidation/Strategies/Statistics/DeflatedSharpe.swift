import Glibc
public import SteelyardContracts
import SteelyardMath

/// How probable it is that a Sharpe ratio is above what the best of so many tries without skill reaches.
///
///     SR0 = sqrt(V) ((1 - g) N^-1(1 - 1/n) + g N^-1(1 - 1/(n e))),  g = 0.5772... (Euler's constant)
///     DSR = N((SR - SR0) sqrt(T - 1) / sqrt(1 - s SR + (k - 1) / 4 SR^2))
///
/// SR per period, s skewness, k kurtosis (3 for a normal), V the variance of the Sharpe ratios of the tries, n their
/// number,
/// T the periods. One try has SR0 = 0: the probabilistic Sharpe ratio.
///
/// - Source: D. Bailey, M. López de Prado, "The deflated Sharpe ratio: correcting for selection bias, backtest
///   overfitting
///   and non-normality", J. Portfolio Management 40 (2014), eq. 1 and 2.
public struct DeflatedSharpe: Sendable, Hashable, Codable {
  /// SR per period.
  public let sharpe: Double
  /// SR0 per period: what the best of the tries is expected to reach by chance.
  public let threshold: Double
  /// How many tries.
  public let trials: Int
  /// The probability that the true ratio is above the threshold.
  public let probability: Double

  /// From the moments.
  ///
  /// - Parameters:
  ///   - sharpe: Per period.
  ///   - kurtosis: Not in excess: 3 for a normal.
  ///   - periods: T, at least 2.
  ///   - trials: n, at least 1.
  ///   - trialVariance: V, per period, ≥ 0; of no account where there is one trial.
  /// - Throws: `invalidInput` for numbers out of their range; `notApplicable` where the moments leave no deviation.
  public init(
    sharpe: Double, skewness: Double, kurtosis: Double, periods: Int, trials: Int,
    trialVariance: Double
  ) throws(SteelyardError) {
    guard periods >= 2, trials >= 1, trialVariance >= 0, sharpe.isFinite else {
      throw SteelyardError(
        .invalidInput,
        "\(periods) periods, \(trials) trials or a variance of \(trialVariance) can't be.",
        remedy: "Give at least 2 periods and 1 trial, and a variance from 0 up.")
    }
    var threshold = 0.0
    if trials > 1 {
      let euler = 0.57721566490153286
      let count = Double(trials)
      threshold =
        trialVariance.squareRoot()
        * ((1 - euler) * NormalDistribution.quantile(1 - 1 / count)
          + euler * NormalDistribution.quantile(1 - 1 / (count * M_E)))
    }
    let spread = 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe
    guard spread > 0 else {
      throw SteelyardError(
        .notApplicable,
        "A skewness of \(skewness) and a kurtosis of \(kurtosis) leave no deviation.",
        remedy: "Give the moments of a sample.")
    }
    self.sharpe = sharpe
    self.threshold = threshold
    self.trials = trials
    probability = NormalDistribution.cumulative(
      (sharpe - threshold) * Double(periods - 1).squareRoot() / spread.squareRoot())
  }
}

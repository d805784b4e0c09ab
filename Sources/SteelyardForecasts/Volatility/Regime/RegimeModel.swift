import Glibc
public import SteelyardContracts
import SteelyardPricing

/// Returns that are normal with one of two variances, a calm and a wild one, and switch between
/// them by chance.
///
/// - Source: J. Hamilton, "A new approach to the economic analysis of nonstationary time series and
///   the business cycle", Econometrica 57 (1989), pp. 357-384.
public struct RegimeModel: Sendable, Hashable, Codable {
  /// The mean return in both states, in return units.
  public let mean: Double
  /// Variance in the calm state, in return units squared.
  public let calmVariance: Double
  /// Variance in the wild state, at least the calm one.
  public let wildVariance: Double
  /// Chance that a calm day is followed by a calm one.
  public let calmStay: Double
  /// Chance that a wild day is followed by a wild one.
  public let wildStay: Double
  /// Chance that the first day of a history is wild.
  public let wildAtStart: Double

  /// Makes a model.
  ///
  /// - Throws: `invalidInput` for a variance that is not above zero, a wild variance below the calm
  ///   one, or a chance outside [0, 1].
  public init(
    mean: Double, calmVariance: Double, wildVariance: Double, calmStay: Double, wildStay: Double,
    wildAtStart: Double
  ) throws(SteelyardError) {
    try Admissible.finite.check(mean, "mean")
    try Admissible.positive.check(calmVariance, "calmVariance")
    try Admissible.positive.check(wildVariance, "wildVariance")
    guard wildVariance >= calmVariance else {
      throw SteelyardError(
        .invalidInput,
        "The wild variance \(wildVariance) is below the calm one, \(calmVariance).",
        remedy: "Name the state of the smaller variance calm.")
    }
    for chance in [calmStay, wildStay, wildAtStart] where !(chance >= 0 && chance <= 1) {
      throw SteelyardError(
        .invalidInput, "A chance is \(chance).", remedy: "Pass chances from 0 to 1.")
    }
    self.init(
      trusted: mean, calmVariance, wildVariance, calmStay: calmStay, wildStay: wildStay,
      wildAtStart: wildAtStart)
  }

  init(
    trusted mean: Double, _ calmVariance: Double, _ wildVariance: Double, calmStay: Double,
    wildStay: Double, wildAtStart: Double
  ) {
    self.mean = mean
    self.calmVariance = calmVariance
    self.wildVariance = wildVariance
    self.calmStay = calmStay
    self.wildStay = wildStay
    self.wildAtStart = wildAtStart
  }

  /// The share of wild days in the long run; one half where neither state is ever left.
  public var wildShare: Double {
    let leaving = (1 - calmStay) + (1 - wildStay)
    return leaving > 0 ? (1 - calmStay) / leaving : 0.5
  }

  /// How many days a calm and a wild spell last on average; infinite where it is never left.
  public var expectedDays: (calm: Double, wild: Double) {
    (1 / (1 - calmStay), 1 / (1 - wildStay))
  }

  /// The variance of a day that is wild with a given chance.
  func variance(wild: Double) -> Double { calmVariance + wild * (wildVariance - calmVariance) }

  /// The chance that the day after is wild.
  func after(wild: Double) -> Double { wild * wildStay + (1 - wild) * (1 - calmStay) }

  /// The chance that a day was wild once its return is known, and the log-density of the return.
  func updated(wild: Double, value: Double) -> (wild: Double, logDensity: Double) {
    let residual = value - mean
    let square = residual * residual
    let calm = log(1 - wild) - 0.5 * (log(calmVariance) + square / calmVariance)
    let rough = log(wild) - 0.5 * (log(wildVariance) + square / wildVariance)
    // The larger is taken out, so that a return far out of both states does not become 0/0.
    let top = max(calm, rough)
    let total = exp(calm - top) + exp(rough - top)
    return (exp(rough - top) / total, top + log(total) - 0.5 * log(2 * Double.pi))
  }
}

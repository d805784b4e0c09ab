public import SteelyardContracts
import SteelyardMath

/// Whether one series of forecasts lost more than another, or chance alone explains the difference.
///
/// - Source: F. Diebold, R. Mariano, "Comparing predictive accuracy", Journal of Business &
///   Economic Statistics 13 (1995), pp. 253-263; small samples: D. Harvey, S. Leybourne,
///   P. Newbold, International Journal of Forecasting 13 (1997), pp. 281-291.
public struct DieboldMarianoTest: Sendable, Hashable {
  /// Mean loss of the first less that of the second; positive: the second is better.
  public let meanDifference: Double
  /// The mean over its standard error, with the autocovariances of h-step errors.
  public let statistic: Double
  /// The same with the correction of Harvey, Leybourne and Newbold for small samples.
  public let correctedStatistic: Double
  /// How many losses were compared.
  public let count: Int

  /// The chance of a difference as large, either way, if both were equally good: Student's t with
  /// `count` − 1 degrees of freedom, on the corrected statistic.
  public let twoSidedProbability: Double

  /// The chance of the second doing so much better if it were no better.
  public var secondBetterProbability: Double {
    correctedStatistic > 0 ? twoSidedProbability / 2 : 1 - twoSidedProbability / 2
  }

  /// Compares losses day by day.
  ///
  /// - Parameters:
  ///   - first: Losses of the first forecaster; shape `[day]`.
  ///   - second: Losses of the second, on the same days; shape `[day]`.
  ///   - horizon: h, how many days ahead the forecasts were: their errors overlap for h − 1 days.
  /// - Throws: `invalidInput` for counts that differ, a horizon below 1, fewer than 2 h + 1 days or
  ///   a loss that is not finite; `notApplicable` where the differences have no positive variance,
  ///   as those of equal forecasts and, rarely, of overlapping ones.
  public init(
    first: [Double], second: [Double], horizon: Int
  ) throws(SteelyardError) {
    guard first.count == second.count else {
      throw SteelyardError(
        .invalidInput, "There are \(first.count) and \(second.count) losses.",
        remedy: "Pass the losses of both forecasters on the same days.")
    }
    guard horizon >= 1, first.count > 2 * horizon else {
      throw SteelyardError(
        .invalidInput, "There are \(first.count) losses at horizon \(horizon).",
        remedy: "Pass a horizon of at least 1 and more than twice as many losses.")
    }
    let differences = zip(first, second).map { $0 - $1 }
    guard differences.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "A loss is not finite.", remedy: "Leave out days without a loss.")
    }
    let size = Double(differences.count)
    let mean = differences.reduce(0, +) / size
    var longRun = 0.0
    for lag in 0..<horizon {
      var sum = 0.0
      for day in lag..<differences.count {
        sum += (differences[day] - mean) * (differences[day - lag] - mean)
      }
      longRun += (lag == 0 ? 1 : 2) * sum / size
    }
    guard longRun > 0 else {
      throw SteelyardError(
        .notApplicable, "The loss differences have a variance of \(longRun).",
        remedy: "Compare forecasters that differ, on more days.")
    }
    let steps = Double(horizon)
    meanDifference = mean
    count = differences.count
    statistic = mean / (longRun / size).squareRoot()
    correctedStatistic =
      statistic * ((size + 1 - 2 * steps + steps * (steps - 1) / size) / size).squareRoot()
    guard let law = StudentTDistribution(degreesOfFreedom: size - 1) else {
      preconditionFailure("More than two losses leave degrees of freedom.")
    }
    twoSidedProbability = 2 * law.complementary(abs(correctedStatistic))
  }
}

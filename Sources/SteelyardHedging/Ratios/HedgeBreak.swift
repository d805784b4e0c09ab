public import SteelyardContracts
import SteelyardMath

/// Whether the line between target and hedge is another one after a step than before it (Chow's test).
///
///     F = ((S − S₁ − S₂) / 2) / ((S₁ + S₂) / (n − 4))
///
/// with S the squared residuals of one line through all steps, S₁ and S₂ of one through each part. It is
/// F-distributed with 2 and n − 4 degrees of freedom while the line stays and residuals are normal with one variance:
/// fat tails make it reject somewhat too often, so a small level is to be asked of it.
///
/// - Source: G. Chow, "Tests of equality between sets of coefficients in two linear regressions", Econometrica 28
///   (1960).
public struct HedgeBreak: Sendable, Hashable {
  /// Steps before the supposed break.
  public let stepsBefore: Int
  /// The slope before.
  public let ratioBefore: Double
  /// The slope after.
  public let ratioAfter: Double
  /// F.
  public let statistic: Double
  /// The probability of an F so large while the line stays.
  public let probability: Double

  /// The test at a known step.
  ///
  /// - Parameter step: The first step of the second part.
  /// - Throws: `invalidInput` where a part has fewer than `HedgeSeries.stepsMin` steps; `notApplicable` where the
  ///   hedge does not move in a part, or nothing is left over by any line.
  public init(in series: HedgeSeries, at step: Int) throws(SteelyardError) {
    guard step >= HedgeSeries.stepsMin, series.count - step >= HedgeSeries.stepsMin,
      series.count > 4
    else {
      throw SteelyardError(
        .invalidInput, "A break at step \(step) of \(series.count) leaves too little on a side.",
        remedy: "Leave at least \(HedgeSeries.stepsMin) steps on each side, and five in all.")
    }
    let parts = [
      series, series.steps(0..<step), series.steps(step..<series.count),
    ]
    var fits: [(slope: Double, squares: Double)] = []
    for part in parts {
      let moments = SeriesMoments(part)
      guard moments.hedgeVariance > 0 else {
        throw SteelyardError(
          .notApplicable, "The hedge does not move on one side of step \(step).",
          remedy: "Take another step.")
      }
      let slope = moments.covariance / moments.hedgeVariance
      let squares = CompensatedSum(
        zip(part.target, part.hedge).map { target, hedge in
          let rest = (target - moments.targetMean) - slope * (hedge - moments.hedgeMean)
          return rest * rest
        }
      ).value
      fits.append((slope, squares))
    }
    let within = fits[1].squares + fits[2].squares
    guard within > 0 else {
      throw SteelyardError(
        .notApplicable, "The lines on both sides leave nothing over.",
        remedy: "A perfect hedge needs no test.")
    }
    stepsBefore = step
    ratioBefore = fits[1].slope
    ratioAfter = fits[2].slope
    let freedom = Double(series.count - 4)
    statistic = max(0, (fits[0].squares - within) / 2 / (within / freedom))
    // P(F > f) with 2 and m degrees of freedom is (1 + 2 f / m)^(−m/2), the incomplete beta in closed form.
    probability = HedgeBreak.tail(statistic, freedom)
  }

  private static func tail(_ statistic: Double, _ freedom: Double) -> Double {
    let share = freedom / (freedom + 2 * statistic)
    return IncompleteBeta(
      share, complement: 1 - share, first: freedom / 2, second: 1
    ).lower
  }
}

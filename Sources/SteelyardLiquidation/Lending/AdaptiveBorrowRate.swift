import Glibc
public import SteelyardContracts

/// A borrow rate that moves until the market's use is where it is wanted.
///
///     error = (u - target) / (u > target ? 1 - target : target)
///     rate  = rate at target x (1 + error x (error < 0 ? 1 - 1 / steepness : steepness - 1))
///     rate at target grows by exp(speed x error x years), within its bounds
///
/// - Source: Morpho Blue's `AdaptiveCurveIrm`: target 0.9, steepness 4, 50 a year, bounds of 0.1 % and 200 %. Its code
///   works on integers of 10^-18 with an approximate exponential; this is the same on real numbers.
public struct AdaptiveBorrowRate: Sendable, Hashable {
  /// The use that the rate moves towards.
  public static let targetUsage = 0.9
  /// How much dearer full use is than the target, and the target than none.
  public static let steepness = 4.0
  /// How fast the rate at target moves, a year.
  public static let speed = 50.0
  /// Bounds of the rate at target, a year.
  public static let bounds = 0.001...2.0
  /// The rate at target that a market begins with, a year.
  public static let initialRateAtTarget = 0.04

  /// How far the use is from the target, -1 to 1.
  public let error: Double
  /// The rate at target when the time has passed, a year.
  public let rateAtTarget: Double
  /// The mean rate over the time, a year: that of the ends and twice that of the middle.
  public let meanRate: Double

  /// The rate over a time at one use.
  ///
  /// - Parameters:
  ///   - usage: 0 to 1.
  ///   - start: The rate at target before, within `bounds`.
  ///   - years: How long, ≥ 0.
  /// - Throws: `invalidInput` for a number out of its range.
  public init(
    usage: Double, rateAtTarget start: Double, years: Double
  ) throws(SteelyardError) {
    guard (0...1).contains(usage), AdaptiveBorrowRate.bounds.contains(start), years >= 0,
      years.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "A use of \(usage) at a rate at target of \(start) for \(years) years is out of its range.",
        remedy: "Give a use from 0 to 1, a rate from 0.001 to 2 and a time from 0 up.")
    }
    let target = AdaptiveBorrowRate.targetUsage
    let error = (usage - target) / (usage > target ? 1 - target : target)
    func moved(_ share: Double) -> Double {
      let rate = start * exp(AdaptiveBorrowRate.speed * error * years * share)
      return min(
        max(rate, AdaptiveBorrowRate.bounds.lowerBound), AdaptiveBorrowRate.bounds.upperBound)
    }
    let steepness = AdaptiveBorrowRate.steepness
    let curve = 1 + (error < 0 ? 1 - 1 / steepness : steepness - 1) * error
    self.error = error
    rateAtTarget = moved(1)
    meanRate = curve * (start + moved(1) + 2 * moved(0.5)) / 4
  }

  /// What a liquidator gets for each unit of debt that is paid back: min(1.15, 1 / (0.3 x threshold + 0.7)).
  ///
  /// - Parameter loanToValueMax: The loan-to-value at which a loan is liquidated, 0 to 1.
  public static func liquidationIncentive(loanToValueMax: Double) -> Double {
    min(1.15, 1 / (0.3 * loanToValueMax + 0.7))
  }
}

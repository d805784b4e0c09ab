import Glibc
public import SteelyardContracts
import SteelyardPricing

/// A variance forecast out of an implied index, with the risk premium taken off.
///
/// Sellers of options ask for more variance than comes. How much of the implied variance came is
/// learned from past days alone: Σ r² / Σ implied daily variance of the day before, with weights
/// that halve over `halfLifeDays`.
///
/// - Source: P. Carr, L. Wu, "Variance risk premiums", Review of Financial Studies 22 (2009),
///   pp. 1311-1341; the ratio form and its estimate are ours.
public struct ImpliedVariance: Sendable, Hashable, Codable {
  /// Days until a day's weight in the ratio has halved.
  public let halfLifeDays: Double
  /// Between what the ratio is held, so that no quiet month turns the premium upside down.
  public let ratioBounds: ClosedRange<Double>
  /// The implied index in per cent a year, as last seen.
  public private(set) var indexPercent: Double
  private var realised: Double
  private var implied: Double

  /// Begins on a day.
  ///
  /// - Parameters:
  ///   - indexPercent: The index at the day's end, in per cent a year (61.27), > 0.
  ///   - priorRatio: Variance that comes over variance implied, before any day was seen, > 0.
  ///   - priorDays: How many days of evidence the prior is worth, > 0.
  ///   - halfLifeDays: Days until a day's weight has halved, > 0.
  ///   - ratioBounds: Between what the ratio is held; above zero.
  /// - Throws: `invalidInput` for a number that is not above zero.
  public init(
    indexPercent: Double, priorRatio: Double, priorDays: Double, halfLifeDays: Double,
    ratioBounds: ClosedRange<Double>
  ) throws(SteelyardError) {
    try Admissible.positive.check(indexPercent, "indexPercent")
    try Admissible.positive.check(priorRatio, "priorRatio")
    try Admissible.positive.check(priorDays, "priorDays")
    try Admissible.positive.check(halfLifeDays, "halfLifeDays")
    try Admissible.positive.check(ratioBounds.lowerBound, "ratioBounds.lowerBound")
    self.indexPercent = indexPercent
    self.halfLifeDays = halfLifeDays
    self.ratioBounds = ratioBounds
    implied = priorDays * Self.dailyVariance(indexPercent)
    realised = priorRatio * implied
  }

  /// Variance that came over variance implied, as known so far.
  public var ratio: Double {
    min(max(realised / implied, ratioBounds.lowerBound), ratioBounds.upperBound)
  }

  /// The variance of the next day's return, decimal.
  public var next: Double { ratio * Self.dailyVariance(indexPercent) }

  /// The variance of the return over the next days, decimal.
  ///
  /// The index speaks of 30 days; its level is taken for every horizon, because one number has no
  /// term structure.
  ///
  /// - Parameter days: Above zero; parts of days are allowed.
  /// - Throws: `invalidInput` for days that are not above zero.
  public func cumulativeVariance(days: Double) throws(SteelyardError) -> Double {
    try Admissible.positive.check(days, "days")
    return next * days
  }

  /// Takes in a day: its return, which the index of the day before had spoken of, and the index at
  /// its end.
  ///
  /// - Parameters:
  ///   - value: The day's return, decimal.
  ///   - indexPercent: The index at the day's end, in per cent a year, > 0.
  /// - Throws: `invalidInput` for a return that is not finite or an index that is not above zero;
  ///   nothing is taken in then.
  public mutating func observe(
    value: Double, indexPercent: Double
  ) throws(SteelyardError) {
    try Admissible.finite.check(value, "value")
    try Admissible.positive.check(indexPercent, "indexPercent")
    let decay = exp2(-1 / halfLifeDays)
    realised = decay * realised + value * value
    implied = decay * implied + Self.dailyVariance(self.indexPercent)
    self.indexPercent = indexPercent
  }

  /// The variance of a day at an index in per cent a year; a year has 365 days.
  private static func dailyVariance(_ percent: Double) -> Double {
    percent * percent / (100 * 100 * 365)
  }
}

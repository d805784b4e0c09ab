import Glibc
public import SteelyardContracts
import SteelyardMath

/// How far and how fast a requirement rose: what its holder had to find in the storm.
///
/// - Source: Bank of England, D. Murphy, M. Vasios, N. Vause, "An investigation into the procyclicality
///   of risk-based initial margin models", Financial Stability Paper 29 (2014), section 2.
public struct ProcyclicalityMeasures: Sendable, Hashable {
  /// How many days.
  public let days: Int
  /// The largest requirement over the smallest, ≥ 1.
  public let peakToTrough: Double
  /// The largest rise from one day to the next, decimal: 0.83 is 83 %; negative if it always fell.
  public let largestRise1Day: Double
  /// The largest rise over 5 days, decimal.
  public let largestRise5Days: Double
  /// The largest rise over 20 days, decimal.
  public let largestRise20Days: Double
  /// The standard deviation of daily changes of the logarithm, decimal, divisor n − 1.
  public let deviationOfLogChanges: Double

  /// Fewest days: one rise over 20 days.
  public static let daysMin = 21

  /// Measures the requirement of one book held the same, day by day.
  ///
  /// - Parameter requirement: In any currency, each > 0; shape `[day]`. Books whose requirement is next
  ///   to nothing should be left out: ratios of such numbers say nothing.
  /// - Throws: `invalidInput` for fewer than 21 days or a requirement that is not above 0.
  public init(_ requirement: [Double]) throws(SteelyardError) {
    guard requirement.count >= ProcyclicalityMeasures.daysMin else {
      throw SteelyardError(
        .invalidInput, "\(requirement.count) days hold no rise over 20 days.",
        remedy: "Give at least \(ProcyclicalityMeasures.daysMin) days.")
    }
    if let day = requirement.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw SteelyardError(
        .invalidInput, "The requirement of day \(day) is \(requirement[day]).",
        remedy: "Leave the book out: a rise from 0 has no size.")
    }
    let changes = zip(requirement, requirement.dropFirst()).map { log($1 / $0) }
    guard let peak = requirement.max(), let trough = requirement.min(),
      let moments = SampleMoments(changes)
    else { preconditionFailure("there are at least 21 days") }
    days = requirement.count
    peakToTrough = peak / trough
    deviationOfLogChanges = moments.unbiasedVariance.squareRoot()
    func rise(_ span: Int) -> Double {
      zip(requirement, requirement.dropFirst(span)).reduce(-1) { max($0, $1.1 / $1.0 - 1) }
    }
    largestRise1Day = rise(1)
    largestRise5Days = rise(5)
    largestRise20Days = rise(20)
  }

  /// What they say, in a sentence.
  public var verdict: String {
    func percent(_ rise: Double) -> String { CoverageProbability.digits(rise * 100) + " %" }
    return "Over \(days) days the requirement was at most "
      + "\(CoverageProbability.digits(peakToTrough)) times its least; it rose by at most "
      + "\(percent(largestRise1Day)) in 1 day, \(percent(largestRise5Days)) in 5, "
      + "\(percent(largestRise20Days)) in 20."
  }
}

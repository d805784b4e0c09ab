public import SteelyardContracts
import SteelyardMath

/// The supervisor's zones: how surprising the count of breaches is.
///
/// Green while P(X ≤ x) is below 95 %, yellow below 99.99 %, red from there on, for any number of
/// periods and any promise.
///
/// - Source: Basel Committee on Banking Supervision, "Supervisory framework for the use of backtesting"
///   (January 1996), section III and table 2.
public struct TrafficLight: Sendable, Hashable {
  /// A zone.
  public enum Zone: String, Sendable, Hashable, Codable, CaseIterable {
    case green, yellow, red
  }

  /// x.
  public let breaches: Int
  /// n.
  public let periods: Int
  /// p, the promised share of breaches.
  public let probability: Double
  /// P(X = x) if the promise holds.
  public let point: Double
  /// P(X ≤ x) if the promise holds.
  public let cumulative: Double
  /// P(X ≥ x): the p-value of the one-sided test.
  public let pValue: Double
  /// The zone.
  public let zone: Zone

  /// Where yellow begins, in P(X ≤ x).
  public static let yellowFrom = 0.95
  /// Where red begins, in P(X ≤ x).
  public static let redFrom = 0.9999
  /// What the rules add to a multiplier of 3 for 5 to 9 of 250 at 1 %; 0 below and 1 from 10 on.
  public static let baselPlusFactors = [0.40, 0.50, 0.65, 0.75, 0.85]

  /// The zone of a count of breaches.
  ///
  /// - Throws: `invalidInput` for counts or a probability outside their ranges.
  public init(breaches: Int, periods: Int, probability: Double) throws(SteelyardError) {
    let test = try BinomialCoverageTest(
      breaches: breaches, periods: periods, probability: probability)
    guard let binomial = BinomialDistribution(trials: periods, probability: probability) else {
      preconditionFailure("periods and probability were checked")
    }
    self.breaches = breaches
    self.periods = periods
    self.probability = probability
    point = binomial.point(breaches)
    cumulative = test.cumulative
    pValue = test.pValue
    zone =
      cumulative < TrafficLight.yellowFrom
      ? .green : cumulative < TrafficLight.redFrom ? .yellow : .red
  }

  /// The zone of a series.
  ///
  /// - Throws: `invalidInput` for a probability outside (0, 1).
  public init(_ series: BreachSeries, probability: Double) throws(SteelyardError) {
    try self.init(
      breaches: series.breachCount, periods: series.count, probability: probability)
  }

  /// What is added to a capital multiplier of 3.
  ///
  /// The published table for 250 periods at 1 %. Elsewhere 0 in green, 1 in red, and in yellow what
  /// brings a normal model of the observed share back to the promise, 3(z_p/z_{x/n} − 1), which is how
  /// the table came about before it was rounded; at most 1.
  public var plusFactor: Double {
    switch zone {
    case .green: return 0
    case .red: return 1
    case .yellow:
      if periods == 250 && probability == 0.01 {
        return TrafficLight.baselPlusFactors[breaches - 5]
      }
      let promised = NormalDistribution.quantile(probability)
      let observed = NormalDistribution.quantile(Double(breaches) / Double(periods))
      // A share of one half or more has no normal model that loses at all.
      guard observed < 0, promised < 0 else { return 1 }
      return min(1, max(0, 3 * (promised / observed - 1)))
    }
  }

  /// The fewest breaches of a zone, or nil where even all periods do not reach it.
  ///
  /// - Throws: `invalidInput` for periods or a probability outside their ranges.
  public static func firstBreaches(
    of zone: Zone, periods: Int, probability: Double
  ) throws(SteelyardError) -> Int? {
    try CoverageProbability.check(probability)
    try CoverageProbability.check(breaches: 0, periods: periods)
    guard let binomial = BinomialDistribution(trials: periods, probability: probability) else {
      preconditionFailure("periods and probability were checked")
    }
    let bound: Double
    switch zone {
    case .green: return 0
    case .yellow: bound = yellowFrom
    case .red: bound = redFrom
    }
    var (below, reached) = (-1, periods)
    while reached - below > 1 {
      let middle = (below + reached) / 2
      if binomial.cumulative(middle) >= bound { reached = middle } else { below = middle }
    }
    return reached
  }

  /// What it says, in a sentence.
  public var verdict: String {
    "Traffic light: \(zone.rawValue), \(breaches) breaches in \(periods); so few or fewer have "
      + "probability \(CoverageProbability.digits(cumulative))."
  }
}

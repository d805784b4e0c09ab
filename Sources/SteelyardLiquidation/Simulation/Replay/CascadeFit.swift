import Glibc
public import SteelyardContracts
import SteelyardMath

/// A search for what nobody knows of a cascade that happened: the parameters whose run comes nearest to it.
///
/// Least squares over figures in four groups of one weight each: the share of the notional at each coin, the logarithm of the
/// total's ratio, and the shares of liquidations and of deleveragings that were over at evenly spaced times. Always the same answer for the same input. With as many
/// parameters as a cascade has, a small misfit proves little: the answer says how many of each there are.
///
/// - Source: J. Nelder, R. Mead (1965), see `nelderMead`; sums of squares of shares are ours.
public struct CascadeFit: Sendable {
  /// What may be moved.
  public enum Parameter: String, Sendable, Hashable, CaseIterable {
    /// Median leverage of the accounts.
    case leverageMedian = "leverage_median"
    /// See `PopulationRecipe.leverageExponent`.
    case leverageExponent = "leverage_exponent"
    /// Standard deviation of the logarithm of leverage.
    case leverageSpread = "leverage_spread"
    /// Share of accounts that are long.
    case longShare = "long_share"
    /// Capital of the first venue's bidders.
    case bidderCapital = "bidder_capital"
    /// The shares that have come at the points of the course, but for the last: so many parameters less one.
    case course
  }

  /// The settings found.
  public let settings: CascadeSettings
  /// The shock with the course found.
  public let shock: CascadeShock
  /// How many numbers were free.
  public let parameterCount: Int
  /// How many figures they were fitted to.
  public let figureCount: Int
  /// Root of the mean over the groups of the mean square difference, before.
  public let misfitBefore: Double
  /// And after.
  public let misfit: Double
  /// Runs that it took.
  public let runCount: Int

  /// Times at which courses are compared.
  static let timeCount = 24

  /// Searches.
  ///
  /// - Parameters:
  ///   - shock: With a course where that is to be moved.
  ///   - runs: Most runs, about.
  ///   - progress: Told after each run.
  /// - Throws: `invalidInput` where nothing is known or nothing may be moved; what a run throws at the start.
  public init(
    _ start: CascadeSettings, shock: CascadeShock, policy: CascadePolicy, rounds: Int,
    to observation: CascadeObservation, moving parameters: [Parameter], runs: Int,
    progress: (Int) -> Void = { _ in }
  ) throws(SteelyardError) {
    let scale = try Scale(start, shock, parameters)
    guard !observation.deleveraged.isEmpty || !observation.course.isEmpty else {
      throw SteelyardError(
        .invalidInput, "Nothing is known of what happened.",
        remedy: "Give the notional by coin, the course of events, or both.")
    }
    var count = 0
    func residuals(_ point: [Double]) throws(SteelyardError) -> [[Double]] {
      let (settings, shock) = try scale.settings(at: point)
      let population = try Population(
        settings.population.accounts(in: settings.market, seed: shock.seed),
        market: settings.market)
      let run = try CascadeRun(
        population, market: settings.market, shock: shock, policy: policy,
        terms: settings.policies, rounds: rounds)
      count += 1
      progress(count)
      return Self.differences(
        CascadeComparison(
          run, roundSeconds: settings.market.roundSeconds, with: observation))
    }
    func meanSquare(_ groups: [[Double]]) -> Double {
      groups.reduce(0) { sum, group in
        sum + group.reduce(0) { $0 + $1 * $1 } / Double(group.count)
      } / Double(groups.count)
    }
    let first = try residuals(scale.start)
    // A point that can't be run is refused; a start anew after the first end leaves a simplex that has become flat.
    var point = scale.start
    for _ in 0..<2 {
      point =
        nelderMead(
          start: point, steps: scale.steps, lower: scale.lower, upper: scale.upper,
          tolerance: 1e-6, maximumIterations: max(runs / 4, 1)
        ) { point in
          (try? residuals(point)).map(meanSquare) ?? .infinity
        }.point
    }
    let found = try scale.settings(at: point)
    settings = found.settings
    self.shock = found.shock
    parameterCount = scale.start.count
    figureCount = first.reduce(0) { $0 + $1.count }
    misfitBefore = meanSquare(first).squareRoot()
    misfit = meanSquare(try residuals(point)).squareRoot()
    runCount = count
  }

  /// The differences whose squares are summed, by group.
  static func differences(_ comparison: CascadeComparison) -> [[Double]] {
    var groups: [[Double]] = []
    let happened = comparison.observed.reduce(0, +)
    let all = comparison.simulated.reduce(0, +)
    if happened > 0 {
      groups.append(
        zip(comparison.observed, comparison.simulated).map {
          (all > 0 ? $1 / all : 0) - $0 / happened
        })
      // A run without any is as bad as one with a thousandth.
      groups.append([log(max(all / happened, 1e-3))])
    }
    for course in [comparison.liquidations, comparison.deleveragings] {
      guard let course else { continue }
      groups.append(
        (1...timeCount).map {
          let round = max(course.seconds.count * $0 / timeCount - 1, 0)
          return course.simulated[round] - course.observed[round]
        })
    }
    return groups
  }
}

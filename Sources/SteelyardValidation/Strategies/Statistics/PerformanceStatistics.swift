import Glibc
public import SteelyardContracts
import SteelyardMath

/// What returns of even periods come to, a year and at their worst.
///
/// The year has so many periods as are stated; the rate without risk is zero.
///
/// - Source: W. Sharpe, "The Sharpe ratio", J. Portfolio Management 21 (1994); F. Sortino, R. van der Meer, "Downside
///   risk",
///   J. Portfolio Management 17 (1991); T. Young, "Calmar ratio", Futures 20 (1991).
public struct PerformanceStatistics: Sendable, Hashable, Codable {
  /// How many returns.
  public let count: Int
  /// Equity at the end over that at the beginning, less one.
  public let totalReturn: Double
  /// The same a year, compounded; −1 where nothing is left.
  public let yearlyReturn: Double
  /// The deviation of returns a year.
  public let volatility: Double
  /// Mean return over deviation, a year; nil where nothing moves.
  public let sharpe: Double?
  /// Mean return over the root mean square of the negative ones, a year; nil where none is negative.
  public let sortino: Double?
  /// Yearly return over the largest drawdown; nil where there was none.
  public let calmar: Double?
  /// The largest fall from a highest equity, decimal.
  public let drawdownMax: Double
  /// The longest time below a highest equity, in days.
  public let underWaterDays: Double
  /// The 95 % quantile of returns over the size of the 5 % one; nil where the latter is 0.
  public let tailRatio: Double?
  /// The worst return of a period.
  public let worst: Double
  /// Skewness of returns.
  public let skewness: Double
  /// Excess kurtosis of returns.
  public let excessKurtosis: Double

  /// The statistics of an equity curve with even steps.
  ///
  /// - Parameters:
  ///   - equity: Values at the ends of the periods and at the beginning, each finite; shape `[period + 1]`.
  ///   - periodDays: Days of a period, > 0.
  /// - Throws: `invalidInput` for fewer than three values, or a beginning that is not above zero.
  public init(equity: [Double], periodDays: Double) throws(SteelyardError) {
    guard equity.count >= 3, equity[0] > 0, periodDays > 0, equity.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "An equity curve of \(equity.count) values has no statistics.",
        remedy: "Give at least three, the first above zero.")
    }
    let returns = PerformanceStatistics.returns(of: equity)
    guard let moments = SampleMoments(returns), let last = equity.last else {
      throw SteelyardError(
        .invalidInput, "The equity curve has no returns.", remedy: "Give at least three values.")
    }
    let perYear = 365 / periodDays
    count = returns.count
    totalReturn = last / equity[0] - 1
    let years = Double(returns.count) / perYear
    yearlyReturn = last > 0 ? pow(last / equity[0], 1 / years) - 1 : -1
    let deviation = moments.unbiasedVariance.squareRoot()
    volatility = deviation * perYear.squareRoot()
    sharpe = deviation > 0 ? moments.mean / deviation * perYear.squareRoot() : nil
    let downside =
      (returns.reduce(0) { $0 + min($1, 0) * min($1, 0) } / Double(returns.count)).squareRoot()
    sortino = downside > 0 ? moments.mean / downside * perYear.squareRoot() : nil
    (drawdownMax, underWaterDays) = PerformanceStatistics.drawdown(equity, periodDays)
    calmar = drawdownMax > 0 ? yearlyReturn / drawdownMax : nil
    let sorted = returns.sorted()
    let upper = quantile(0.95, ofSorted: sorted, convention: .linear) ?? 0
    let lower = quantile(0.05, ofSorted: sorted, convention: .linear) ?? 0
    tailRatio = lower != 0 ? upper / abs(lower) : nil
    worst = sorted[0]
    skewness = moments.skewness
    excessKurtosis = moments.excessKurtosis
  }

  /// Returns from value to value; 0 once nothing is left.
  static func returns(of equity: [Double]) -> [Double] {
    zip(equity, equity.dropFirst()).map { $0 > 0 ? $1 / $0 - 1 : 0 }
  }

  /// The largest fall from a highest value, and the longest time below one.
  static func drawdown(_ equity: [Double], _ periodDays: Double) -> (max: Double, days: Double) {
    var peak = equity[0]
    var (deepest, longest, since) = (0.0, 0, 0)
    for (place, value) in equity.enumerated() {
      if value >= peak {
        peak = value
        since = place
      } else {
        deepest = max(deepest, 1 - value / peak)
        longest = max(longest, place - since)
      }
    }
    return (deepest, Double(longest) * periodDays)
  }
}

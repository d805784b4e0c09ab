/// A variance forecast that is carried forward return by return.
///
/// A forecast for a day is made of what `observe` saw before that day, so stepping through a
/// history can't look ahead. Each step costs the same however long the history is.
public protocol VarianceRecursion: Sendable, Hashable, Codable {
  /// The variance of the next return, in return units squared.
  var next: Double { get }

  /// Takes in the return of the day that `next` was about.
  mutating func observe(_ value: Double)

  /// The variance of the return so many days ahead; `step` 1 is `next`.
  ///
  /// - Precondition: `step` is at least 1.
  func variance(ahead step: Int) -> Double
}

extension VarianceRecursion {
  /// The variance of the sum of the next returns, taken as uncorrelated.
  ///
  /// - Parameter horizon: How many days, at least 1.
  public func cumulativeVariance(over horizon: Int) -> Double {
    precondition(horizon >= 1, "a horizon has at least one day")
    return (1...horizon).reduce(0) { $0 + variance(ahead: $1) }
  }

  /// Runs through returns and tells each day's variance as it was known the day before.
  public mutating func path(through returns: [Double]) -> VariancePath {
    var variances: [Double] = []
    variances.reserveCapacity(returns.count)
    for value in returns {
      variances.append(next)
      observe(value)
    }
    return VariancePath(variances: variances, next: next)
  }
}

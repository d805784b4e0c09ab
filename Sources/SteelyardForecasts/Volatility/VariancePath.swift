import Glibc

/// The conditional variances of a history: each seen from the day before, and the one to come.
///
/// A step is whatever the returns are spaced by; "day" stands for it.
public struct VariancePath: Sendable, Hashable, Codable {
  /// For each return its variance as known before it, in return units squared; shape `[day]`.
  public let variances: [Double]
  /// The variance of the day after the last return.
  public let next: Double

  /// Collects a path.
  public init(variances: [Double], next: Double) {
    self.variances = variances
    self.next = next
  }
}

extension VariancePath {
  /// The log-likelihood of returns that are normal about zero with these variances.
  ///
  /// - Precondition: As many returns as days.
  public func normalLogLikelihood(of returns: [Double]) -> Double {
    precondition(returns.count == variances.count, "Each return has a variance.")
    return zip(returns, variances).reduce(0) { sum, day in
      sum - 0.5 * (log(2 * Double.pi) + log(day.1) + day.0 * day.0 / day.1)
    }
  }
}

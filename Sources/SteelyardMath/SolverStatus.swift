/// How an iterative method ended.
public enum SolverStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// The stated tolerance was met and checked.
  case converged
  /// The iteration limit was reached first; the result is the best point seen.
  case iterationLimit
  /// No step lowers the value although its slope is not zero: a kink, or the last digits.
  case stalled
  /// The bracket does not enclose a sign change, so there may be no root.
  case notBracketed
  /// A function value was not finite at a point where the method cannot go on.
  case notFinite
  /// The input has the wrong shape: no unknowns, or bounds that cross.
  case invalidShape
  /// The matrix has a negative eigenvalue beyond the tolerance, so it has no such factor.
  case indefinite
}

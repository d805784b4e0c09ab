/// A condition on the unknowns of a minimisation: normal · x ≤ bound.
public struct LinearConstraint: Sendable, Hashable {
  /// What each unknown is multiplied with; shape `[unknown]`, not all zero.
  public let normal: [Double]
  /// The largest the sum may be.
  public let bound: Double

  /// Makes a constraint.
  public init(normal: [Double], bound: Double) {
    self.normal = normal
    self.bound = bound
  }

  /// An unknown that may not rise above `bound`.
  public static func atMost(_ bound: Double, unknown: Int, of count: Int) -> LinearConstraint {
    LinearConstraint(normal: (0..<count).map { $0 == unknown ? 1 : 0 }, bound: bound)
  }

  /// An unknown that may not fall below `bound`.
  public static func atLeast(_ bound: Double, unknown: Int, of count: Int) -> LinearConstraint {
    LinearConstraint(normal: (0..<count).map { $0 == unknown ? -1 : 0 }, bound: -bound)
  }

  /// What is left until the bound; negative where it is broken.
  public func slack(at point: [Double]) -> Double { bound - dot(normal, point) }
}

func dot(_ first: [Double], _ second: [Double]) -> Double {
  var sum = 0.0
  for index in first.indices { sum += first[index] * second[index] }
  return sum
}

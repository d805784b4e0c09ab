extension LinearProgram {
  /// The largest violation of a bound or row at a point, as a share of the larger of the bound and 1.
  ///
  /// - Precondition: There is a value for each variable.
  public func violation(at values: [Double]) -> Double {
    precondition(values.count == variableCount, "A value for each variable is needed.")
    var worst = 0.0
    func check(_ value: Double, _ bounds: Bounds) {
      if bounds.lower.isFinite {
        worst = max(worst, (bounds.lower - value) / max(1, abs(bounds.lower)))
      }
      if bounds.upper.isFinite {
        worst = max(worst, (value - bounds.upper) / max(1, abs(bounds.upper)))
      }
    }
    for (value, bounds) in zip(values, bounds) { check(value, bounds) }
    for (terms, bounds) in zip(rowTerms, rowBounds) {
      check(terms.reduce(0) { $0 + $1.coefficient * values[$1.variable] }, bounds)
    }
    return worst
  }
}

public import Testing

/// How near two numbers must be: the larger of the stated bounds counts.
public struct Tolerance: Sendable {
  /// Largest allowed |got - expected| / |expected|.
  public let relative: Double
  /// Largest allowed |got - expected|, in the unit of the numbers.
  public let absolute: Double

  /// A bound relative to the expected value.
  public static func relative(_ bound: Double) -> Tolerance {
    Tolerance(relative: bound, absolute: 0)
  }
  /// A bound in the unit of the numbers.
  public static func absolute(_ bound: Double) -> Tolerance {
    Tolerance(relative: 0, absolute: bound)
  }
  /// Both bounds; meeting either is enough.
  public init(relative: Double, absolute: Double) {
    self.relative = relative
    self.absolute = absolute
  }

  /// Whether `got` is close enough to `expected`.
  ///
  /// NaN is close to nothing.
  public func accepts(expected: Double, got: Double) -> Bool {
    let error = abs(got - expected)
    return expected == got || error <= absolute || error <= relative * abs(expected)
  }
}

/// Expects two numbers to be close and prints inputs, expected, got, error and tolerance if not.
public func expectClose(
  expected: Double, got: Double, _ tolerance: Tolerance,
  inputs: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  if tolerance.accepts(expected: expected, got: got) { return }
  let absolute = abs(got - expected)
  Issue.record(
    """
    inputs: \(inputs())
    expected: \(expected)
    got: \(got)
    error: \(absolute) absolute, \(absolute / abs(expected)) relative
    tolerance: \(tolerance.absolute) absolute, \(tolerance.relative) relative
    """, sourceLocation: sourceLocation)
}

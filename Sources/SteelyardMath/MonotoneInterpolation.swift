/// A smooth curve through points that rises where they rise and falls where they fall.
///
/// Cubic between the knots, with slopes limited so that no new extremum appears; constant outside
/// the first and last knot.
///
/// - Source: F. Fritsch, J. Butland, "A method for constructing local monotone piecewise cubic
///   interpolants", SIAM J. Scientific and Statistical Computing 5 (1984), pp. 300-304.
public struct MonotoneInterpolation: Sendable, Hashable {
  /// The knots' arguments, rising; shape `[knot]`.
  public let arguments: [Double]
  /// The knots' values; shape `[knot]`.
  public let values: [Double]
  private let slopes: [Double]

  /// A curve through points, or nil unless there is one at least, all are finite and arguments rise.
  public init?(arguments: [Double], values: [Double]) {
    guard !arguments.isEmpty, arguments.count == values.count,
      arguments.allSatisfy(\.isFinite), values.allSatisfy(\.isFinite),
      zip(arguments, arguments.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.arguments = arguments
    self.values = values
    let widths = zip(arguments.dropFirst(), arguments).map { $0 - $1 }
    let secants = zip(zip(values.dropFirst(), values), widths).map { ($0.0 - $0.1) / $1 }
    slopes = arguments.indices.map { index in
      guard let first = secants.first, let last = secants.last else { return 0 }
      if index == 0 { return first }
      if index == arguments.count - 1 { return last }
      let (before, after) = (secants[index - 1], secants[index])
      if before * after <= 0 { return 0 }
      // Harmonic mean, weighted by the widths: it never exceeds three times the smaller secant.
      let heavy = 2 * widths[index] + widths[index - 1]
      let light = widths[index] + 2 * widths[index - 1]
      return (heavy + light) / (heavy / before + light / after)
    }
  }

  /// The curve at an argument.
  ///
  /// - Complexity: O(log count).
  public func value(at argument: Double) -> Double {
    if argument.isNaN { return .nan }
    if argument <= arguments[0] { return values[0] }
    if argument >= arguments[arguments.count - 1] { return values[values.count - 1] }
    var low = 0
    var high = arguments.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if arguments[middle] <= argument { low = middle } else { high = middle }
    }
    let width = arguments[high] - arguments[low]
    let share = (argument - arguments[low]) / width
    let rest = 1 - share
    return rest * rest * ((1 + 2 * share) * values[low] + share * width * slopes[low])
      + share * share * ((3 - 2 * share) * values[high] - rest * width * slopes[high])
  }
}

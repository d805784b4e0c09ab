import SteelyardContracts
public import SteelyardMath

/// A limit on how far a portfolio of constant weights falls from its peak along paths.
///
/// The course of a path is the sum of its steps' returns, without compounding, from 0: so a drawdown is a convex function of the weights
/// that is linear piece by piece.
///
/// - Source: A. Chekhlov, S. Uryasev, M. Zabarankin, "Drawdown measure in portfolio optimization", International Journal of Theoretical and
///   Applied Finance 8 (2005), pp. 13-58.
public struct DrawdownLimit: Sendable, Hashable {
  /// Which drawdown.
  public enum Measure: Sendable, Hashable {
    /// The deepest of all paths.
    case maximum
    /// The mean of the deepest 1 − level of all steps' drawdowns, over all paths: conditional drawdown at risk.
    case conditional(level: Double)
  }

  /// Returns of each step; shape `[path][step × asset]`.
  public let paths: [Matrix]
  /// Which drawdown.
  public let measure: Measure
  /// The most that it may be, as a share of the capital.
  public let most: Double

  /// A limit from its parts.
  public init(paths: [Matrix], measure: Measure, most: Double) {
    self.paths = paths
    self.measure = measure
    self.most = most
  }

  func check(_ assets: [String]) throws(SteelyardError) {
    guard !paths.isEmpty,
      paths.allSatisfy({ path in
        path.rowCount > 0 && path.columnCount == assets.count
          && path.elements.allSatisfy(\.isFinite)
      })
    else {
      throw SteelyardError(
        .invalidInput,
        "A path of the drawdown limit has no step, returns that are not finite, or not one for each of"
          + " \(assets.count) assets.",
        remedy: "Give paths of finite returns.")
    }
    if case .conditional(let level) = measure, !(level >= 0 && level < 1) {
      throw SteelyardError(
        .invalidInput, "A conditional drawdown at level \(level) is none.",
        remedy: "Give a level from 0 to below 1, such as 0.95.")
    }
  }

  /// The drawdown of some weights.
  ///
  /// - Precondition: There is a weight for each asset.
  public func drawdown(of weights: [Double]) -> Double {
    tangent(at: weights).value
  }

  /// The drawdown, and the coefficients of a linear function that is equal to it here and nowhere above it.
  func tangent(at weights: [Double]) -> (value: Double, coefficients: [Double]) {
    var falls: [(path: Int, peak: Int, step: Int, depth: Double)] = []
    var courses: [[[Double]]] = []
    for (number, path) in paths.enumerated() {
      // The sum of each asset's returns so far, and with it the course of the portfolio.
      var sums = [[Double](repeating: 0, count: weights.count)]
      var peak = 0
      var highest = 0.0
      for step in 0..<path.rowCount {
        var sum = sums[step]
        for asset in weights.indices { sum[asset] += path[step, asset] }
        sums.append(sum)
        let value = zip(sum, weights).reduce(0) { $0 + $1.0 * $1.1 }
        if value > highest {
          highest = value
          peak = step + 1
        }
        falls.append((number, peak, step + 1, highest - value))
      }
      courses.append(sums)
    }
    let shares: [Double]
    switch measure {
    case .maximum:
      let deepest = falls.indices.max { falls[$0].depth < falls[$1].depth }
      shares = falls.indices.map { $0 == deepest ? 1 : 0 }
    case .conditional(let level):
      var left = (1 - level) * Double(falls.count)
      let whole = left
      var parts = [Double](repeating: 0, count: falls.count)
      for place in falls.indices.sorted(by: { (-falls[$0].depth, $0) < (-falls[$1].depth, $1) })
      where left > 0 {
        let part = min(1, left)
        parts[place] = part / whole
        left -= part
      }
      shares = parts
    }
    var coefficients = [Double](repeating: 0, count: weights.count)
    for (fall, share) in zip(falls, shares) where share > 0 && fall.peak != fall.step {
      for asset in weights.indices {
        coefficients[asset] +=
          share * (courses[fall.path][fall.peak][asset] - courses[fall.path][fall.step][asset])
      }
    }
    return (zip(coefficients, weights).reduce(0) { $0 + $1.0 * $1.1 }, coefficients)
  }
}

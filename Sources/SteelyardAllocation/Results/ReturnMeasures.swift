import Glibc
public import SteelyardContracts
import SteelyardMath
import SteelyardOptimisation

/// What is usually said of a series of returns, all as likely.
public struct ReturnMeasures: Sendable, Hashable {
  /// The returns, in their order.
  public let returns: [Double]

  /// Measures of a series.
  ///
  /// - Throws: `invalidInput` for fewer than 2 returns, or one that is not finite.
  public init(_ returns: [Double]) throws(SteelyardError) {
    guard returns.count >= 2, returns.allSatisfy(\.isFinite) else {
      throw SteelyardError(
        .invalidInput, "\(returns.count) returns, or one that is not finite, have no measures.",
        remedy: "Give at least 2 finite returns.")
    }
    self.returns = returns
  }

  private var count: Double { Double(returns.count) }

  /// The arithmetic mean.
  public var mean: Double { CompensatedSum(returns).value / count }

  /// The standard deviation, over n − 1.
  public var deviation: Double {
    let mean = mean
    let squares = CompensatedSum(returns.map { ($0 - mean) * ($0 - mean) }).value
    return (squares / (count - 1)).squareRoot()
  }

  /// The mean distance from the mean.
  public var meanAbsoluteDeviation: Double {
    let mean = mean
    return CompensatedSum(returns.map { abs($0 - mean) }).value / count
  }

  /// The root of the squared distances of what is below the mean, over n − 1.
  public var semiDeviation: Double {
    let mean = mean
    let squares = CompensatedSum(returns.map { min($0 - mean, 0) * min($0 - mean, 0) }).value
    return (squares / (count - 1)).squareRoot()
  }

  /// The largest loss.
  public var worstLoss: Double { -(returns.min() ?? 0) }

  /// The loss on the edge of the worst 1 − level: value at risk.
  public func valueAtRisk(level: Double) -> Double { tail(level).threshold }

  /// The mean of the worst 1 − level: expected shortfall.
  public func tailLoss(level: Double) -> Double { tail(level).mean }

  private func tail(_ level: Double) -> (mean: Double, threshold: Double) {
    TailProgram.tailMean(
      of: returns.map { -$0 },
      probabilities: [Double](repeating: 1 / count, count: returns.count), level: level)
  }

  /// Entropic value at risk: the least over t > 0 of t ln(mean of e^(loss / t) / (1 − level)).
  ///
  /// An upper bound of value at risk and expected shortfall by Chernoff's inequality. The function is convex in t;
  /// the minimum is found by golden sections of ln t.
  ///
  /// - Parameter level: In (0, 1).
  /// - Source: A. Ahmadi-Javid, "Entropic value-at-risk: a new coherent risk measure", J. Optimization Theory and
  ///   Applications 155 (2012).
  public func entropicValueAtRisk(level: Double) -> Double {
    let worst = worstLoss
    let scale = max(deviation, .leastNormalMagnitude)
    func bound(_ logarithm: Double) -> Double {
      let temperature = scale * exp(logarithm)
      let mean = CompensatedSum(returns.map { exp((-$0 - worst) / temperature) }).value / count
      return worst + temperature * (log(mean) - log(1 - level))
    }
    // A share of the golden ratio, and enough cuts to bring 24 e-folds to the root of the last bit.
    let ratio = 0.618_033_988_749_894_9
    var lower = -12.0
    var upper = 12.0
    for _ in 0..<90 {
      let left = upper - ratio * (upper - lower)
      let right = lower + ratio * (upper - lower)
      if bound(left) <= bound(right) { upper = right } else { lower = left }
    }
    return bound(0.5 * (lower + upper))
  }

  /// Falls from the peak of the sum of returns so far, which begins at 0; one for each return.
  private var falls: [Double] {
    var value = 0.0
    var peak = 0.0
    return returns.map {
      value += $0
      peak = max(peak, value)
      return peak - value
    }
  }

  /// The deepest fall of the sum of returns from its peak, without compounding.
  public var maximumDrawdown: Double { falls.max() ?? 0 }

  /// The mean of the deepest 1 − level of the falls: conditional drawdown at risk.
  public func conditionalDrawdown(level: Double) -> Double {
    TailProgram.tailMean(
      of: falls, probabilities: [Double](repeating: 1 / count, count: returns.count), level: level
    ).mean
  }

  /// The root of the mean square of the falls.
  ///
  /// - Source: P. Martin, B. McCann, "The Investor's Guide to Fidelity Funds", Wiley (1989).
  public var ulcerIndex: Double {
    (CompensatedSum(falls.map { $0 * $0 }).value / count).squareRoot()
  }
}

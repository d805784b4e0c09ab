import Glibc
public import SteelyardContracts
import SteelyardPricing

/// The exponentially weighted variance: h' = λ h + (1 − λ) r².
///
/// - Source: J.P. Morgan/Reuters, "RiskMetrics Technical Document", 4th edition (1996), section
///   5.2: λ 0.94 for days, 0.97 for months; returns about zero.
public struct ExponentialVariance: VarianceRecursion {
  /// λ, the share of the variance that stays from day to day, in (0, 1).
  public let decay: Double
  private var sum: Double
  private var weight: Double
  private let first: Double

  /// The variance of the next return, in return units squared.
  public var next: Double { weight > 0 ? sum / weight : first }

  /// Days until a return's weight has halved.
  public var halfLife: Double { -1 / log2(decay) }

  /// Begins a recursion before the first of some returns.
  ///
  /// - Parameters:
  ///   - decay: λ, in (0, 1).
  ///   - start: What the first day's variance is.
  ///   - returns: What the start is made of, in time order. They are not observed yet: `next`
  ///     then is about the first of them.
  /// - Throws: `invalidInput` for a decay outside (0, 1), a return that is not finite, no returns
  ///   where the start needs some, or a start that is not above zero.
  public init(
    decay: Double, start: VarianceStart, before returns: [Double]
  ) throws(SteelyardError) {
    guard decay > 0, decay < 1 else {
      throw SteelyardError(
        .invalidInput, "The decay is \(decay).", remedy: "Pass a decay between 0 and 1.")
    }
    self.decay = decay
    first = try start.variance(before: returns)
    if start == .normalisedWeights {
      (sum, weight) = (0, 0)
    } else {
      (sum, weight) = (first, 1)
    }
  }

  /// Takes in a return.
  ///
  /// - Precondition: The return is finite.
  public mutating func observe(_ value: Double) {
    precondition(value.isFinite, "a return is finite")
    sum = decay * sum + (1 - decay) * value * value
    weight = decay * weight + (1 - decay)
  }

  /// The same for every day ahead: the recursion knows no return to a mean.
  public func variance(ahead step: Int) -> Double {
    precondition(step >= 1, "a forecast is at least one day ahead")
    return next
  }
}

extension VarianceStart {
  /// The variance of the first day.
  func variance(before returns: [Double]) throws(SteelyardError) -> Double {
    let variance: Double
    switch self {
    case .given(let known): variance = known
    case .firstSquare, .normalisedWeights:
      try checkReturns(returns, atLeast: 1)
      variance = returns[0] * returns[0]
    case .backcast:
      try checkReturns(returns, atLeast: 1)
      variance = GARCHStart.backcast(returns, about: 0)
    case .meanSquare(let count):
      guard count >= 1 else {
        throw SteelyardError(
          .invalidInput, "The start is the mean of \(count) squares.",
          remedy: "Ask for at least one.")
      }
      try checkReturns(returns, atLeast: count)
      variance = returns.prefix(count).reduce(0) { $0 + $1 * $1 } / Double(count)
    }
    try Admissible.positive.check(variance, "The start variance")
    return variance
  }
}

import Glibc
public import SteelyardContracts

/// A volatility damped towards its usual level: σ = fast^θ × slow^(1−θ).
///
/// A margin that follows a raw forecast multiplies in a storm; the geometric mean with a long
/// memory takes θ of the rise, in logarithms. θ 1 is the fast forecast, θ 0 the slow one.
public struct DampedVolatility: VarianceRecursion {
  /// What answers first.
  public private(set) var fast: VarianceForecaster
  /// What is usual.
  public private(set) var slow: VarianceForecaster
  /// θ, from 0 to 1.
  public let responsiveness: Double

  /// The variance of the next return, in return units squared.
  public var next: Double { blend(fast.next, slow.next) }

  /// The volatility of the next return, in return units.
  public var volatility: Double { next.squareRoot() }

  /// Damps one forecast with another.
  ///
  /// - Throws: `invalidInput` for a responsiveness outside [0, 1].
  public init(
    fast: VarianceForecaster, slow: VarianceForecaster, responsiveness: Double
  ) throws(SteelyardError) {
    guard responsiveness >= 0, responsiveness <= 1 else {
      throw SteelyardError(
        .invalidInput, "The responsiveness is \(responsiveness).",
        remedy: "Pass a number from 0, the slow volatility alone, to 1, the fast one alone.")
    }
    self.fast = fast
    self.slow = slow
    self.responsiveness = responsiveness
  }

  /// Takes in the return of the day that `next` was about.
  public mutating func observe(_ value: Double) {
    fast.observe(value)
    slow.observe(value)
  }

  /// The variance of the return so many days ahead, 1 for the next.
  public func variance(ahead step: Int) -> Double {
    blend(fast.variance(ahead: step), slow.variance(ahead: step))
  }

  private func blend(_ fast: Double, _ slow: Double) -> Double {
    // Zero would be a history without any move; the logarithm must not make it not-a-number.
    guard fast > 0, slow > 0 else { return 0 }
    return exp(responsiveness * log(fast) + (1 - responsiveness) * log(slow))
  }
}

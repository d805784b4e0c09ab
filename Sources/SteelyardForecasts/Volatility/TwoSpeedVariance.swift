public import SteelyardContracts

/// Two exponential variances, a fast and a slow one, mixed with a fixed weight.
///
/// The fast one answers a storm within days, the slow one remembers what is usual.
public struct TwoSpeedVariance: VarianceRecursion {
  /// The one of shorter memory.
  public private(set) var fast: ExponentialVariance
  /// The one of longer memory.
  public private(set) var slow: ExponentialVariance
  /// Share of the fast one in the variance, from 0 to 1.
  public let fastWeight: Double

  /// The variance of the next return, in return units squared.
  public var next: Double { fastWeight * fast.next + (1 - fastWeight) * slow.next }

  /// Mixes two recursions.
  ///
  /// - Throws: `invalidInput` for a weight outside [0, 1] or a fast decay above the slow one's.
  public init(
    fast: ExponentialVariance, slow: ExponentialVariance, fastWeight: Double
  ) throws(SteelyardError) {
    guard fastWeight >= 0, fastWeight <= 1 else {
      throw SteelyardError(
        .invalidInput, "The weight of the fast variance is \(fastWeight).",
        remedy: "Pass a share from 0 to 1.")
    }
    guard fast.decay <= slow.decay else {
      throw SteelyardError(
        .invalidInput, "The fast decay \(fast.decay) is above the slow one, \(slow.decay).",
        remedy: "Pass the recursion of the smaller decay as the fast one.")
    }
    self.fast = fast
    self.slow = slow
    self.fastWeight = fastWeight
  }

  /// Takes in the return of the day that `next` was about.
  public mutating func observe(_ value: Double) {
    fast.observe(value)
    slow.observe(value)
  }

  /// The variance of the return so many days ahead, 1 for the next.
  public func variance(ahead step: Int) -> Double {
    fastWeight * fast.variance(ahead: step) + (1 - fastWeight) * slow.variance(ahead: step)
  }
}

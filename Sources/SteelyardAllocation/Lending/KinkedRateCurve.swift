public import SteelyardContracts

/// What a lending market charges by the share of its supply that is lent: a line up to a bend, a steeper one beyond.
///
/// In doubles, for optimisation; `LendingRates` of SteelyardLiquidation is the same curve in the protocol's own
/// integers.
///
/// - Source: Aave v3.0 `DefaultReserveInterestRateStrategy.calculateInterestRates`.
public struct KinkedRateCurve: Codable, Sendable, Hashable {
  /// The rate at no use, a year, decimal, ≥ 0.
  public let base: Double
  /// What it rises by up to the bend, ≥ 0.
  public let firstSlope: Double
  /// What it rises by from there to full use, ≥ 0.
  public let secondSlope: Double
  /// The use at which it bends, above 0 and below 1.
  public let optimalUsage: Double
  /// The market's share of what borrowers pay, from 0, below 1.
  public let reserveFactor: Double

  /// A curve from its parts; `check` says whether they can be.
  public init(
    base: Double, firstSlope: Double, secondSlope: Double, optimalUsage: Double,
    reserveFactor: Double
  ) {
    self.base = base
    self.firstSlope = firstSlope
    self.secondSlope = secondSlope
    self.optimalUsage = optimalUsage
    self.reserveFactor = reserveFactor
  }

  /// Checks every number.
  ///
  /// - Throws: `invalidInput` for a number out of range, or a curve that gets flatter at its bend: then marginal rates
  ///   fall, and the cheapest split is none of equal rates.
  public func check() throws(SteelyardError) {
    guard base >= 0, firstSlope >= 0, secondSlope >= 0, base + firstSlope + secondSlope <= 100,
      optimalUsage > 0, optimalUsage < 1, reserveFactor >= 0, reserveFactor < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "A curve of \(base), \(firstSlope) and \(secondSlope) with a bend at \(optimalUsage) and a share of "
          + "\(reserveFactor) is out of range.",
        remedy:
          "Give rates from 0, 100 at most together, a bend inside 0 to 1 and a share from 0, below 1."
      )
    }
    guard steepness(beyondBend: true) >= steepness(beyondBend: false) else {
      throw SteelyardError(
        .invalidInput, "The curve gets flatter at its bend of \(optimalUsage).",
        remedy: "Give a second slope over 1 - bend of at least the first over the bend.")
    }
  }

  /// What the rate rises by for each unit of use.
  func steepness(beyondBend: Bool) -> Double {
    beyondBend ? secondSlope / (1 - optimalUsage) : firstSlope / optimalUsage
  }

  /// What borrowers pay, a year.
  ///
  /// - Parameter usage: Debt over supply, 0 to 1.
  public func borrowRate(at usage: Double) -> Double {
    usage > optimalUsage
      ? base + firstSlope + steepness(beyondBend: true) * (usage - optimalUsage)
      : base + steepness(beyondBend: false) * usage
  }

  /// What suppliers get, a year: the borrow rate times the use, less the market's share.
  public func supplyRate(at usage: Double) -> Double {
    borrowRate(at: usage) * usage * (1 - reserveFactor)
  }
}

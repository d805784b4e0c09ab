public import SteelyardContracts

/// A kinked borrow rate: one slope of utilisation up to an optimum, a steeper one above.
///
/// - Source: Derive's interest rate model (derivexyz/v2-core, `InterestRateModel`): minimum rate, rate
///   multiplier, high rate multiplier and optimal utilisation. Aave's and Compound's jump models have the
///   same form with other names.
public struct BorrowCurve: Sendable, Hashable {
  /// Largest parameter: 100, a rate of 10,000 % a year.
  public static let parameterMax = Amount(100)

  /// The rate a year at no utilisation, as a decimal.
  public let minimum: Amount
  /// What the rate gains per unit of utilisation up to the optimum.
  public let slopeBelow: Amount
  /// What the rate gains per unit of utilisation above the optimum.
  public let slopeAbove: Amount
  /// The utilisation where the slope changes, 0 to 1.
  public let optimum: Amount

  /// A curve from its parameters.
  ///
  /// - Throws: `invalidInput` for a negative parameter, one above 100, or an optimum outside 0 to 1.
  public init(
    minimum: Amount, slopeBelow: Amount, slopeAbove: Amount, optimum: Amount
  ) throws(SteelyardError) {
    for parameter in [minimum, slopeBelow, slopeAbove]
    where parameter.isNegative || parameter > BorrowCurve.parameterMax {
      throw SteelyardError(
        .invalidInput, "The curve's parameter \(parameter) is outside 0 to 100.",
        remedy: "Write rates as decimals a year: 0.05 for 5 %.")
    }
    guard optimum >= .zero, optimum <= .one else {
      throw SteelyardError(
        .invalidInput, "The optimal utilisation \(optimum) is outside 0 to 1.",
        remedy: "Write it as a share: 0.85 for 85 %.")
    }
    self.minimum = minimum
    self.slopeBelow = slopeBelow
    self.slopeAbove = slopeAbove
    self.optimum = optimum
  }

  /// The rate a year at a utilisation, rounded down at each product.
  ///
  /// - Parameter utilisation: The share of the supply that is lent, 0 to 1; beyond is taken as the nearer end.
  public func rate(at utilisation: Amount) throws(SteelyardError) -> Amount {
    let used = min(max(utilisation, .zero), .one)
    let below = try min(used, optimum).multiplied(by: slopeBelow, rounding: .down)
    let above = try max(used.subtracting(optimum), .zero)
      .multiplied(by: slopeAbove, rounding: .down)
    return try minimum.adding(below).adding(above)
  }

  /// The share of a supply that is lent: debt / supply, rounded down, at most 1; 0 without debt.
  ///
  /// - Parameters:
  ///   - debt: What is borrowed, ≥ 0.
  ///   - supply: What is lent out or could be, ≥ 0; no supply at all against a debt counts as all lent.
  public static func utilisation(
    debt: Amount, supply: Amount
  ) throws(SteelyardError) -> Amount {
    guard debt > .zero else { return .zero }
    guard supply > debt else { return .one }
    return try debt.divided(by: supply, rounding: .down)
  }
}

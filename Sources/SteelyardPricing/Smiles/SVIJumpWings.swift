public import SteelyardContracts

/// A raw SVI slice told in quantities a trader can read: the jump-wings form.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), section 3.3, lemma 3.2 and section 5.1.
public struct SVIJumpWings: Sendable, Hashable, Codable {
  /// v, at-the-money variance per year.
  public let variance: Double
  /// ψ, slope of volatility times √T at the money.
  public let skew: Double
  /// p, slope of the put wing of w, over √w at the money.
  public let putSlope: Double
  /// c, slope of the call wing of w, over √w at the money.
  public let callSlope: Double
  /// ṽ, least variance per year.
  public let minimumVariance: Double

  /// A jump-wings description.
  public init(
    variance: Double, skew: Double, putSlope: Double, callSlope: Double, minimumVariance: Double
  ) {
    self.variance = variance
    self.skew = skew
    self.putSlope = putSlope
    self.callSlope = callSlope
    self.minimumVariance = minimumVariance
  }

  /// The description of a raw slice.
  ///
  /// - Parameters:
  ///   - slice: The raw slice.
  ///   - timeToExpiry: Years, above zero.
  /// - Throws: `invalidInput` for the time; `notApplicable` where variance at the money is zero.
  public init(_ slice: SVISlice, timeToExpiry: Double) throws(SteelyardError) {
    try Admissible.positive.check(timeToExpiry, "timeToExpiry")
    let atTheMoney = slice.variance(at: 0)
    guard atTheMoney.value > 0 else {
      throw SteelyardError(
        .notApplicable, "The slice has no variance at the money, so its wings have no scale.",
        remedy: "Use the raw form.")
    }
    let root = atTheMoney.value.squareRoot()
    variance = atTheMoney.value / timeToExpiry
    skew = atTheMoney.first / (2 * root)
    putSlope = slice.leftWingSlope / root
    callSlope = slice.rightWingSlope / root
    minimumVariance = slice.minimumTotalVariance / timeToExpiry
  }

  /// The raw slice.
  ///
  /// With β = ρ − 2ψ√w/b and R = √(m² + σ²), m = Rβ and σ = R√(1 − β²), which has no special case
  /// at m = 0.
  ///
  /// - Parameter timeToExpiry: Years, above zero.
  /// - Throws: `invalidInput` where no slice has this form; `notApplicable` where many have, because
  ///   the vertex lies at the money.
  public func slice(timeToExpiry: Double) throws(SteelyardError) -> SVISlice {
    try Admissible.positive.check(timeToExpiry, "timeToExpiry")
    try Admissible.positive.check(variance, "variance")
    try Admissible.finite.check(skew, "skew")
    try Admissible.notNegative.check(putSlope, "putSlope")
    try Admissible.notNegative.check(callSlope, "callSlope")
    try Admissible.notNegative.check(minimumVariance, "minimumVariance")
    try Admissible.positive.check(putSlope + callSlope, "putSlope + callSlope")
    let root = (variance * timeToExpiry).squareRoot()
    let slope = 0.5 * root * (callSlope + putSlope)
    let correlation = (callSlope - putSlope) / (callSlope + putSlope)
    let lean = correlation - 4 * skew / (callSlope + putSlope)
    guard abs(lean) < 1 else {
      throw SteelyardError(
        .invalidInput, "skew \(skew) is steeper than the wings allow.",
        remedy: "Keep skew between -putSlope/2 and callSlope/2.")
    }
    let upright = ((1 - lean) * (1 + lean)).squareRoot()
    let rest = ((1 - correlation) * (1 + correlation)).squareRoot()
    // 1 − ρβ − √(1 − ρ²)√(1 − β²), written as a sum of squares because it cancels for β near ρ.
    let difference = correlation - lean
    let slant = difference * (correlation + lean) / (rest + upright)
    let gap = 0.5 * (difference * difference + slant * slant)
    guard gap > 0 else {
      throw SteelyardError(
        .notApplicable, "The least variance lies at the money, so the vertex's width is not told.",
        remedy: "Use the raw form.")
    }
    let radius = (variance - minimumVariance) * timeToExpiry / (slope * gap)
    let width = radius * upright
    return try SVISlice(
      level: minimumVariance * timeToExpiry - slope * width * rest, slope: slope,
      correlation: correlation, centre: radius * lean, width: width)
  }

  /// The nearest slice of the same at-the-money level, skew and put wing that has no butterfly
  /// arbitrage: c' = p + 2ψ and ṽ' = v 4pc'/(p + c')².
  ///
  /// - Throws: `notApplicable` where c' would be negative.
  /// - Source: J. Gatheral, A. Jacquier (2014), section 5.1: the slice is then an SSVI slice.
  public func withoutButterflies() throws(SteelyardError) -> SVIJumpWings {
    let fixed = putSlope + 2 * skew
    guard fixed >= 0, putSlope + fixed > 0 else {
      throw SteelyardError(
        .notApplicable, "putSlope + 2 skew is \(fixed), so no call wing repairs the slice.",
        remedy: "Fit the slice anew with the butterfly bound.")
    }
    let sum = putSlope + fixed
    return SVIJumpWings(
      variance: variance, skew: skew, putSlope: putSlope, callSlope: fixed,
      minimumVariance: variance * 4 * putSlope * fixed / (sum * sum))
  }
}

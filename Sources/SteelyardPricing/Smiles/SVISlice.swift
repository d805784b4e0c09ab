public import SteelyardContracts

/// Total variance of one expiry as a hyperbola in log-moneyness: raw SVI.
///
/// w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)), k = ln(K/F); the paper's letters stand with the
/// properties.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), definition 3.1.
public struct SVISlice: Sendable, Hashable {
  /// a, total variance.
  public let level: Double
  /// b, not negative: total variance per unit of log-moneyness.
  public let slope: Double
  /// ρ, between −1 and 1.
  public let correlation: Double
  /// m, log-moneyness.
  public let centre: Double
  /// σ, above zero: log-moneyness over which the vertex is rounded.
  public let width: Double

  /// A slice.
  ///
  /// - Throws: `invalidInput` where a parameter is outside its range or the least total variance,
  ///   a + bσ√(1 − ρ²), is negative.
  public init(level: Double, slope: Double, correlation: Double, centre: Double, width: Double)
    throws(SteelyardError)
  {
    try Admissible.finite.check(level, "level")
    try Admissible.notNegative.check(slope, "slope")
    try Admissible.finite.check(centre, "centre")
    try Admissible.positive.check(width, "width")
    guard abs(correlation) < 1 else {
      throw SteelyardError(
        .invalidInput, "correlation is \(correlation).",
        remedy: "Pass a correlation above -1 and below 1.")
    }
    self.level = level
    self.slope = slope
    self.correlation = correlation
    self.centre = centre
    self.width = width
    guard minimumTotalVariance >= 0 else {
      throw SteelyardError(
        .invalidInput,
        "level \(level) makes the least total variance negative (\(minimumTotalVariance)).",
        remedy: "Raise level, slope or width.")
    }
  }

  /// w at a log-moneyness ln(K/F).
  public func totalVariance(at logMoneyness: Double) -> Double {
    variance(at: logMoneyness).value
  }

  /// Volatility, decimal, at a log-moneyness and a time in years above zero.
  public func volatility(at logMoneyness: Double, timeToExpiry: Double) -> Double {
    (totalVariance(at: logMoneyness) / timeToExpiry).squareRoot()
  }

  /// w with its derivatives.
  public func variance(at logMoneyness: Double) -> TotalVariance {
    let offset = logMoneyness - centre
    let radius = (offset * offset + width * width).squareRoot()
    // On the falling wing ρx + √(x² + σ²) cancels as ρ nears ±1; the conjugate form does not.
    let aligned = correlation * offset
    let bend =
      aligned >= 0
      ? aligned + radius
      : ((1 - correlation) * (1 + correlation) * offset * offset + width * width)
        / (radius - aligned)
    let ratio = width / radius
    return TotalVariance(
      logMoneyness: logMoneyness, value: level + slope * bend,
      first: slope * (correlation + offset / radius), second: slope * ratio * ratio / radius,
      third: -3 * slope * ratio * ratio * offset / (radius * radius * radius))
  }

  /// The least w over all strikes, a + bσ√(1 − ρ²).
  public var minimumTotalVariance: Double {
    level + slope * width * ((1 - correlation) * (1 + correlation)).squareRoot()
  }

  /// −dw/dk far left, b(1 − ρ); above 2 the put wing breaks Lee's bound.
  public var leftWingSlope: Double { slope * (1 - correlation) }

  /// dw/dk far right, b(1 + ρ); above 2 the call wing breaks Lee's bound.
  public var rightWingSlope: Double { slope * (1 + correlation) }

  /// Whether both wings keep Lee's bound of 2.
  ///
  /// - Source: R. Lee, "The moment formula for implied volatility at extreme strikes", Mathematical
  ///   Finance 14 (2004).
  public var keepsLeeBounds: Bool { max(leftWingSlope, rightWingSlope) <= 2 }
}

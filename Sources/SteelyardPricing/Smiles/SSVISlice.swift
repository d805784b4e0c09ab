public import SteelyardContracts

/// Total variance of one expiry on an SSVI surface.
///
/// w = θ/2 (1 + ρφk + √((φk + ρ)² + 1 − ρ²)).
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), definition 4.1.
public struct SSVISlice: Sendable, Hashable {
  /// θ, total variance at the money, above zero.
  public let atTheMoneyVariance: Double
  /// φ, above zero.
  public let curvature: Double
  /// ρ, between −1 and 1.
  public let correlation: Double
  /// The same slice in raw SVI form.
  public let raw: SVISlice

  /// A slice.
  ///
  /// - Throws: `invalidInput` where a parameter is outside its range.
  public init(atTheMoneyVariance: Double, curvature: Double, correlation: Double)
    throws(SteelyardError)
  {
    try Admissible.positive.check(atTheMoneyVariance, "atTheMoneyVariance")
    try Admissible.positive.check(curvature, "curvature")
    let residual = (1 - correlation) * (1 + correlation)
    raw = try SVISlice(
      level: 0.5 * atTheMoneyVariance * residual, slope: 0.5 * atTheMoneyVariance * curvature,
      correlation: correlation, centre: -correlation / curvature,
      width: residual.squareRoot() / curvature)
    self.atTheMoneyVariance = atTheMoneyVariance
    self.curvature = curvature
    self.correlation = correlation
  }

  /// w at a log-moneyness ln(K/F).
  public func totalVariance(at logMoneyness: Double) -> Double {
    raw.totalVariance(at: logMoneyness)
  }

  /// θφ(1 + |ρ|), below 4 in the sufficient condition.
  public var wingLoad: Double { atTheMoneyVariance * curvature * (1 + abs(correlation)) }

  /// θφ²(1 + |ρ|), at most 4 in the sufficient condition.
  public var vertexLoad: Double { wingLoad * curvature }

  /// Whether the slice is free of butterfly arbitrage by the sufficient condition.
  ///
  /// A slice that fails may still be free of it; `raw.minimumDurrleman` decides on a range.
  ///
  /// - Source: J. Gatheral, A. Jacquier (2014), theorem 4.2.
  public var isSufficientlyFlat: Bool { wingLoad < 4 && vertexLoad <= 4 }
}

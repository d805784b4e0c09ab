import Glibc

/// How the curvature φ of an SSVI surface falls with at-the-money total variance θ.
///
/// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
///   Finance 14 (2014), examples 4.1 and section 4.
public enum SSVICurvature: Sendable, Hashable, Codable {
  /// φ = η θ^(−γ) (1 + θ)^(γ − 1); free of butterflies for every θ where η(1 + |ρ|) ≤ 2.
  case powerLaw(scale: Double, exponent: Double)
  /// φ = (1 − (1 − e^(−λθ))/λθ)/λθ.
  case heston(decay: Double)

  /// φ at an at-the-money total variance above zero.
  public func value(at atTheMoneyVariance: Double) -> Double {
    switch self {
    case .powerLaw(let scale, let exponent):
      return scale * exp(-exponent * log(atTheMoneyVariance))
        * exp((exponent - 1) * log1p(atTheMoneyVariance))
    case .heston(let decay):
      let scaled = decay * atTheMoneyVariance
      if abs(scaled) > 1 { return (scaled + expm1(-scaled)) / (scaled * scaled) }
      // Σ (−z)ⁿ/(n + 2)!: the closed form loses digits like 1/z².
      var term = 0.5
      var sum = term
      for order in 1...20 {
        term *= -scaled / Double(order + 2)
        sum += term
      }
      return sum
    }
  }
}

import Glibc
import SteelyardMath

/// Total implied variance at one log-moneyness, with its derivatives there.
public struct TotalVariance: Sendable, Hashable {
  /// k = ln(K/F).
  public let logMoneyness: Double
  /// w = σ²T.
  public let value: Double
  /// w' = dw/dk.
  public let first: Double
  /// w'' = d²w/dk².
  public let second: Double
  /// w''' = d³w/dk³.
  public let third: Double

  /// A total variance from its parts, for slices that other modules build.
  package init(logMoneyness: Double, value: Double, first: Double, second: Double, third: Double) {
    self.logMoneyness = logMoneyness
    self.value = value
    self.first = first
    self.second = second
    self.third = third
  }

  /// Durrleman's function g, which is not negative wherever butterflies have no negative price.
  ///
  /// g = (1 − kw'/2w)² − (w'²/4)(1/w + 1/4) + w''/2.
  ///
  /// - Source: J. Gatheral, A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative
  ///   Finance 14 (2014), eq. 2.1.
  public var durrleman: Double {
    let tilt = 1 - logMoneyness * first / (2 * value)
    return tilt * tilt - 0.25 * first * first * (1 / value + 0.25) + 0.5 * second
  }

  /// dg/dk, from which the least g is found to all digits.
  package var durrlemanSlope: Double {
    let tilt = 1 - logMoneyness * first / (2 * value)
    let tiltSlope =
      (logMoneyness * first * first / value - first - logMoneyness * second) / (2 * value)
    return 2 * tilt * tiltSlope - 0.5 * first * second * (1 / value + 0.25)
      + first * first * first / (4 * value * value) + 0.5 * third
  }

  /// The risk-neutral density of ln(K/F), p = g n(d₂)/√w.
  ///
  /// - Source: J. Gatheral, A. Jacquier (2014), eq. 2.2.
  public var density: Double {
    let root = value.squareRoot()
    let lowerDeviation = -logMoneyness / root - 0.5 * root
    return durrleman / root * NormalDistribution.density(lowerDeviation)
  }
}

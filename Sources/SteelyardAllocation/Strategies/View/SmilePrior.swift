/// A smile around its level: sigma(x) = level (1 + slope x + curvature x^2), x the logarithm of
/// strike over forward in deviations of the level, kept within ±`moneynessMax`.
public struct SmilePrior: Sendable, Hashable {
  /// Relative change for one deviation.
  public let slope: Double
  /// The same, squared.
  public let curvature: Double
  /// Deviations beyond which the smile is flat.
  public let moneynessMax: Double

  /// A smile from its parts.
  public init(slope: Double, curvature: Double, moneynessMax: Double) {
    self.slope = slope
    self.curvature = curvature
    self.moneynessMax = moneynessMax
  }

  /// Where an option of a known volatility stands on the smile: x of the formula above.
  ///
  /// - Parameters:
  ///   - logStrike: ln(K/F).
  ///   - deviation: The option's own sigma sqrt t, > 0.
  public func moneyness(logStrike: Double, deviation: Double) -> Double {
    let own = logStrike / deviation
    // x = own g(x), by its own iteration: the smile is flat enough for it to contract.
    var moneyness = own
    for _ in 0..<32 {
      let clamped = min(max(moneyness, -moneynessMax), moneynessMax)
      moneyness = own * max(0.2, 1 + slope * clamped + curvature * clamped * clamped)
    }
    return moneyness
  }

  /// The volatility of a strike, decimal.
  public func volatility(level: Double, logStrike: Double, years: Double) -> Double {
    let deviation = level * years.squareRoot()
    let raw = deviation > 0 ? logStrike / deviation : 0
    let moneyness = min(max(raw, -moneynessMax), moneynessMax)
    return level * max(0.2, 1 + slope * moneyness + curvature * moneyness * moneyness)
  }
}

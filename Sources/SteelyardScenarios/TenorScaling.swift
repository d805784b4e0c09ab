import Glibc

/// How a volatility shock depends on the time an option has left: (reference / days)^power.
///
/// - Source: Deribit's portfolio margin, "short term vega power" and "long term vega power". The
///   floor on days is our choice, see `docs/margin-models/deribit.md`.
public struct TenorScaling: Sendable, Hashable, Codable {
  /// The tenor at which a shock counts once, in days.
  public let referenceDays: Double
  /// The power for tenors below the reference.
  public let shortPower: Double
  /// The power from the reference on.
  public let longPower: Double
  /// Shorter tenors count as this many days.
  public let daysMin: Double

  /// A scaling from its parts.
  public init(referenceDays: Double, shortPower: Double, longPower: Double, daysMin: Double) {
    self.referenceDays = referenceDays
    self.shortPower = shortPower
    self.longPower = longPower
    self.daysMin = daysMin
  }

  /// The factor on a shock for an option with so many days left.
  public func factor(days: Double) -> Double {
    let floored = max(days, daysMin)
    let power = floored < referenceDays ? shortPower : longPower
    return pow(referenceDays / floored, power)
  }
}

import Glibc

/// How a coin's volatility surface follows the moves of its 30-day level and of spot.
///
/// The move is added to each option's own volatility, so that no move is no change and the smile is
/// not counted twice:
///
///     sigma' = sigma (e^(level f(t)) + skew f(t) x - stickiness slope r / (sigma sqrt t))
///
/// with x = ln(K/F) / (sigma sqrt t) kept within ±`moneynessMax`, r the logarithm of the spot move
/// and f(t) the tenor scaling. The last term is the smile that moves along with spot: after a fall
/// the same strike lies further up on a smile that slopes down to the right.
public struct SurfaceResponse: Sendable, Hashable, Codable {
  /// How a move of the 30-day level reaches other tenors.
  public let tenor: TenorScaling
  /// Relative slope of the smile at the money for one unit of normalised log-moneyness; negative
  /// where puts cost more.
  public let slope: Double
  /// The share of a spot move that the smile follows, 0 (sticky strike) to 1 (sticky moneyness).
  public let stickiness: Double
  /// Normalised log-moneyness beyond which a tilt grows no further, > 0.
  public let moneynessMax: Double
  /// Least volatility after a move, as a share of the volatility before it, > 0.
  public let shareMin: Double
  /// Largest volatility after a move, as a multiple of the volatility before it, >= 1.
  public let shareMax: Double

  /// A response from its parts.
  public init(
    tenor: TenorScaling, slope: Double, stickiness: Double, moneynessMax: Double,
    shareMin: Double, shareMax: Double
  ) {
    self.tenor = tenor
    self.slope = slope
    self.stickiness = stickiness
    self.moneynessMax = moneynessMax
    self.shareMin = shareMin
    self.shareMax = shareMax
  }

  /// A surface that does not move.
  public static let none = SurfaceResponse(
    tenor: TenorScaling(referenceDays: 30, shortPower: 0, longPower: 0, daysMin: 1), slope: 0,
    stickiness: 0, moneynessMax: 1, shareMin: 0.05, shareMax: 20)

  /// Whether the response can be computed with.
  public var isAdmissible: Bool {
    tenor.daysMin >= 0 && tenor.referenceDays > 0 && tenor.shortPower.isFinite
      && tenor.longPower.isFinite && slope.isFinite && (0...1).contains(stickiness)
      && moneynessMax > 0 && moneynessMax.isFinite && shareMin > 0 && shareMin <= 1
      && shareMax >= 1 && shareMax.isFinite
  }

  /// The volatility of an option after a move, over its volatility before.
  ///
  /// - Parameters:
  ///   - level: Change of the logarithm of the 30-day volatility.
  ///   - skew: Change of the smile's slope at 30 days.
  ///   - logMove: Logarithm of the spot move.
  ///   - moneyness: ln(K/F) / (sigma sqrt t), before the move.
  ///   - deviation: sigma sqrt t, before the move, > 0.
  ///   - days: Days to expiry.
  public func share(
    level: Double, skew: Double, logMove: Double, moneyness: Double, deviation: Double,
    days: Double
  ) -> Double {
    let factor = tenor.factor(days: days)
    return bounded(
      exp(level * factor) + skew * factor * clampedMoneyness(moneyness)
        - roll(deviation: deviation) * logMove)
  }

  /// What a unit of logarithmic spot move takes off the share, for the smile that moves along.
  ///
  /// Within a deviation of a tenth the smile is not followed any more closely: hours before expiry
  /// one unit of moneyness is a fraction of a percent, and no smile slopes on for ten of them.
  func roll(deviation: Double) -> Double { stickiness * slope / max(deviation, 0.1) }

  /// Moneyness within its bounds.
  func clampedMoneyness(_ moneyness: Double) -> Double {
    min(max(moneyness, -moneynessMax), moneynessMax)
  }

  /// A share within its bounds.
  func bounded(_ share: Double) -> Double { min(max(share, shareMin), shareMax) }
}

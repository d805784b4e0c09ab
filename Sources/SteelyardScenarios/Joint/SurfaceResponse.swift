import Glibc

/// How a coin's volatility surface follows the moves of its 30-day level and of spot.
///
/// The move is relative to each option's own volatility, so that no move is no change and the smile is
/// not counted twice:
///
///     sigma' = sigma (m g(x') / g(x) + skew f(t) x),  m = e^(level f(t))
///     g(x) = 1 + slope x + curvature x^2,  x' = x + stickiness ((x - r / s) / m - x)
///
/// with r the logarithm of the spot move and f(t) the tenor scaling. x is the strike in deviations
/// s = a sqrt t of the volatility at the money, a = sigma / g(x), which an option's own volatility gives
/// by x g(x)^-1 = ln(K/F) / (sigma sqrt t); x and x' are kept within ±`moneynessMax`. The ratio is the
/// smile that moves along with spot and level: after a fall the same strike stands further out on the
/// call side of it.
public struct SurfaceResponse: Sendable, Hashable, Codable {
  /// How a move of the 30-day level reaches other tenors.
  public let tenor: TenorScaling
  /// Relative slope of the smile at the money for one unit of normalised log-moneyness; negative
  /// where puts cost more than calls.
  public let slope: Double
  /// Relative curvature of the smile for one unit of normalised log-moneyness, squared.
  public let curvature: Double
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
    tenor: TenorScaling, slope: Double, curvature: Double, stickiness: Double, moneynessMax: Double,
    shareMin: Double, shareMax: Double
  ) {
    self.tenor = tenor
    self.slope = slope
    self.curvature = curvature
    self.stickiness = stickiness
    self.moneynessMax = moneynessMax
    self.shareMin = shareMin
    self.shareMax = shareMax
  }

  /// A surface that does not move.
  public static let none = SurfaceResponse(
    tenor: TenorScaling(referenceDays: 30, shortPower: 0, longPower: 0, daysMin: 1), slope: 0,
    curvature: 0, stickiness: 0, moneynessMax: 1, shareMin: 0.05, shareMax: 20)

  /// Whether the response can be computed with.
  public var isAdmissible: Bool {
    tenor.daysMin >= 0 && tenor.referenceDays > 0 && tenor.shortPower.isFinite
      && tenor.longPower.isFinite && (0...1).contains(stickiness) && moneynessMax > 0
      && moneynessMax.isFinite && hasPositiveSmile && shareMin > 0 && shareMin <= 1
      && shareMax >= 1 && shareMax.isFinite
  }

  /// The volatility of an option after a move, over its volatility before.
  ///
  /// - Parameters:
  ///   - level: Change of the logarithm of the 30-day volatility.
  ///   - skew: Change of the smile's slope at 30 days.
  ///   - logMove: Logarithm of the spot move.
  ///   - logStrike: ln(K/F), before the move.
  ///   - deviation: sigma sqrt t of the option, before the move, > 0.
  ///   - days: Days to expiry.
  public func share(
    level: Double, skew: Double, logMove: Double, logStrike: Double, deviation: Double,
    days: Double
  ) -> Double {
    SmileOption(logStrike: logStrike, deviation: deviation, days: days, on: self)
      .share(level: level, skew: skew, logMove: logMove)
  }

  /// The smile's shape around 1 at the money.
  func smile(_ moneyness: Double) -> Double { 1 + moneyness * (slope + curvature * moneyness) }

  /// Whether the smile's shape stays above zero wherever it is looked at.
  private var hasPositiveSmile: Bool {
    let bottom = curvature > 0 ? clampedMoneyness(-slope / (2 * curvature)) : 0
    return [smile(-moneynessMax), smile(moneynessMax), smile(bottom)].allSatisfy {
      $0 > 0.05 && $0.isFinite
    }
  }

  /// Moneyness within its bounds.
  func clampedMoneyness(_ moneyness: Double) -> Double {
    min(max(moneyness, -moneynessMax), moneynessMax)
  }

  /// A share within its bounds.
  func bounded(_ share: Double) -> Double { min(max(share, shareMin), shareMax) }
}

/// Where an option stands on the smile before a move.
struct SmilePlace {
  /// The strike in deviations of the volatility at the money, within the response's bounds.
  let moneyness: Double
  /// The smile's shape there.
  let height: Double
  /// Deviations that a unit of logarithmic spot move takes the strike along the smile.
  let perMove: Double

  /// The place of an option by its own volatility.
  ///
  /// Within a deviation of a hundredth the smile is not followed any more closely: minutes before
  /// expiry one unit of moneyness is less than a market maker's spread.
  init(logStrike: Double, deviation: Double, on response: SurfaceResponse) {
    let own = deviation > 0 ? logStrike / deviation : 0
    // x = own g(x) by its own iteration: |own g'| is small where smiles are looked at.
    var moneyness = response.clampedMoneyness(own)
    for _ in 0..<16 { moneyness = response.clampedMoneyness(own * response.smile(moneyness)) }
    self.moneyness = moneyness
    height = response.smile(moneyness)
    perMove = response.stickiness / max(deviation / height, 0.01)
  }

  /// The place after a move.
  ///
  /// - Parameter levelFactor: The volatility at the money, over what it was.
  func after(
    _ logMove: Double, levelFactor: Double, on response: SurfaceResponse
  ) -> Double {
    let stickiness = response.stickiness
    return response.clampedMoneyness(
      (1 - stickiness) * moneyness
        + (stickiness * moneyness - perMove * logMove) / levelFactor)
  }
}

/// An option before any move, with all that its volatility after one stands on and that is the same for all.
struct SmileOption {
  private let place: SmilePlace
  /// How much of a move at the reference tenor reaches it.
  private let factor: Double
  private let response: SurfaceResponse

  init(logStrike: Double, deviation: Double, days: Double, on response: SurfaceResponse) {
    place = SmilePlace(logStrike: logStrike, deviation: deviation, on: response)
    factor = response.tenor.factor(days: days)
    self.response = response
  }

  /// The volatility after a move, over that before, as `SurfaceResponse.share` has it.
  func share(level: Double, skew: Double, logMove: Double) -> Double {
    let move = exp(level * factor)
    return response.bounded(
      move * (response.smile(place.after(logMove, levelFactor: move, on: response)) / place.height)
        + skew * factor * place.moneyness)
  }
}

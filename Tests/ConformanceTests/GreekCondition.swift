import Foundation
import TestSupport

/// How much the rounding of a Greek's inputs is magnified in it, term by term.
///
/// A Greek is in the regular range while this is at most 1000: there 1e-12 is required. Beyond, the
/// terms cancel (a vanna near d₂ = 0, a theta where discounting balances decay) or the tail of the
/// density is steep, and no method in doubles keeps 1e-12; the requirement grows in proportion.
struct GreekCondition {
  /// The magnification at which the regular range ends.
  static let limit = 1000.0

  private let underlying, time, rate, yield: Double
  private let deviation, upper, lower, magnitude, slope, slopeMagnitude: Double

  init(
    underlying: Double, strike: Double, time: Double, volatility: Double, rate: Double,
    yield: Double
  ) {
    self.underlying = underlying
    self.time = time
    self.rate = rate
    self.yield = yield
    deviation = volatility * time.squareRoot()
    let logarithm = log(underlying / strike)
    let drift = (rate - yield) * time
    upper = (logarithm + drift) / deviation + deviation / 2
    lower = upper - deviation
    magnitude = (abs(logarithm) + abs(drift)) / deviation + deviation / 2
    slope = (2 * drift / deviation - lower) / (2 * time)
    slopeMagnitude = (2 * abs(drift) / deviation + magnitude) / (2 * time)
  }

  /// The tolerance for a field of `vector`, whose expected values serve as scales.
  ///
  /// Near the smallest normal double, 2e-308, there are fewer digits to hold, so there the
  /// absolute bound counts.
  func tolerance(_ field: String, _ vector: JSONValue) -> Tolerance {
    Tolerance(
      relative: 1e-12 * max(1, magnification(field, vector) / GreekCondition.limit),
      absolute: 0x1p-13 * Double.leastNormalMagnitude)
  }

  func isRegular(_ field: String, _ vector: JSONValue) -> Bool {
    magnification(field, vector) <= GreekCondition.limit
  }

  func magnification(_ field: String, _ vector: JSONValue) -> Double {
    let scale = { (name: String) in abs(vector[name].double) }
    let weight = scale("gamma") * underlying * deviation
    let tail = abs(upper) * magnitude
    let turn = magnitude * abs(slope) + abs(upper) * slopeMagnitude
    switch field {
    case "dual_delta", "dual_gamma", "itm_prob", "rho": return abs(lower) * magnitude
    case "vanna": return tail + magnitude / abs(lower)
    case "volga": return tail + magnitude / abs(upper) + magnitude / abs(lower)
    case "speed": return tail + (1 + magnitude / deviation) / abs(1 + upper / deviation)
    case "zomma":
      return tail + (1 + magnitude * (abs(upper) + abs(lower))) / abs(upper * lower - 1)
    case "charm":
      return tail + (abs(yield) * scale("delta") + weight * slopeMagnitude) / scale("charm")
    case "veta":
      return tail + scale("vega") * (abs(yield) + 0.5 / time + turn) / scale("veta")
    case "color":
      return tail + scale("gamma") * (abs(yield) + 0.5 / time + turn) / scale("color")
    case "theta":
      let decay = 0.5 * weight * underlying * deviation / time
      let leg = underlying * scale("delta")
      let strikeLeg = abs(leg - scale("price"))
      let carry = min(
        abs(rate) * scale("price") + abs(rate - yield) * leg,
        abs(yield) * leg + abs(rate) * strikeLeg)
      return tail + (carry + decay) / scale("theta")
    default: return tail
    }
  }
}

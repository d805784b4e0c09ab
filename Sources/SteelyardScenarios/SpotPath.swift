import Glibc

/// The way of spot from now to the horizon: a straight line in the logarithm.
///
/// spot(t) = S (1 + m)^(t/h) up to the horizon h, and S (1 + m) after it.
struct SpotPath {
  /// Years to the horizon, > 0.
  let horizonYears: Double
  /// ln(1 + m).
  let logMove: Double

  /// The mean of spot over the settlement window of an expiry, over spot now.
  ///
  /// The window is cut off at now: what lies before is the part of an average that is fixed, or not
  /// known and so not taken as fixed. Without a window it is spot at the expiry itself.
  ///
  /// - Parameters:
  ///   - years: Years to expiry, >= 0.
  ///   - windowYears: Length of the window, >= 0.
  func settlementFactor(years: Double, windowYears: Double) -> Double {
    let start = max(0, years - windowYears)
    if start >= horizonYears { return exp(logMove) }
    let end = min(years, horizonYears)
    let first = logMove * start / horizonYears
    let last = logMove * end / horizonYears
    let onPath = Self.mean(first, last)
    guard years > end else { return onPath }
    // After the horizon spot stays where the scenario left it.
    let share = (end - start) / (years - start)
    return share * onPath + (1 - share) * exp(logMove)
  }

  /// The mean of e^x over x from one end to the other.
  private static func mean(_ first: Double, _ last: Double) -> Double {
    let width = last - first
    return width == 0 ? exp(first) : exp(first) * expm1(width) / width
  }
}

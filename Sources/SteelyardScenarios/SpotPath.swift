import Glibc

/// How spot gets from now to the end of a horizon h, where it has moved by m.
public enum SpotPathShape: String, Sendable, Hashable, Codable, CaseIterable {
  /// Evenly in the logarithm: S (1 + m)^(t/h).
  case straight
  /// As a random walk spreads: S (1 + m)^√(t/h), so that what settles after a part of the horizon has
  /// seen a move of the size that such a part brings, and not a share of it.
  case rootOfTime = "root_of_time"
}

/// The way of spot from now to the horizon; after it spot stays where the scenario left it.
struct SpotPath {
  /// Years to the horizon, > 0.
  let horizonYears: Double
  /// ln(1 + m).
  let logMove: Double
  let shape: SpotPathShape

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
    let onPath = mean(from: start / horizonYears, to: end / horizonYears)
    guard years > end else { return onPath }
    let share = (end - start) / (years - start)
    return share * onPath + (1 - share) * exp(logMove)
  }

  /// The mean of spot between two shares of the horizon, over spot now.
  private func mean(from start: Double, to end: Double) -> Double {
    switch shape {
    case .straight:
      let width = logMove * (end - start)
      let first = exp(logMove * start)
      return width == 0 ? first : first * expm1(width) / width
    case .rootOfTime:
      // Over the root s of time the mean is that of 2 s e^(m s) / (s1 + s2).
      let (first, last) = (start.squareRoot(), end.squareRoot())
      guard last > first else { return exp(logMove * first) }
      var sum = 0.0
      for (node, weight) in Self.nodes {
        for place in [0.5 * (1 - node), 0.5 * (1 + node)] {
          let root = first + (last - first) * place
          sum += weight * root * exp(logMove * root)
        }
      }
      return sum / (first + last)
    }
  }

  /// Positive nodes and weights of Gauss's rule of 8 points on −1...1: exact to rounding for moves up
  /// to a factor of 20.
  ///
  /// - Source: M. Abramowitz, I. Stegun, "Handbook of Mathematical Functions" (1964), table 25.4.
  private static let nodes: [(node: Double, weight: Double)] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_2, 0.101_228_536_290_376_3),
  ]
}

import Glibc

/// The nine conventions for a quantile of a sample.
///
/// - Source: R. Hyndman, Y. Fan, "Sample quantiles in statistical packages", American Statistician
///   50 (1996), pp. 361-365; raw values are their numbers.
public enum QuantileConvention: Int, Sendable, Hashable, Codable, CaseIterable {
  /// The smallest observation whose empirical probability reaches p.
  case invertedDistribution = 1
  /// As `invertedDistribution`, with the mean of two observations at a step.
  case averagedInvertedDistribution = 2
  /// The observation of rank nearest to np, ties to the even rank.
  case closestObservation = 3
  /// Rank np, interpolated.
  case interpolatedInvertedDistribution = 4
  /// Rank np + 1/2, interpolated.
  case hazen = 5
  /// Rank (n + 1)p, interpolated.
  case weibull = 6
  /// Rank (n − 1)p + 1, interpolated: the default of R and numpy.
  case linear = 7
  /// Rank (n + 1/3)p + 1/3, interpolated.
  case medianUnbiased = 8
  /// Rank (n + 1/4)p + 3/8, interpolated.
  case normalUnbiased = 9
}

/// The quantile of a sample under a named convention.
///
/// - Parameters:
///   - probability: From 0 to 1.
///   - sorted: The sample in rising order; shape `[observation]`.
///   - convention: How to interpolate between observations.
/// - Returns: The quantile, or nil for an empty sample or a probability outside [0, 1].
public func quantile(
  _ probability: Double, ofSorted sorted: [Double], convention: QuantileConvention
) -> Double? {
  guard !sorted.isEmpty, probability >= 0, probability <= 1 else { return nil }
  let count = Double(sorted.count)
  func observation(_ rank: Double) -> Double {
    sorted[Int(min(max(rank, 1), count)) - 1]
  }
  let offset: Double
  switch convention {
  case .invertedDistribution, .averagedInvertedDistribution, .closestObservation:
    return steppedQuantile(probability * count, convention, observation)
  case .interpolatedInvertedDistribution: offset = 0
  case .hazen: offset = 0.5
  case .weibull: offset = probability
  case .linear: offset = 1 - probability
  case .medianUnbiased: offset = (probability + 1) / 3
  case .normalUnbiased: offset = probability / 4 + 0.375
  }
  // A rank that misses an integer by rounding alone counts as that integer.
  let fuzz = 4 * Double.ulpOfOne
  let rank = count * probability + offset
  let below = (rank + fuzz).rounded(.down)
  let share = abs(rank - below) < fuzz ? 0 : rank - below
  let low = observation(below)
  return share == 0 ? low : low + share * (observation(below + 1) - low)
}

private func steppedQuantile(
  _ rank: Double, _ convention: QuantileConvention, _ observation: (Double) -> Double
) -> Double {
  let fuzz = 4 * Double.ulpOfOne
  let shifted = convention == .closestObservation ? rank - 0.5 : rank
  let below = (shifted + fuzz).rounded(.down)
  let onRank = abs(shifted - below) <= fuzz
  switch convention {
  case .averagedInvertedDistribution where onRank:
    return 0.5 * (observation(below) + observation(below + 1))
  case .closestObservation where onRank:
    // Ties go to the even rank.
    return observation(below.truncatingRemainder(dividingBy: 2) == 0 ? below : below + 1)
  default:
    return observation(onRank ? below : below + 1)
  }
}

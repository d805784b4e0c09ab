public import SteelyardContracts
import SteelyardMath

/// How long a reverse stress searches and samples.
public struct ReverseStressSettings: Sendable, Hashable {
  /// Fewest and most starts of the search.
  public static let startsLimits = 1...1000
  /// Fewest and most samples of the probability.
  public static let samplesLimits = 100...1_000_000
  /// Most minima that are told and sampled around.
  public static let pointsMax = 8
  /// Shares of the way to a point at which the book is evaluated; 1 is the point itself.
  public static let pathShares: [Double] = [0, 0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5]
  /// Beyond eight deviations, a probability of 6e-16, nothing is searched.
  public static let distanceMax = 8.0

  /// Directions that the search starts with.
  public let starts: Int
  /// Samples of the probability.
  public let samples: Int
  /// The seed of random directions and samples.
  public let seed: UInt64

  /// Settings from their parts.
  ///
  /// - Throws: `limitExceeded` outside the limits.
  public init(starts: Int, samples: Int, seed: UInt64) throws(SteelyardError) {
    guard Self.startsLimits.contains(starts) else {
      throw SteelyardError(
        .limitExceeded, "The search has \(starts) starts.",
        remedy: "Give from \(Self.startsLimits.lowerBound) to \(Self.startsLimits.upperBound).")
    }
    guard Self.samplesLimits.contains(samples) else {
      throw SteelyardError(
        .limitExceeded, "The probability has \(samples) samples.",
        remedy: "Give from \(Self.samplesLimits.lowerBound) to \(Self.samplesLimits.upperBound).")
    }
    self.starts = starts
    self.samples = samples
    self.seed = seed
  }

  /// Evaluations of the book after which the search follows no further start.
  public var evaluationsMax: Int { 200 * starts + 2000 }

  /// How the nearest points are searched.
  ///
  /// Differences of a hundredth of a deviation see the slope of a requirement that is a maximum over
  /// scenarios, and not its single facets; an excess of a millionth of what there was is zero.
  var search: NearestPointSettings {
    NearestPointSettings(
      distanceMax: Self.distanceMax, difference: 0.01, tolerance: 1e-5, angleMax: 0.02,
      separation: 0.25, startsMax: starts, randomStarts: starts, seed: seed,
      evaluationsMax: evaluationsMax)
  }
}

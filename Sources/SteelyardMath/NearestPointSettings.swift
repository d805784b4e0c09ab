/// How far and how long nearest points are searched.
public struct NearestPointSettings: Sendable, Hashable {
  /// Beyond this distance from the origin nothing is searched, > 0.
  public let distanceMax: Double
  /// Step of central differences, > 0.
  public let difference: Double
  /// Allowed error of a distance and of a residual relative to the value at the origin, > 0.
  public let tolerance: Double
  /// Allowed angle between a point and the steepest descent, radians, > 0.
  public let angleMax: Double
  /// Points nearer to each other than this are one.
  public let separation: Double
  /// Most starts.
  public let startsMax: Int
  /// Random directions among the starts.
  public let randomStarts: Int
  /// The seed of the random directions.
  public let seed: UInt64
  /// Evaluations after which no further start is followed.
  public let evaluationsMax: Int

  /// Settings from their parts.
  ///
  /// - Precondition: Every number is above zero; counts may be zero but for the last.
  public init(
    distanceMax: Double, difference: Double, tolerance: Double, angleMax: Double,
    separation: Double, startsMax: Int, randomStarts: Int, seed: UInt64, evaluationsMax: Int
  ) {
    precondition(
      distanceMax > 0 && difference > 0 && tolerance > 0 && angleMax > 0 && separation > 0
        && startsMax > 0 && randomStarts >= 0 && evaluationsMax > 0,
      "a search needs positive settings")
    self.distanceMax = distanceMax
    self.difference = difference
    self.tolerance = tolerance
    self.angleMax = angleMax
    self.separation = separation
    self.startsMax = startsMax
    self.randomStarts = randomStarts
    self.seed = seed
    self.evaluationsMax = evaluationsMax
  }
}

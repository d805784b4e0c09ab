/// A point of a surface that is nearer to the origin than its neighbours on the surface.
public struct NearestPoint: Sendable, Hashable {
  /// How it is known to be the nearest around.
  public enum Evidence: String, Sendable, Hashable, Codable, CaseIterable {
    /// The surface is smooth there and at right angles to the way from the origin, and no neighbour
    /// that was tried lies nearer.
    case perpendicular
    /// An edge of the surface: the half-spaces of the faces around it have no nearer common point.
    case edge
    /// No direction of a pattern around it meets the surface nearer to the origin.
    case polled
    /// None: the search ended before. The distance is an upper bound.
    case none
  }

  /// The point; shape `[dimension]`.
  public let point: [Double]
  /// Its distance from the origin.
  public let distance: Double
  /// The function there as a share of its value at the origin.
  public let residual: Double
  /// The gradient of the function there in that unit; shape `[dimension]`.
  public let gradient: [Double]
  /// The angle between the point and the direction of steepest descent, radians.
  public let angle: Double
  /// How it is known to be a minimum.
  public let evidence: Evidence
  /// How many starts ended here.
  public let startCount: Int

  func joined(with other: NearestPoint) -> NearestPoint {
    let better =
      evidence != .none && other.evidence == .none
        || (evidence == .none) == (other.evidence == .none) && distance <= other.distance
      ? self : other
    return NearestPoint(
      point: better.point, distance: better.distance, residual: better.residual,
      gradient: better.gradient, angle: better.angle, evidence: better.evidence,
      startCount: startCount + other.startCount)
  }

  init(
    point: [Double], distance: Double, residual: Double, gradient: [Double], angle: Double,
    evidence: Evidence, startCount: Int
  ) {
    self.point = point
    self.distance = distance
    self.residual = residual
    self.gradient = gradient
    self.angle = angle
    self.evidence = evidence
    self.startCount = startCount
  }
}

/// What a search for the nearest points of a surface found.
public struct NearestPoints: Sendable, Hashable {
  /// The distinct minima that are proved to be some, nearest first.
  public let points: [NearestPoint]
  /// Where searches ended without proof; distinct, nearest first.
  public let unproved: [NearestPoint]
  /// The function at the origin, in its own unit.
  public let valueAtOrigin: Double
  /// Directions that were tried.
  public let startCount: Int
  /// Starts that never met the surface within the largest distance.
  public let missedCount: Int
  /// Evaluations of the function.
  public let evaluations: Int
  /// `converged`, or `iterationLimit` where evaluations ran out before all starts were followed.
  public let status: SolverStatus
}

import Glibc
public import SteelyardContracts

/// How much of a shock has come by when, and how much of it goes back afterwards.
///
/// Straight lines between the points, nothing before the first round; after the last point the rebound: dip buyers outside the
/// venues, who bring back a share of what has come, by a half-life.
public struct ShockCourse: Codable, Sendable, Hashable {
  /// A point of the course.
  public struct Point: Codable, Sendable, Hashable {
    /// Seconds since the beginning.
    public var second: Double
    /// Share of the moves that has come by then; more than 1 overshoots, less than before takes back.
    public var share: Double

    /// A point from its parts.
    public init(second: Double, share: Double) {
      self.second = second
      self.share = share
    }
  }

  /// The points, in time; a step is two points a round apart.
  public var points: [Point]
  /// Share of what has come that goes back after the last point; 0 for none.
  public var rebound: Double
  /// Seconds in which half of that has gone back.
  public var reboundHalfLife: Double

  /// A course from its parts.
  public init(points: [Point], rebound: Double = 0, reboundHalfLife: Double = 1) {
    self.points = points
    self.rebound = rebound
    self.reboundHalfLife = reboundHalfLife
  }

  /// Most points.
  public static let pointsMax = 10_000

  /// Checks every number.
  ///
  /// - Throws: `invalidInput` naming the field.
  public func check() throws(SteelyardError) {
    guard !points.isEmpty, points.count <= Self.pointsMax, (points.first?.second ?? 0) > 0,
      zip(points, points.dropFirst()).allSatisfy({ $0.second < $1.second })
    else {
      throw CascadeMarket.refusal(
        "course", "has \(points.count) points that are not in order",
        "1 to \(Self.pointsMax) points at rising seconds above 0")
    }
    for point in points {
      try CascadeMarket.require(point.second, in: 1e-9...1e9, "course.second", "seconds above 0")
      try CascadeMarket.require(point.share, in: -10...10, "course.share", "from -10 to 10")
    }
    try CascadeMarket.require(rebound, in: 0...1, "course.rebound", "from 0 to 1")
    try CascadeMarket.require(
      reboundHalfLife, in: 1e-3...1e9, "course.rebound_half_life", "seconds above 0")
  }

  /// Share of the moves that has come by a time.
  ///
  /// - Parameter second: Since the beginning, > 0.
  public func share(at second: Double) -> Double {
    var before = Point(second: 0, share: 0)
    for point in points {
      if second < point.second {
        let part = (second - before.second) / (point.second - before.second)
        return before.share + (point.share - before.share) * part
      }
      before = point
    }
    guard rebound > 0 else { return before.share }
    let gone = 1 - exp2(-(second - before.second) / reboundHalfLife)
    return before.share * (1 - rebound * gone)
  }
}

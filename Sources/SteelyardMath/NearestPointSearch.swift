/// The points of the surface f = 0 that are nearest to the origin, from several starts.
///
/// From each direction the surface is met along a ray; then steps of Hasofer, Lind, Rackwitz and
/// Fiessler with a line search go to the point where the surface stands at right angles to the way from
/// the origin. Where they cycle, as they do at an edge, half-spaces of the faces met so far are cut
/// together, and at last a pattern of directions is polled. A start is done as soon as it comes to a
/// minimum that is known already.
///
/// - Parameters:
///   - dimension: How many unknowns, > 0.
///   - directions: Directions to start with, besides the steepest descent at the origin, both ways
///     along each axis and random ones; shape `[direction × dimension]`.
///   - settings: How far and how long.
///   - function: The function; its sign at the origin may be either.
/// - Returns: No points where the function is zero or not finite at the origin, status then
///   `invalidShape` or `notFinite`.
/// - Throws: What the function throws.
/// - Source: A. Hasofer, N. Lind, "Exact and invariant second-moment code format", J. Engineering
///   Mechanics Division ASCE 100 (1974); R. Rackwitz, B. Fiessler, "Structural reliability under
///   combined random load sequences", Computers & Structures 9 (1978); the line search: Y. Zhang,
///   A. Der Kiureghian, "Two improved algorithms for reliability analysis" (1995).
public func nearestPoints<Failure: Error>(
  dimension: Int, directions: [[Double]], _ settings: NearestPointSettings,
  function: @escaping ([Double]) throws(Failure) -> Double
) throws(Failure) -> NearestPoints {
  precondition(
    dimension > 0 && directions.allSatisfy { $0.count == dimension },
    "directions have the dimension of the space")
  let surface = BoundarySurface<Failure>(settings: settings, function: function)
  let origin = [Double](repeating: 0, count: dimension)
  try surface.setOrigin(dimension: dimension)
  func result(
    _ found: [NearestPoint], _ starts: Int, _ missed: Int, _ status: SolverStatus
  ) -> NearestPoints {
    let sorted = found.sorted { $0.distance < $1.distance }
    let proved = sorted.filter { $0.evidence != .none }
    let unproved = sorted.filter { candidate in
      candidate.evidence == .none
        && !proved.contains { $0.isSame(as: candidate.point, within: settings.separation) }
    }
    return NearestPoints(
      points: proved, unproved: unproved, valueAtOrigin: surface.valueAtOrigin,
      startCount: starts, missedCount: missed, evaluations: surface.evaluations, status: status)
  }
  guard surface.valueAtOrigin.isFinite else { return result([], 0, 0, .notFinite) }
  guard surface.valueAtOrigin != 0 else { return result([], 0, 0, .invalidShape) }
  let slope = try surface.gradient(at: origin)
  let starts = startDirections(dimension, steepest: slope.scaled(by: -1), directions, settings)
  var met: [(direction: [Double], radius: Double)] = []
  var missed = 0
  for start in starts {
    if let radius = try surface.radius(along: start, near: nil) {
      met.append((start, radius))
    } else {
      missed += 1
    }
  }
  // Near starts first: they reach the nearest minima while evaluations last. Where no ray meets the
  // surface, the lowest point of a ray may still lead there.
  met.sort { $0.radius < $1.radius }
  if met.isEmpty, let lowest = surface.lowest { met = [(lowest.unit ?? starts[0], lowest.length)] }
  var found: [NearestPoint] = []
  for (place, start) in met.enumerated() {
    guard !surface.isSpent else { return result(found, place, missed, .iterationLimit) }
    let search = NearestPointDescent(surface: surface, known: found)
    guard let end = try search.run(from: start.direction.scaled(by: start.radius)) else { continue }
    if let place = found.firstIndex(where: {
      $0.isSame(as: end.point, within: settings.separation)
    }) {
      found[place] = found[place].joined(with: end)
    } else {
      found.append(end)
    }
  }
  return result(found, starts.count, missed, .converged)
}

/// Unit vectors, the steepest descent first, then those given, the axes, and random ones.
private func startDirections(
  _ dimension: Int, steepest: [Double], _ given: [[Double]], _ settings: NearestPointSettings
) -> [[Double]] {
  var directions: [[Double]] = []
  func add(_ candidate: [Double]) {
    guard let unit = candidate.unit, directions.count < settings.startsMax,
      !directions.contains(where: { $0.dot(unit) > 1 - 1e-9 })
    else { return }
    directions.append(unit)
  }
  add(steepest)
  for direction in given { add(direction) }
  for axis in 0..<dimension {
    for sign in [-1.0, 1] {
      var direction = [Double](repeating: 0, count: dimension)
      direction[axis] = sign
      add(direction)
    }
  }
  var generator = SplitMix64(seed: settings.seed)
  for _ in 0..<settings.randomStarts {
    add((0..<dimension).map { _ in NormalDistribution.quantile(generator.nextUnit()) })
  }
  return directions
}

extension NearestPoint {
  func isSame(as other: [Double], within separation: Double) -> Bool {
    point.adding(-1, other).length <= separation
  }
}

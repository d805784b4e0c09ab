/// The surface f = 0 around the origin: f as a share of its value at the origin, counted.
final class BoundarySurface<Failure: Error> {
  /// Places of a ray at which a sign change is looked for.
  private static var raySteps: Int { 16 }
  private static var rootStepsMax: Int { 60 }

  let settings: NearestPointSettings
  private let function: ([Double]) throws(Failure) -> Double
  private(set) var evaluations = 0
  private(set) var valueAtOrigin = 0.0
  /// The lowest point of the rays that met no surface.
  private(set) var lowest: [Double]?
  private var lowestValue = Double.infinity

  init(
    settings: NearestPointSettings, function: @escaping ([Double]) throws(Failure) -> Double
  ) {
    self.settings = settings
    self.function = function
  }

  var isSpent: Bool { evaluations >= settings.evaluationsMax }

  func setOrigin(dimension: Int) throws(Failure) {
    evaluations += 1
    valueAtOrigin = try function([Double](repeating: 0, count: dimension))
  }

  /// The function as a share of its value at the origin: 1 there, 0 on the surface.
  func value(at point: [Double]) throws(Failure) -> Double {
    evaluations += 1
    return try function(point) / valueAtOrigin
  }

  /// The gradient of `value` by central differences.
  func gradient(at point: [Double]) throws(Failure) -> [Double] {
    var gradient = [Double](repeating: 0, count: point.count)
    var moved = point
    for axis in point.indices {
      moved[axis] = point[axis] + settings.difference
      let above = try value(at: moved)
      moved[axis] = point[axis] - settings.difference
      let below = try value(at: moved)
      moved[axis] = point[axis]
      gradient[axis] = (above - below) / (2 * settings.difference)
    }
    return gradient
  }

  /// The distance at which a ray first meets the surface, or nil within the largest distance.
  ///
  /// - Parameter guess: Where it is expected: a narrow bracket around it is tried first.
  func radius(along direction: [Double], near guess: Double?) throws(Failure) -> Double? {
    if let guess {
      for spread in [0.02, 0.2] {
        let lower = guess * (1 - spread)
        let upper = min(guess * (1 + spread), settings.distanceMax)
        let (first, second) = (
          try value(at: direction.scaled(by: lower)), try value(at: direction.scaled(by: upper))
        )
        if first > 0, second <= 0 {
          return try root(along: direction, (lower, first), (upper, second))
        }
      }
    }
    var before = (distance: 0.0, value: 1.0)
    for step in 1...Self.raySteps {
      let distance = settings.distanceMax * Double(step) / Double(Self.raySteps)
      let point = direction.scaled(by: distance)
      let here = (distance: distance, value: try value(at: point))
      guard here.value.isFinite else { return nil }
      if here.value <= 0 { return try root(along: direction, before, here) }
      if here.value < lowestValue { (lowestValue, lowest) = (here.value, point) }
      before = here
    }
    return nil
  }

  private func root(
    along direction: [Double], _ inner: (distance: Double, value: Double),
    _ outer: (distance: Double, value: Double)
  ) throws(Failure) -> Double? {
    var failure: Failure?
    let result = brentRoot(
      lower: inner.distance, upper: outer.distance, tolerance: 0.1 * settings.tolerance,
      maximumIterations: Self.rootStepsMax
    ) { distance in
      if distance == inner.distance { return inner.value }
      if distance == outer.distance { return outer.value }
      do throws(Failure) { return try value(at: direction.scaled(by: distance)) } catch {
        failure = error
        return .nan
      }
    }
    if let failure { throw failure }
    return result.status == .converged ? result.value : nil
  }
}

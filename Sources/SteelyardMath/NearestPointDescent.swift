import Glibc

/// One search for a nearest point, from a start on or near the surface.
struct NearestPointDescent<Failure: Error> {
  /// Ways out of saddle points that one start may take.
  private static var escapesMax: Int { 4 }
  /// How far neighbours lie that tell a minimum from a saddle, as a share of the distance.
  private static var escapeTilt: Double { 0.1 }
  /// Steps of each method; they settle in 5 to 15 where the surface is smooth.
  private static var stepsMax: Int { 25 }
  private static var cutsMax: Int { 25 }
  private static var pollsMax: Int { 30 }
  private static var halvingsMax: Int { 8 }
  /// The share of the promised decrease of the merit function that a step must keep (Armijo).
  private static var decreaseShare: Double { 1e-4 }

  let surface: BoundarySurface<Failure>
  /// Minima that need not be found again.
  let known: [NearestPoint]

  private var settings: NearestPointSettings { surface.settings }

  /// A point of the surface with the distance of its own ray.
  private struct Candidate {
    var point: [Double]
    var distance: Double
  }

  /// The minimum reached; nil where the way leads beyond the largest distance.
  func run(from start: [Double]) throws(Failure) -> NearestPoint? {
    var cuts = HalfSpaces()
    var place = start
    for _ in 0..<Self.escapesMax {
      guard let end = try descend(from: place, &cuts) else { break }
      guard !known.contains(where: { $0.evidence != .none && $0.point == end.point }),
        let nearer = try escape(from: end)
      else { return end }
      place = nearer
    }
    guard let direction = place.unit,
      let distance = try surface.radius(along: direction, near: place.length)
    else { return nil }
    var best = Candidate(point: direction.scaled(by: distance), distance: distance)
    if let end = try cutTogether(&best, cuts) { return end }
    if surface.isSpent { return try point(best.point, .none) }
    return try poll(&best)
  }

  private func point(
    _ point: [Double], _ evidence: NearestPoint.Evidence
  ) throws(Failure) -> NearestPoint {
    let gradient = try surface.gradient(at: point)
    return NearestPoint(
      point: point, distance: point.length, residual: try surface.value(at: point),
      gradient: gradient, angle: angle(point, gradient), evidence: evidence, startCount: 1)
  }

  /// The angle between a point and the steepest descent.
  private func angle(_ point: [Double], _ gradient: [Double]) -> Double {
    guard let outward = point.unit, let upward = gradient.unit else { return .pi }
    let along = -outward.dot(upward)
    return atan2(outward.adding(along, upward).length, along)
  }

  /// Steps on the linearised surface with a line search on ½|z|² + c|f|.
  private func descend(
    from start: [Double], _ cuts: inout HalfSpaces
  ) throws(Failure) -> NearestPoint? {
    var place = start
    var value = try surface.value(at: place)
    var penalty = 0.0
    for _ in 0..<Self.stepsMax where !surface.isSpent {
      let gradient = try surface.gradient(at: place)
      let square = gradient.dot(gradient)
      guard square > 0, square.isFinite, value.isFinite else { return nil }
      let level = gradient.dot(place) - value
      cuts.add(gradient, bound: level)
      let turn = angle(place, gradient)
      if abs(value) <= settings.tolerance, turn <= settings.angleMax {
        return NearestPoint(
          point: place, distance: place.length, residual: value, gradient: gradient, angle: turn,
          evidence: .perpendicular, startCount: 1)
      }
      if abs(value) <= 100 * settings.tolerance,
        let same = known.first(where: {
          $0.evidence != .none && $0.isSame(as: place, within: 0.5 * settings.separation)
        })
      {
        return NearestPoint(
          point: same.point, distance: same.distance, residual: same.residual,
          gradient: same.gradient, angle: same.angle, evidence: same.evidence, startCount: 1)
      }
      var target = gradient.scaled(by: level / square)
      let length = target.length
      if length > settings.distanceMax { target = target.scaled(by: settings.distanceMax / length) }
      let step = target.adding(-1, place)
      penalty = max(penalty, 2 * place.length / square.squareRoot())
      let merit = 0.5 * place.dot(place) + penalty * abs(value)
      let slope = place.dot(step) - penalty * abs(value)
      guard
        let next = try lineSearch(
          from: place, along: step, merit: merit, slope: slope, penalty: penalty)
      else { return nil }
      (place, value) = next
    }
    return nil
  }

  /// A point on the other side of the surface, nearer to the origin than a point at which the surface
  /// stands at right angles: that one is then a saddle, or the farthest of its neighbours.
  private func escape(from end: NearestPoint) throws(Failure) -> [Double]? {
    guard let outward = end.point.unit else { return nil }
    let reach = end.distance * (1 - 0.01 * Self.escapeTilt * Self.escapeTilt)
    var tilts: [[Double]] = []
    for axis in outward.indices {
      var tilt = [Double](repeating: 0, count: outward.count)
      tilt[axis] = 1
      tilts.append(tilt)
    }
    // A way down may lie between the axes.
    var generator = SplitMix64(seed: settings.seed)
    for _ in outward.indices {
      tilts.append(outward.map { _ in NormalDistribution.quantile(generator.nextUnit()) })
    }
    for tilt in tilts {
      guard let tangent = tilt.adding(-tilt.dot(outward), outward).unit else { continue }
      for sign in [-1.0, 1] {
        guard let direction = outward.adding(sign * Self.escapeTilt, tangent).unit else { continue }
        let point = direction.scaled(by: reach)
        if try surface.value(at: point) < 0 { return point }
      }
    }
    return nil
  }

  private func lineSearch(
    from place: [Double], along step: [Double], merit: Double, slope: Double, penalty: Double
  ) throws(Failure) -> (point: [Double], value: Double)? {
    var share = 1.0
    for _ in 0...Self.halvingsMax {
      let trial = place.adding(share, step)
      let value = try surface.value(at: trial)
      let trialMerit = 0.5 * trial.dot(trial) + penalty * abs(value)
      if trialMerit <= merit + Self.decreaseShare * share * min(0, slope) {
        return trialMerit < merit ? (trial, value) : nil
      }
      share *= 0.5
    }
    return nil
  }

  /// Cuts half-spaces of the faces together: the point of their intersection nearest to the origin
  /// bounds from below what the surface, where it is convex, can reach.
  private func cutTogether(
    _ best: inout Candidate, _ first: HalfSpaces
  ) throws(Failure) -> NearestPoint? {
    var cuts = first
    var place = best.point
    for _ in 0..<Self.cutsMax where !surface.isSpent {
      let gradient = try surface.gradient(at: place)
      cuts.add(gradient, bound: gradient.dot(place) - (try surface.value(at: place)))
      // Faces that the best point contradicts belong to another part of the surface.
      cuts.dropThose(excluding: best.point, byMore: 10 * settings.difference)
      guard let nearest = cuts.nearestToOrigin(tolerance: 0.01 * settings.tolerance),
        let direction = nearest.unit
      else { return nil }
      let bound = nearest.length
      let radius = try surface.radius(along: direction, near: best.distance)
      if let radius, radius < best.distance {
        best = Candidate(point: direction.scaled(by: radius), distance: radius)
      }
      // The differences see across an edge up to their own step.
      if best.distance - bound <= max(settings.tolerance, settings.difference * best.distance),
        cuts.count >= 2
      {
        return try point(best.point, .edge)
      }
      guard let radius else { return nil }
      place = direction.scaled(by: radius)
    }
    return nil
  }

  /// Polls directions around the best one, with a step that halves when none is better.
  private func poll(_ best: inout Candidate) throws(Failure) -> NearestPoint {
    var step = 0.2
    let finest = max(settings.angleMax, settings.tolerance)
    for _ in 0..<Self.pollsMax {
      guard !surface.isSpent else { return try point(best.point, .none) }
      var improved = false
      for axis in best.point.indices {
        for sign in [-1.0, 1] {
          guard var direction = best.point.unit else { continue }
          direction[axis] += sign * step
          guard let unit = direction.unit else { continue }
          let bound = best.distance * (1 - 1e-3 * step * step)
          // A ray that is still above zero at the best distance can't meet the surface before,
          // unless it does so twice.
          guard try surface.value(at: unit.scaled(by: bound)) <= 0,
            let radius = try surface.radius(along: unit, near: bound), radius < best.distance
          else { continue }
          best = Candidate(point: unit.scaled(by: radius), distance: radius)
          improved = true
        }
      }
      if !improved {
        if step <= finest { return try point(best.point, .polled) }
        step *= 0.5
      }
    }
    return try point(best.point, .none)
  }
}

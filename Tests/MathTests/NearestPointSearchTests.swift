import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Nearest points of a surface") struct NearestPointSearchTests {
  private static func settings(evaluationsMax: Int = 20_000) -> NearestPointSettings {
    NearestPointSettings(
      distanceMax: 10, difference: 1e-4, tolerance: 1e-7, angleMax: 1e-5, separation: 0.05,
      startsMax: 60, randomStarts: 8, seed: 7, evaluationsMax: evaluationsMax)
  }

  private struct Refusal: Error, Equatable {}

  private func expectPoints(
    _ expected: [[Double]], _ found: NearestPoints, _ tolerance: Tolerance
  ) {
    #expect(found.points.count == expected.count, "\(found)")
    for wanted in expected {
      let distance = wanted.map { $0 * $0 }.reduce(0, +).squareRoot()
      let near = found.points.min { left, right in
        zip(left.point, wanted).map { abs($0 - $1) }.reduce(0, +)
          < zip(right.point, wanted).map { abs($0 - $1) }.reduce(0, +)
      }
      guard let near else { return }
      expectClose(expected: distance, got: near.distance, tolerance)
      for (coordinate, got) in zip(wanted, near.point) {
        expectClose(expected: coordinate, got: got, .absolute(1e-3))
      }
      #expect(near.evidence != .none)
      #expect(abs(near.residual) < 1e-6)
    }
  }

  @Test("a plane: the foot of the perpendicular")
  func plane() {
    // 3 − (1, 2, 2)·z is zero nearest at 3 (1, 2, 2)/9, one unit away.
    let found = nearestPoints(dimension: 3, directions: [], Self.settings()) {
      3 - $0[0] - 2 * $0[1] - 2 * $0[2]
    }
    expectPoints([[1.0 / 3, 2.0 / 3, 2.0 / 3]], found, .relative(1e-7))
    #expect(found.points.map(\.evidence) == [.perpendicular])
    #expect(found.valueAtOrigin == 3)
    expectClose(expected: -1.0 / 3, got: found.points[0].gradient[0], .relative(1e-8))
    #expect(found.points[0].startCount > 3)
  }

  @Test("a book that two sides can hurt: both minima, no saddle")
  func ellipsoid() {
    // The half axes are 2, 3 and 5: the ends of the shortest are minima, the others are none.
    let found = nearestPoints(dimension: 3, directions: [], Self.settings()) { point in
      1.0 - zip(point, [2.0, 3, 5]).map { pow($0 / $1, 2) }.reduce(0, +)
    }
    expectPoints([[2, 0, 0], [-2, 0, 0]], found, .relative(1e-6))
  }

  @Test("a curved surface against its minimum by hand")
  func parabola() {
    // 3 − z₁ − z₂²/2 = 0: z₁ = 3 − s/2 with s = z₂²; |z|² = 9 − 2s + s²/4 is least at s = 4, where
    // z₁ = 1 and z₂ = ±2: the distance is √5, not the 3 of the axis.
    let found = nearestPoints(dimension: 2, directions: [], Self.settings()) {
      3 - $0[0] - 0.5 * $0[1] * $0[1]
    }
    expectPoints([[1, 2], [1, -2]], found, .relative(1e-6))
  }

  @Test("faces of which any one is enough: each has its own minimum")
  func unionOfHalfSpaces() {
    let found = nearestPoints(dimension: 2, directions: [], Self.settings()) {
      min(2 - $0[0], 3 + $0[1])
    }
    expectPoints([[2, 0], [0, -3]], found, .relative(1e-6))
  }

  @Test("faces that are all needed: the nearest point is an edge")
  func edge() {
    // z₁ ≥ 2 and z₂ ≥ 1 and z₁ + z₃ ≥ 3: nearest at (2, 1, 1), √6 away, where all three meet.
    let found = nearestPoints(dimension: 3, directions: [], Self.settings()) { point in
      let last: Double = 3 - point[0] - point[2]
      return max(2 - point[0], 1 - point[1], last)
    }
    expectPoints([[2, 1, 1]], found, Tolerance(relative: 1e-3, absolute: 0))
    #expect(found.points.allSatisfy { $0.evidence == .edge || $0.evidence == .polled })
  }

  @Test("an edge between two curved faces")
  func curvedEdge() {
    // Both z₁ ≥ 2 + z₂²/10 and z₂ ≥ 1 − z₁/10: without the second the nearest is (2, 0); with it
    // the corner z₂ = 1 − z₁/10, z₁ = 2 + (1 − z₁/10)²/10, that is z₁² − 1020 z₁ + 2100 = 0, whose
    // root below 10 is 2.062996.
    let first = 2.0629960319882343
    let found = nearestPoints(dimension: 2, directions: [], Self.settings()) { point in
      let bowl: Double = 2 + point[1] * point[1] / 10 - point[0]
      let slope: Double = 1 - point[0] / 10 - point[1]
      return max(bowl, slope)
    }
    expectPoints([[first, 1 - first / 10]], found, Tolerance(relative: 1e-3, absolute: 0))
  }

  @Test("twenty unknowns: the plane and the number of evaluations")
  func manyUnknowns() {
    let found = nearestPoints(dimension: 20, directions: [], Self.settings()) { point in
      let weighted = point.enumerated().map { Double($0.offset + 1) * $0.element }
      return 4 - weighted.reduce(0, +) / 10
    }
    // |(1 … 20)|/10 = √2870/10, so the distance is 40/√2870.
    expectClose(
      expected: 40 / 2870.0.squareRoot(), got: found.points[0].distance, .relative(1e-7))
    #expect(found.points.count == 1)
    #expect(found.evaluations < 20_000)
  }

  @Test("below zero at the origin: the nearest point that leads back")
  func regained() {
    let found = nearestPoints(dimension: 2, directions: [], Self.settings()) { $0[0] - 1 }
    expectPoints([[1, 0]], found, .relative(1e-7))
    #expect(found.valueAtOrigin == -1)
  }

  @Test("nothing within reach, nothing to do, out of evaluations, errors")
  func negativeSpace() {
    let far = nearestPoints(dimension: 2, directions: [], Self.settings()) { 100 - $0[0] }
    #expect(far.points.isEmpty)
    #expect(far.missedCount == far.startCount)
    let flat = nearestPoints(dimension: 2, directions: [], Self.settings()) { _ in 1 }
    #expect(flat.points.isEmpty)
    let zero = nearestPoints(dimension: 2, directions: [], Self.settings()) { $0[0] }
    #expect(zero.status == .invalidShape)
    let broken = nearestPoints(dimension: 2, directions: [], Self.settings()) { _ in .nan }
    #expect(broken.status == .notFinite)
    let short = nearestPoints(
      dimension: 2, directions: [], Self.settings(evaluationsMax: 10)
    ) { 1 - $0[0] - $0[1] * $0[1] }
    #expect(short.status == .iterationLimit)
    #expect(throws: Refusal()) {
      try nearestPoints(dimension: 2, directions: [], Self.settings()) {
        (_: [Double]) throws(Refusal) -> Double in throw Refusal()
      }
    }
  }
}

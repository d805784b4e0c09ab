import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Courses of shocks")
struct ShockCourseTests {
  @Test("straight lines between the points, then half of what goes back in a half-life")
  func shares() {
    let course = ShockCourse(
      points: [.init(second: 10, share: 0.5), .init(second: 20, share: 1)], rebound: 0.5,
      reboundHalfLife: 30)
    for (second, share) in [
      (5.0, 0.25), (10, 0.5), (15, 0.75), (20, 1), (50, 0.75), (80, 0.625), (1e6, 0.5),
    ] {
      expectClose(expected: share, got: course.share(at: second), .relative(1e-12))
    }
    #expect(ShockCourse(points: course.points).share(at: 1e6) == 1)
  }

  @Test("a course of one point is the same as so many rounds, to the bit")
  func even() throws {
    let market = SmallCascade.market([.linear(slope: 0.5)])
    let population = try SmallCascade.longs(
      sizes: [10, 10, 10], prices: [92, 85, 70], market: market)
    let rounds = try SmallCascade.fall(0.17, noise: 2, rounds: 7)
    let course = try rounds.timed(.course(ShockCourse(points: [.init(second: 21, share: 1)])))
    let first = try SmallCascade.run(population, market, rounds)
    #expect(try SmallCascade.run(population, market, course) == first)
    // Once it goes back, fewer are reached: the last falls are over before they are seen.
    let back = try rounds.timed(
      .course(
        ShockCourse(
          points: [.init(second: 21, share: 1)], rebound: 1, reboundHalfLife: 3)))
    let last = try SmallCascade.run(population, market, back)
    #expect((last.rounds.last?.prices[0] ?? 0) > (first.rounds.last?.prices[0] ?? 0))
    #expect(last.accountsHit <= first.accountsHit)
  }

  @Test("courses that can't be are refused, with the field")
  func refused() {
    for (course, field) in [
      (ShockCourse(points: []), "course"),
      (ShockCourse(points: [.init(second: 0, share: 1)]), "course"),
      (ShockCourse(points: [.init(second: 2, share: 1), .init(second: 2, share: 1)]), "course"),
      (ShockCourse(points: [.init(second: 2, share: .nan)]), "course.share"),
      (ShockCourse(points: [.init(second: 2, share: 1)], rebound: 2), "course.rebound"),
      (
        ShockCourse(points: [.init(second: 2, share: 1)], rebound: 1, reboundHalfLife: 0),
        "course.rebound_half_life"
      ),
      // Eight times a fall of 20 % would be more than all.
      (ShockCourse(points: [.init(second: 2, share: 8)]), "shock"),
    ] {
      let error = #expect(throws: SteelyardError.self) {
        try CascadeShock(
          moves: [-0.2], timing: .course(course), noise: 0, correlation: 0, seed: 1)
      }
      #expect(error?.subject == .place(file: "", row: nil, field: field))
    }
  }
}

import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Student t distribution") struct StudentTDistributionTests {
  struct Content: Decodable {
    struct Point: Decodable {
      let degrees_of_freedom, argument: Double
      let density, complementary: ExactNumber
    }
    let student: [Point]
  }

  let points: [Content.Point]

  init() throws {
    points = try Fixture.decode(Content.self, "ScalarDistributions/scalar_distributions.json")
      .student
  }

  /// Two hundred units, plus what an exponent of that size loses by its own rounding.
  private func bound(_ probability: Double) -> Double {
    2e-14 * max(1, abs(log(probability)) / 40)
  }

  @Test("density and tails keep their digits, from one twentieth to 1e12 degrees of freedom")
  func tails() throws {
    for point in points {
      let student = try #require(
        StudentTDistribution(degreesOfFreedom: point.degrees_of_freedom))
      let inputs = "degrees of freedom \(point.degrees_of_freedom), argument \(point.argument)"
      let tail = point.complementary.value
      if point.density.value > 1e-300 {
        expectClose(
          expected: point.density.value, got: student.density(point.argument),
          .relative(bound(point.density.value)), inputs: "density, \(inputs)")
      }
      expectClose(
        expected: tail, got: student.complementary(point.argument), .relative(bound(tail)),
        inputs: "complementary, \(inputs)")
      expectClose(
        expected: tail, got: student.cumulative(-point.argument), .relative(bound(tail)),
        inputs: "cumulative, \(inputs)")
    }
  }

  @Test("the quantile of a tail is the argument it came from")
  func quantiles() throws {
    for point in points {
      let student = try #require(
        StudentTDistribution(degreesOfFreedom: point.degrees_of_freedom))
      let tail = point.complementary.value
      // The rounding of the probability itself moves the quantile by p/(t f(t)) relative.
      let slope = tail / (point.argument * point.density.value)
      guard point.density.value > 0 else { continue }
      expectClose(
        expected: -point.argument, got: student.quantile(tail),
        .relative(2 * bound(tail) * max(1, slope)),
        inputs: "degrees of freedom \(point.degrees_of_freedom), tail \(tail)")
    }
  }

  @Test("one degree of freedom is Cauchy's distribution: tan of the angle")
  func cauchy() throws {
    let cauchy = try #require(StudentTDistribution(degreesOfFreedom: 1))
    expectClose(expected: 1, got: cauchy.quantile(0.75), .relative(4e-16))
    expectClose(expected: -1, got: cauchy.quantile(0.25), .relative(4e-16))
    // 1/(pi t) far out.
    expectClose(
      expected: 1e-300 / Double.pi, got: cauchy.complementary(1e300), .relative(1e-13))
  }

  @Test("infinitely many degrees of freedom are the normal distribution")
  func normal() throws {
    let limit = try #require(StudentTDistribution(degreesOfFreedom: .infinity))
    #expect(limit.complementary(3) == NormalDistribution.complementary(3))
    #expect(limit.quantile(0.01) == NormalDistribution.quantile(0.01))
    #expect(limit.density(3) == NormalDistribution.density(3))
  }

  @Test("ends, and what is no distribution")
  func ends() throws {
    let student = try #require(StudentTDistribution(degreesOfFreedom: 3))
    #expect(student.quantile(0) == -.infinity)
    #expect(student.quantile(1) == .infinity)
    #expect(student.quantile(0.5) == 0)
    #expect(student.quantile(-0.1).isNaN)
    #expect(student.quantile(.nan).isNaN)
    #expect(student.complementary(.nan).isNaN)
    #expect(student.complementary(.infinity) == 0)
    #expect(student.cumulative(.infinity) == 1)
    #expect(student.density(.infinity) == 0)
    #expect(StudentTDistribution(degreesOfFreedom: 0) == nil)
    #expect(StudentTDistribution(degreesOfFreedom: -1) == nil)
    #expect(StudentTDistribution(degreesOfFreedom: .nan) == nil)
  }

  @Test("a tail so wide that its quantile leaves the doubles is infinite")
  func wide() throws {
    let student = try #require(StudentTDistribution(degreesOfFreedom: 0.01))
    #expect(student.quantile(1e-9) == -.infinity)
    expectClose(
      expected: 0.2, got: student.cumulative(student.quantile(0.2)), .relative(1e-12))
  }
}

import Foundation
import SteelyardMath
import TestSupport
import Testing

@Suite("Chi-square distribution") struct ChiSquareDistributionTests {
  struct Content: Decodable {
    struct Point: Decodable {
      let degrees_of_freedom, argument: Double
      let cumulative, complementary: ExactNumber
    }
    let chi_square: [Point]
  }

  let points: [Content.Point]

  init() throws {
    points = try Fixture.decode(Content.self, "ScalarDistributions/scalar_distributions.json")
      .chi_square
  }

  private func bound(_ probability: Double) -> Double {
    1e-13 * max(1, abs(log(probability)) / 50)
  }

  @Test("both tails, from one to a million degrees of freedom")
  func tails() throws {
    for point in points {
      let chiSquare = try #require(
        ChiSquareDistribution(degreesOfFreedom: point.degrees_of_freedom))
      let inputs = "degrees of freedom \(point.degrees_of_freedom), argument \(point.argument)"
      expectClose(
        expected: point.cumulative.value, got: chiSquare.cumulative(point.argument),
        .relative(bound(point.cumulative.value)), inputs: "cumulative, \(inputs)")
      expectClose(
        expected: point.complementary.value, got: chiSquare.complementary(point.argument),
        .relative(bound(point.complementary.value)), inputs: "complementary, \(inputs)")
    }
  }

  @Test("quantiles lead back to the argument, from the side that has the digits")
  func quantiles() throws {
    for point in points {
      let chiSquare = try #require(
        ChiSquareDistribution(degreesOfFreedom: point.degrees_of_freedom))
      let (lower, upper) = (point.cumulative.value, point.complementary.value)
      let density = chiSquare.density(point.argument)
      let slope = min(lower, upper) / (point.argument * density)
      let got =
        lower < upper ? chiSquare.quantile(lower) : chiSquare.complementaryQuantile(upper)
      expectClose(
        expected: point.argument, got: got,
        .relative(2 * bound(min(lower, upper)) * max(1, slope)),
        inputs: "degrees of freedom \(point.degrees_of_freedom), probability \(min(lower, upper))")
    }
  }

  @Test("two degrees of freedom are an exponential of mean two")
  func exponential() throws {
    let chiSquare = try #require(ChiSquareDistribution(degreesOfFreedom: 2))
    expectClose(
      expected: 2.0, got: chiSquare.complementaryQuantile(0.36787944117144233),
      .relative(1e-15))
    #expect(chiSquare.density(0) == 0.5)
  }

  @Test("ends, and what is no distribution")
  func ends() throws {
    let chiSquare = try #require(ChiSquareDistribution(degreesOfFreedom: 1))
    #expect(chiSquare.cumulative(-1) == 0)
    #expect(chiSquare.complementary(-1) == 1)
    #expect(chiSquare.complementary(.infinity) == 0)
    #expect(chiSquare.cumulative(.nan).isNaN)
    #expect(chiSquare.quantile(0) == 0)
    #expect(chiSquare.quantile(1) == .infinity)
    #expect(chiSquare.quantile(2).isNaN)
    #expect(chiSquare.complementaryQuantile(-1).isNaN)
    #expect(chiSquare.density(0) == .infinity)
    #expect(chiSquare.density(-1) == 0)
    #expect(ChiSquareDistribution(degreesOfFreedom: 0) == nil)
    #expect(ChiSquareDistribution(degreesOfFreedom: .infinity) == nil)
  }
}

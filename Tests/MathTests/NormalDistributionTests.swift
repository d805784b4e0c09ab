import SteelyardMath
import TestSupport
import Testing

@Suite("Normal distribution") struct NormalDistributionTests {
  struct Content: Decodable {
    struct Point: Decodable {
      let argument: Double
      let density, cumulative, log_cumulative, mills: ExactNumber
    }
    struct Quantile: Decodable {
      let probability: Double
      let quantile: ExactNumber
    }
    struct Difference: Decodable {
      let centre, half_width: Double
      let difference: ExactNumber
    }
    let points: [Point]
    let quantiles: [Quantile]
    let differences: [Difference]
  }

  let content: Content

  init() throws {
    content = try Fixture.decode(Content.self, "NormalDistribution/normal_distribution.json")
  }

  @Test("density and probability keep their digits in both tails")
  func tails() {
    for point in content.points {
      let inputs = "argument \(point.argument)"
      expectClose(
        expected: point.density.value, got: NormalDistribution.density(point.argument),
        .relative(1e-15), inputs: "density, \(inputs)")
      expectClose(
        expected: point.cumulative.value, got: NormalDistribution.cumulative(point.argument),
        .relative(1e-15), inputs: "cumulative, \(inputs)")
      expectClose(
        expected: point.cumulative.value, got: NormalDistribution.complementary(-point.argument),
        .relative(1e-15), inputs: "complementary, \(inputs)")
      expectClose(
        expected: point.log_cumulative.value,
        got: NormalDistribution.logarithmOfCumulative(point.argument), .relative(2e-15),
        inputs: "logarithm, \(inputs)")
    }
  }

  @Test("Mills ratio")
  func mills() {
    for point in content.points {
      // To the left it grows like exp(x²/2), and with it the rounding of x².
      let bound = 1e-15 * max(1, point.argument < 0 ? point.argument * point.argument / 4 : 1)
      expectClose(
        expected: point.mills.value, got: NormalDistribution.millsRatio(point.argument),
        .relative(bound), inputs: "argument \(point.argument)")
    }
  }

  @Test("difference of Mills ratios over short and long intervals")
  func millsDifference() {
    for point in content.differences where point.centre - point.half_width > -3 {
      let bound = 1e-15 * max(1, point.centre * point.centre)
      expectClose(
        expected: point.difference.value,
        got: NormalDistribution.millsRatioDifference(
          centre: point.centre, halfWidth: point.half_width),
        .relative(bound), inputs: "centre \(point.centre) half width \(point.half_width)")
    }
  }

  @Test("quantile")
  func quantile() {
    for point in content.quantiles {
      // The argument's own rounding moves the quantile by p/(x n(x)) relative.
      let exact = point.quantile.value
      let slope =
        point.probability / (abs(exact) * NormalDistribution.density(exact))
      let condition = exact == 0 ? 1 : max(1, slope)
      expectClose(
        expected: exact, got: NormalDistribution.quantile(point.probability),
        Tolerance(relative: 4e-16 * condition, absolute: 1e-17),
        inputs: "probability \(point.probability)")
    }
  }

  @Test("ends and impossible probabilities")
  func ends() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    #expect(NormalDistribution.quantile(1.5).isNaN)
    #expect(NormalDistribution.quantile(-0.1).isNaN)
    #expect(NormalDistribution.quantile(.nan).isNaN)
    #expect(NormalDistribution.cumulative(-.infinity) == 0)
    #expect(NormalDistribution.cumulative(.infinity) == 1)
    #expect(NormalDistribution.density(.infinity) == 0)
    #expect(NormalDistribution.cumulative(.nan).isNaN)
    #expect(NormalDistribution.density(.nan).isNaN)
    #expect(NormalDistribution.millsRatio(.infinity) == 0)
  }
}

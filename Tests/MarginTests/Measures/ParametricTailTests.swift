import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

/// Expected values by mpmath at 40 digits; shortfalls by quadrature of the density.
@Suite("Parametric tails") struct ParametricTailTests {
  @Test("normal at 98 %, shifted and scaled")
  func normal() throws {
    let tail = try ParametricTail(shape: .normal, mean: 10, standardDeviation: 100)
    expectClose(
      expected: 205.37489106318230529 - 10, got: try tail.valueAtRisk(level: 0.98),
      .relative(1e-14))
    expectClose(
      expected: 242.09067940371005048 - 10, got: try tail.expectedShortfall(level: 0.98),
      .relative(1e-13))
    expectClose(
      expected: 279.7149622536537125 - 10, got: try tail.entropicValueAtRisk(level: 0.98),
      .relative(1e-14))
  }

  @Test("t with three and a half degrees of freedom, by scale and by deviation")
  func studentT() throws {
    let shape = ParametricTail.Shape.studentT(degreesOfFreedom: 3.5)
    let scaled = try ParametricTail(shape: shape, location: 0, scale: 1)
    expectClose(
      expected: 3.1924462383632393604, got: try scaled.valueAtRisk(level: 0.98),
      .relative(1e-14))
    expectClose(
      expected: 4.7302919027958561103, got: try scaled.expectedShortfall(level: 0.98),
      .relative(1e-13))
    let unit = try ParametricTail(shape: shape, mean: 0, standardDeviation: 1)
    expectClose(
      expected: 2.08994664848236841, got: try unit.valueAtRisk(level: 0.98), .relative(1e-14))
    expectClose(
      expected: 3.0967029576855290141, got: try unit.expectedShortfall(level: 0.98),
      .relative(1e-13))
  }

  @Test("a t tail without variance still has a shortfall, one without mean has none")
  func heavy() throws {
    let heavy = ParametricTail.Shape.studentT(degreesOfFreedom: 1.5)
    let tail = try ParametricTail(shape: heavy, location: 0, scale: 1)
    expectClose(
      expected: 13.315457141114985026, got: try tail.expectedShortfall(level: 0.96),
      .relative(1e-12))
    #expect(
      code { try ParametricTail(shape: heavy, mean: 0, standardDeviation: 1) } == .notApplicable)
    let cauchy = try ParametricTail(
      shape: .studentT(degreesOfFreedom: 1), location: 0, scale: 1)
    expectClose(expected: 1, got: try cauchy.valueAtRisk(level: 0.75), .relative(1e-14))
    #expect(code { try cauchy.expectedShortfall(level: 0.75) } == .notApplicable)
    #expect(code { try cauchy.entropicValueAtRisk(level: 0.75) } == .notApplicable)
  }

  @Test("infinite degrees of freedom are normal")
  func limit() throws {
    let limit = try ParametricTail(
      shape: .studentT(degreesOfFreedom: .infinity), mean: 0, standardDeviation: 2)
    let normal = try ParametricTail(shape: .normal, mean: 0, standardDeviation: 2)
    #expect(
      try limit.expectedShortfall(level: 0.99) == normal.expectedShortfall(level: 0.99))
  }

  @Test("a scale of zero, no degrees of freedom, a level of one")
  func refusals() throws {
    #expect(
      code { try ParametricTail(shape: .normal, location: 0, scale: 0) } == .invalidInput)
    #expect(
      code {
        try ParametricTail(shape: .studentT(degreesOfFreedom: 0), location: 0, scale: 1)
      } == .invalidInput)
    let tail = try ParametricTail(shape: .normal, location: 0, scale: 1)
    #expect(code { try tail.valueAtRisk(level: 1) } == .invalidInput)
  }

  /// 3, 4 and a correlation of 1/2: variance 9 + 16 + 12 = 37; pulls 3 + 2 and 4 + 1.5.
  @Test("a linear book of two assets, by hand")
  func linearBook() throws {
    let book = try LinearBookTail(
      exposures: [30, -40], standardDeviations: [0.1, 0.1],
      correlation: Matrix(rows: [[1, -0.5], [-0.5, 1]]), shape: .normal)
    expectClose(
      expected: 37.0.squareRoot(), got: book.tail.scale, .relative(1e-14))
    let shortfall = try book.tail.expectedShortfall(level: 0.98)
    let components = try book.components(level: 0.98)
    expectClose(expected: shortfall * 15 / 37, got: components[0], .relative(1e-14))
    expectClose(expected: shortfall * 22 / 37, got: components[1], .relative(1e-14))
  }

  @Test("a linear book against the closed form of its one asset")
  func oneAsset() throws {
    let shape = ParametricTail.Shape.studentT(degreesOfFreedom: 5)
    let book = try LinearBookTail(
      exposures: [-1000], standardDeviations: [0.04], correlation: Matrix(rows: [[1]]),
      shape: shape)
    let alone = try ParametricTail(shape: shape, mean: 0, standardDeviation: 40)
    expectClose(
      expected: try alone.valueAtRisk(level: 0.99), got: try book.tail.valueAtRisk(level: 0.99),
      .relative(1e-14))
  }

  @Test("shapes that do not fit, asymmetry and a perfect hedge")
  func linearRefusals() {
    func book(_ exposures: [Double], _ rows: [[Double]]) throws -> LinearBookTail {
      try LinearBookTail(
        exposures: exposures, standardDeviations: [0.1, 0.1], correlation: Matrix(rows: rows),
        shape: .normal)
    }
    #expect(code { try book([1], [[1, 0], [0, 1]]) } == .invalidInput)
    #expect(code { try book([1, 1], [[1, 0.2], [0.1, 1]]) } == .invalidInput)
    #expect(code { try book([1, 1], [[1, 1.2], [1.2, 1]]) } == .invalidInput)
    #expect(code { try book([1, -1], [[1, 1], [1, 1]]) } == .invalidInput)
  }
}

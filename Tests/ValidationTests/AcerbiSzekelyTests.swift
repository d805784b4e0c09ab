import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardValidation
import TestSupport
import Testing

@Suite("Acerbi-Szekely") struct AcerbiSzekelyTests {
  /// Two breaches of four, of 1.5 and 2 shortfalls; one period in four is promised.
  @Test("four periods, by hand")
  func hand() throws {
    let test = try AcerbiSzekelyTest(
      profit: [-6, 1, -4, 2], valueAtRisk: [3, 3, 1, 1], expectedShortfall: [4, 4, 2, 2],
      level: 0.75)
    #expect(test.breaches == 2)
    #expect(test.depth == 1 - 1.75)
    #expect(test.depthAndNumber == 1 - 3.5)
    // e − v = 1 each; beyond the value at risk 3 and 3, over a quarter.
    #expect(test.minimallyBiased == -5)
    // 1/4, 1/4, 1/2 and 1/2, less 12/4 and 12/2, over four.
    #expect(test.minimallyBiasedRelative == -1.875)
  }

  @Test("without a breach there is no depth, and the number speaks for the model")
  func quiet() throws {
    let test = try AcerbiSzekelyTest(
      profit: [1, 1], valueAtRisk: [1, 1], expectedShortfall: [2, 2], level: 0.9)
    #expect(test.depth == nil)
    #expect(test.depthAndNumber == 1)
    let simulation = try ShortfallSimulation(
      periods: 2, level: 0.9, shape: .parametric(.normal), trials: 100, seed: 1)
    #expect(
      try test.verdict(.depth, simulation: simulation, significance: 0.05)
        .contains("no depth to test"))
  }

  /// The vendor's documented example: n 1966 at 97.5 %, observed −0.38265; critical values at 99 % of
  /// −0.34639 for normal and −0.42986 for t with 3 degrees, p-values 0.0054 and 0.0186.
  @Test("published critical values of 1966 periods, within their simulation error")
  func published() throws {
    for (shape, critical, pValue) in [
      (ParametricTail.Shape.normal, -0.34639, 0.0054),
      (.studentT(degreesOfFreedom: 3), -0.42986, 0.0186),
    ] {
      let simulation = try ShortfallSimulation(
        periods: 1966, level: 0.975, shape: .parametric(shape), trials: 10_000, seed: 42)
      let got = try #require(
        try simulation.criticalValue(.depthAndNumber, significance: 0.01))
      expectClose(expected: critical, got: got, .absolute(0.02))
      expectClose(
        expected: pValue, got: simulation.pValue(.depthAndNumber, observed: -0.38265),
        .absolute(0.005))
    }
  }

  @Test(
    "if the promise holds both statistics are zero on average",
    arguments: [
      ShortfallSimulation.Shape.parametric(.normal),
      .parametric(.studentT(degreesOfFreedom: 4)),
      .outcomes((1...999).map { NormalDistribution.quantile(Double($0) / 1000) }),
    ])
  func unbiased(_ shape: ShortfallSimulation.Shape) throws {
    let simulation = try ShortfallSimulation(
      periods: 250, level: 0.975, shape: shape, trials: 4000, seed: 7)
    for statistic in ShortfallStatistic.allCases {
      let median = try #require(try simulation.criticalValue(statistic, significance: 0.5))
      #expect(abs(median) < 0.1)
    }
    let low = try #require(
      try simulation.criticalValue(.depthAndNumber, significance: 0.05))
    // About -0.7 for every shape, as the authors found.
    expectClose(expected: -0.7, got: low, .absolute(0.12))
  }

  @Test("a tail twice as deep is rejected, a true one is not")
  func verdicts() throws {
    let simulation = try ShortfallSimulation(
      periods: 500, level: 0.975, shape: .parametric(.normal), trials: 2000, seed: 7)
    let promise = try ParametricTail(shape: .normal, location: 0, scale: 1)
    var generator = SplitMix64(seed: 12)
    let honest = (0..<500).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
    func test(_ factor: Double) throws -> AcerbiSzekelyTest {
      try AcerbiSzekelyTest(
        profit: honest.map { $0 * factor },
        valueAtRisk: [Double](repeating: promise.valueAtRisk(level: 0.975), count: 500),
        expectedShortfall: [Double](
          repeating: promise.expectedShortfall(level: 0.975), count: 500), level: 0.975)
    }
    #expect(
      try test(2).verdict(.depthAndNumber, simulation: simulation, significance: 0.05)
        .contains("the tail was deeper than promised"))
    #expect(
      try test(1).verdict(.depthAndNumber, simulation: simulation, significance: 0.05)
        .contains("not deeper"))
  }

  @Test("same seed, same simulation")
  func seeds() throws {
    func simulation(_ seed: UInt64) throws -> ShortfallSimulation {
      try ShortfallSimulation(
        periods: 100, level: 0.99, shape: .parametric(.normal), trials: 200, seed: seed)
    }
    #expect(try simulation(1) == simulation(1))
    #expect(try simulation(1) != simulation(2))
  }

  @Test("what cannot be tested")
  func refusals() throws {
    func test(_ shortfall: [Double], level: Double = 0.9) throws -> AcerbiSzekelyTest {
      try AcerbiSzekelyTest(
        profit: [1, 2], valueAtRisk: [1, 1], expectedShortfall: shortfall, level: level)
    }
    #expect(code { try test([1]) } == .invalidInput)
    #expect(code { try test([1, 0]) } == .invalidInput)
    #expect(code { try test([1, .infinity]) } == .invalidInput)
    #expect(code { try test([1, 1], level: 1) } == .invalidInput)
    func simulation(
      _ shape: ShortfallSimulation.Shape, periods: Int = 10, trials: Int = 100
    ) throws -> ShortfallSimulation {
      try ShortfallSimulation(
        periods: periods, level: 0.9, shape: shape, trials: trials, seed: 1)
    }
    #expect(
      code { try simulation(.parametric(.studentT(degreesOfFreedom: 1))) } == .notApplicable)
    #expect(code { try simulation(.outcomes([1, 1, 1])) } == .notApplicable)
    #expect(code { try simulation(.outcomes([])) } == .invalidInput)
    #expect(code { try simulation(.parametric(.normal), trials: 10) } == .invalidInput)
    #expect(code { try simulation(.parametric(.normal), periods: 0) } == .invalidInput)
    #expect(
      code { try simulation(.parametric(.normal), periods: 1_000_000, trials: 1_000_000) }
        == .limitExceeded)
    let other = try simulation(.parametric(.normal))
    #expect(
      code {
        try test([1, 1]).verdict(.depthAndNumber, simulation: other, significance: 0.05)
      } == .invalidInput)
    #expect(code { try other.criticalValue(.depth, significance: 0) } == .invalidInput)
  }
}

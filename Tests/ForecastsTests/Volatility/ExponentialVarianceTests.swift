import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Exponentially weighted variance")
struct ExponentialVarianceTests {
  @Test("worked by hand from each start")
  func starts() throws {
    let returns = [2.0, 1, 3]
    func path(_ start: VarianceStart) throws -> VariancePath {
      var recursion = try ExponentialVariance(decay: 0.5, start: start, before: returns)
      return recursion.path(through: returns)
    }
    // h' = (h + r²)/2.
    #expect(
      try path(.given(8)) == VariancePath(variances: [8, 6, 3.5], next: 6.25))
    #expect(
      try path(.firstSquare) == VariancePath(variances: [4, 4, 2.5], next: 5.75))
    #expect(
      try path(.meanSquare(first: 2)) == VariancePath(variances: [2.5, 3.25, 2.125], next: 5.5625))
    // Weights 1/7, 2/7, 4/7 on 4, 1, 9.
    expectClose(
      expected: (4 + 2 + 36) / 7.0, got: try path(.normalisedWeights).next, .relative(1e-14))
    let weights = [1.0, 0.94, 0.94 * 0.94]
    expectClose(
      expected: (4 + weights[1] + 9 * weights[2]) / weights.reduce(0, +),
      got: try path(.backcast).variances[0], .relative(1e-14))
  }

  @Test("the half-life of 0.94 is eleven days")
  func halfLife() throws {
    let recursion = try ExponentialVariance(decay: 0.94, start: .given(1), before: [])
    expectClose(expected: log(0.5) / log(0.94), got: recursion.halfLife, .relative(1e-14))
    #expect(recursion.halfLife > 11 && recursion.halfLife < 11.3)
  }

  @Test("forecasts are flat and add up over days")
  func flat() throws {
    var recursion = try ExponentialVariance(decay: 0.9, start: .given(2), before: [])
    recursion.observe(1)
    #expect(recursion.variance(ahead: 30) == recursion.next)
    expectClose(
      expected: 7 * recursion.next, got: recursion.cumulativeVariance(over: 7), .relative(1e-14))
  }

  @Test("twice the returns, four times the variance")
  func scale() throws {
    let returns = SimulatedReturns.noise(count: 100, seed: 3)
    var one = try ExponentialVariance(decay: 0.94, start: .backcast, before: returns)
    let doubled = returns.map { 2 * $0 }
    var two = try ExponentialVariance(decay: 0.94, start: .backcast, before: doubled)
    #expect(one.path(through: returns).next * 4 == two.path(through: doubled).next)
  }

  @Test("a decay outside, a start without returns, and returns that never move")
  func refused() {
    for decay in [0, 1, -0.5, .nan] {
      #expect(throws: SteelyardError.self) {
        try ExponentialVariance(decay: decay, start: .given(1), before: [])
      }
    }
    for start in [VarianceStart.firstSquare, .backcast, .meanSquare(first: 3), .given(0)] {
      #expect(throws: SteelyardError.self) {
        try ExponentialVariance(decay: 0.9, start: start, before: [])
      }
    }
    #expect(throws: SteelyardError.self) {
      try ExponentialVariance(decay: 0.9, start: .backcast, before: [0, 0, 0])
    }
    #expect(throws: SteelyardError.self) {
      try ExponentialVariance(decay: 0.9, start: .meanSquare(first: 0), before: [1])
    }
  }

  @Test("log-likelihood of a path, worked by hand")
  func likelihood() {
    let path = VariancePath(variances: [1, 4], next: 2)
    expectClose(
      expected: -0.5 * (2 * log(2 * Double.pi) + log(4.0) + 1 + 9 / 4.0),
      got: path.normalLogLikelihood(of: [1, 3]), .relative(1e-15))
  }
}

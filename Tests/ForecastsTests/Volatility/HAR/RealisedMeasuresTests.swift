import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Realised variance of a day")
struct RealisedMeasuresTests {
  @Test("worked by hand")
  func worked() throws {
    let measures = try RealisedMeasures(returns: [1, -2, 3])
    #expect(measures.variance == 14)
    expectClose(expected: Double.pi / 2 * 8, got: measures.bipowerVariance, .relative(1e-15))
    expectClose(expected: 14 - Double.pi * 4, got: measures.jump, .relative(1e-14))
    #expect(measures.quarticity == 98)
    #expect(measures.count == 3)
  }

  @Test("a jump moves the variance and hardly the bipower variance")
  func jump() throws {
    var returns = SimulatedReturns.noise(count: 1440, seed: 13).map { 0.001 * $0 }
    let quiet = try RealisedMeasures(returns: returns)
    returns[700] += 0.05
    let jumped = try RealisedMeasures(returns: returns)
    expectClose(expected: 0.05 * 0.05, got: jumped.jump, .relative(0.15))
    expectClose(
      expected: quiet.bipowerVariance, got: jumped.bipowerVariance, .relative(0.15))
  }

  @Test("without jumps both agree, and a jump is never negative")
  func agreement() throws {
    let measures = try RealisedMeasures(returns: SimulatedReturns.noise(count: 20_000, seed: 14))
    expectClose(
      expected: measures.variance, got: measures.bipowerVariance, .relative(0.03))
    expectClose(expected: 20_000 * 20_000, got: measures.quarticity, .relative(0.08))
    #expect(try RealisedMeasures(returns: [1, 1, 1]).jump == 0)
  }

  @Test("one return is no path, and a number that is none is no return")
  func refused() {
    #expect(throws: SteelyardError.self) { try RealisedMeasures(returns: [1]) }
    #expect(throws: SteelyardError.self) { try RealisedMeasures(returns: [1, .nan]) }
  }
}

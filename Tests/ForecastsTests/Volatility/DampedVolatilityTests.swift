import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Mixed, windowed and damped variances")
struct DampedVolatilityTests {
  private func exponential(_ decay: Double, _ start: Double) throws -> ExponentialVariance {
    try ExponentialVariance(decay: decay, start: .given(start), before: [])
  }

  @Test("damping takes theta of the logarithm of a rise")
  func worked() throws {
    let damped = try DampedVolatility(
      fast: .exponential(exponential(0.9, 16)), slow: .exponential(exponential(0.99, 1)),
      responsiveness: 0.5)
    expectClose(expected: 4, got: damped.next, .relative(1e-14))
    expectClose(expected: 2, got: damped.volatility, .relative(1e-14))
  }

  @Test("theta one is the fast forecast, theta zero the slow one")
  func ends() throws {
    let returns = SimulatedReturns.noise(count: 50, seed: 6)
    for (theta, decay) in [(1.0, 0.9), (0, 0.99)] {
      var damped = try DampedVolatility(
        fast: .exponential(exponential(0.9, 1)), slow: .exponential(exponential(0.99, 1)),
        responsiveness: theta)
      var alone = try exponential(decay, 1)
      let path = damped.path(through: returns)
      let expected = alone.path(through: returns)
      for day in returns.indices {
        expectClose(
          expected: expected.variances[day], got: path.variances[day], .relative(1e-13))
      }
    }
  }

  @Test("a storm raises the damped volatility less than the fast one, and more than the slow one")
  func storm() throws {
    var damped = try DampedVolatility(
      fast: .exponential(exponential(0.94, 1)),
      slow: .window(WindowVariance(length: 365, start: 1)), responsiveness: 0.4)
    _ = damped.path(through: SimulatedReturns.noise(count: 400, seed: 7))
    let before = damped
    for _ in 0..<5 { damped.observe(8) }
    let rise = damped.next / before.next
    #expect(rise > damped.slow.next / before.slow.next)
    #expect(rise < damped.fast.next / before.fast.next)
  }

  @Test("a window is the mean of its last squares")
  func window() throws {
    var window = try WindowVariance(length: 3, start: 9)
    #expect(window.next == 9)
    let path = window.path(through: [1, 2, 3, 4, 5, 6, 7])
    #expect(path.variances[1...3] == [1, 2.5, 14.0 / 3])
    expectClose(expected: (25 + 36 + 49) / 3.0, got: path.next, .relative(1e-15))
  }

  @Test("two speeds mix with their weight")
  func twoSpeeds() throws {
    var mixed = try TwoSpeedVariance(
      fast: exponential(0.5, 8), slow: exponential(0.75, 4), fastWeight: 0.25)
    #expect(mixed.next == 5)
    mixed.observe(2)
    // Fast (8 + 4)/2 = 6, slow 4.
    #expect(mixed.next == 0.25 * 6 + 0.75 * 4)
    #expect(mixed.variance(ahead: 9) == mixed.next)
  }

  @Test("each kind behind the enum steps as it does alone")
  func erased() throws {
    let returns = SimulatedReturns.asymmetric(count: 300, seed: 12)
    let regime = RegimeRecursion(
      try RegimeModel(
        mean: 0, calmVariance: 1, wildVariance: 9, calmStay: 0.98, wildStay: 0.9,
        wildAtStart: 0.2))
    let window = try WindowVariance(length: 20, start: 1)
    let two = try TwoSpeedVariance(
      fast: exponential(0.9, 1), slow: exponential(0.99, 1), fastWeight: 0.5)
    let garch = try GARCHRecursion(
      GARCHModel(
        GARCHSpecification(
          .garch, mean: .zero, distribution: .normal, start: .backcast,
          persistence: .belowOne),
        GARCHParameters(
          mean: 0, omega: 0.1, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: nil)),
      next: 2)
    try expectSame(.regime(regime), regime, returns)
    try expectSame(.window(window), window, returns)
    try expectSame(.twoSpeed(two), two, returns)
    try expectSame(.garch(garch), garch, returns)
    let damped = try DampedVolatility(
      fast: .garch(garch), slow: .window(window), responsiveness: 0.3)
    try expectSame(.damped(damped), damped, returns)
  }

  private func expectSame(
    _ erased: VarianceForecaster, _ alone: some VarianceRecursion, _ returns: [Double]
  ) throws {
    var (erased, alone) = (erased, alone)
    #expect(erased.path(through: returns) == alone.path(through: returns))
    #expect(erased.variance(ahead: 5) == alone.variance(ahead: 5))
  }

  @Test("weights and thetas outside zero to one, and windows without room")
  func refused() throws {
    let (fast, slow) = (try exponential(0.9, 1), try exponential(0.99, 1))
    #expect(throws: SteelyardError.self) {
      try DampedVolatility(
        fast: .exponential(fast), slow: .exponential(slow), responsiveness: 1.1)
    }
    #expect(throws: SteelyardError.self) {
      try TwoSpeedVariance(fast: fast, slow: slow, fastWeight: -0.1)
    }
    #expect(throws: SteelyardError.self) {
      try TwoSpeedVariance(fast: slow, slow: fast, fastWeight: 0.5)
    }
    #expect(throws: SteelyardError.self) { try WindowVariance(length: 0, start: 1) }
    #expect(throws: SteelyardError.self) { try WindowVariance(length: 5, start: 0) }
  }
}

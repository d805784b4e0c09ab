import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Calm and wild regimes")
struct RegimeFitTests {
  private static let truth = (calm: 1.0, wild: 9.0, calmStay: 0.98, wildStay: 0.94)

  private static func simulated(
    count: Int, seed: UInt64
  ) -> (returns: [Double], wild: [Bool]) {
    var draws = SimulatedReturns(seed: seed)
    var (returns, states): ([Double], [Bool]) = ([], [])
    var wild = false
    for _ in 0..<count {
      returns.append((wild ? truth.wild : truth.calm).squareRoot() * draws.normal())
      states.append(wild)
      let stay = wild ? truth.wildStay : truth.calmStay
      if draws.uniform() > stay { wild.toggle() }
    }
    return (returns, states)
  }

  @Test("simulated states and chances come back", arguments: [41, 42])
  func recovery(seed: UInt64) throws {
    let (returns, wild) = Self.simulated(count: 6000, seed: seed)
    let fit = try RegimeModel.fit(returns, mean: .zero)
    #expect(fit.status == .converged)
    expectClose(expected: 1, got: fit.model.calmVariance, .relative(0.1))
    expectClose(expected: 9, got: fit.model.wildVariance, .relative(0.15))
    expectClose(expected: 0.98, got: fit.model.calmStay, .absolute(0.015))
    expectClose(expected: 0.94, got: fit.model.wildStay, .absolute(0.03))
    let right = zip(fit.smoothed, wild).filter { ($0 > 0.5) == $1 }.count
    let earlier = zip(fit.filtered, wild).filter { ($0 > 0.5) == $1 }.count
    #expect(Double(right) / 6000 > 0.9)
    #expect(right > earlier, "knowing the days after tells more")
  }

  @Test("the fit beats the truth in likelihood, and its neighbours")
  func optimum() throws {
    let (returns, _) = Self.simulated(count: 2000, seed: 43)
    let fit = try RegimeModel.fit(returns, mean: .constant)
    let found = fit.model
    func likelihood(
      mean: Double, calm: Double, wild: Double, calmStay: Double, wildStay: Double
    ) throws -> Double {
      var recursion = RegimeRecursion(
        try RegimeModel(
          mean: mean, calmVariance: calm, wildVariance: wild, calmStay: calmStay,
          wildStay: wildStay, wildAtStart: found.wildAtStart))
      return returns.reduce(0) { sum, value in
        let chance = recursion.wildProbability
        let square = (value - mean) * (value - mean)
        let density =
          (1 - chance) * exp(-square / (2 * calm)) / (2 * Double.pi * calm).squareRoot()
          + chance * exp(-square / (2 * wild)) / (2 * Double.pi * wild).squareRoot()
        recursion.observe(value)
        return sum + log(density)
      }
    }
    let best = try likelihood(
      mean: found.mean, calm: found.calmVariance, wild: found.wildVariance,
      calmStay: found.calmStay, wildStay: found.wildStay)
    expectClose(expected: best, got: fit.logLikelihood, .absolute(1e-7))
    #expect(
      best >= (try likelihood(mean: 0, calm: 1, wild: 9, calmStay: 0.98, wildStay: 0.94)))
    for share in [0.98, 1.02] {
      #expect(
        best
          >= (try likelihood(
            mean: found.mean, calm: share * found.calmVariance, wild: found.wildVariance,
            calmStay: found.calmStay, wildStay: found.wildStay)))
      #expect(
        best
          >= (try likelihood(
            mean: found.mean, calm: found.calmVariance, wild: share * found.wildVariance,
            calmStay: found.calmStay, wildStay: found.wildStay)))
      #expect(
        best
          >= (try likelihood(
            mean: found.mean, calm: found.calmVariance, wild: found.wildVariance,
            calmStay: 1 - share * (1 - found.calmStay),
            wildStay: 1 - share * (1 - found.wildStay))))
    }
  }

  @Test("filtered chances know no later day, smoothed ones do")
  func causal() throws {
    let model = try RegimeModel(
      mean: 0, calmVariance: 1, wildVariance: 9, calmStay: 0.98, wildStay: 0.94,
      wildAtStart: 0.3)
    var (returns, _) = Self.simulated(count: 200, seed: 44)
    var first = RegimeRecursion(model)
    let before = first.path(through: returns)
    for day in 150..<200 { returns[day] = 10 }
    var second = RegimeRecursion(model)
    let after = second.path(through: returns)
    #expect(before.variances[...150] == after.variances[...150])
    #expect(before.variances[151] < after.variances[151])
  }

  @Test("the fit's path is what stepping gives")
  func stepping() throws {
    let (returns, _) = Self.simulated(count: 500, seed: 45)
    let fit = try RegimeModel.fit(returns, mean: .zero)
    var recursion = RegimeRecursion(fit.model)
    let path = recursion.path(through: returns)
    for day in returns.indices {
      expectClose(
        expected: fit.path.variances[day], got: path.variances[day], .relative(1e-12))
    }
    expectClose(expected: fit.path.next, got: path.next, .relative(1e-12))
    expectClose(expected: fit.recursion.next, got: path.next, .relative(1e-12))
  }

  @Test("forecasts tend to the long-run mix, worked by hand")
  func forecasts() throws {
    let model = try RegimeModel(
      mean: 0, calmVariance: 1, wildVariance: 5, calmStay: 0.9, wildStay: 0.7, wildAtStart: 0.5)
    expectClose(expected: 0.25, got: model.wildShare, .relative(1e-14))
    expectClose(expected: 10, got: model.expectedDays.calm, .relative(1e-14))
    let recursion = RegimeRecursion(model)
    // Chances 0.5, 0.4, 0.34: each moves by 0.6 of its distance to 0.25.
    for (step, chance) in [(1, 0.5), (2, 0.4), (3, 0.34)] {
      expectClose(
        expected: 1 + 4 * chance, got: recursion.variance(ahead: step), .relative(1e-13))
    }
    expectClose(expected: 2, got: recursion.variance(ahead: 500), .relative(1e-12))
  }

  @Test("a return far out of both states still has a state")
  func outlier() throws {
    var recursion = RegimeRecursion(
      try RegimeModel(
        mean: 0, calmVariance: 1e-4, wildVariance: 1e-2, calmStay: 0.98, wildStay: 0.9,
        wildAtStart: 0.1))
    recursion.observe(1000)
    expectClose(expected: 0.9, got: recursion.wildProbability, .relative(1e-12))
  }

  @Test("twice the returns, four times the variances")
  func scale() throws {
    let (returns, _) = Self.simulated(count: 800, seed: 46)
    let one = try RegimeModel.fit(returns, mean: .constant)
    let two = try RegimeModel.fit(returns.map { 2 * $0 }, mean: .constant)
    expectClose(
      expected: 4 * one.model.calmVariance, got: two.model.calmVariance, .relative(1e-6))
    expectClose(
      expected: 4 * one.model.wildVariance, got: two.model.wildVariance, .relative(1e-6))
  }

  @Test("too few returns, returns that never move, states the wrong way round")
  func refused() {
    #expect(throws: SteelyardError.self) {
      try RegimeModel.fit([Double](repeating: 1, count: 99), mean: .zero)
    }
    #expect(throws: SteelyardError.self) {
      try RegimeModel.fit([Double](repeating: 1, count: 200), mean: .constant)
    }
    #expect(throws: SteelyardError.self) {
      try RegimeModel(
        mean: 0, calmVariance: 2, wildVariance: 1, calmStay: 0.9, wildStay: 0.9,
        wildAtStart: 0.5)
    }
    #expect(throws: SteelyardError.self) {
      try RegimeModel(
        mean: 0, calmVariance: 1, wildVariance: 2, calmStay: 1.1, wildStay: 0.9,
        wildAtStart: 0.5)
    }
  }
}

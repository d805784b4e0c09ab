import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Diebold-Mariano test")
struct DieboldMarianoTests {
  @Test("worked by hand at one day")
  func worked() throws {
    // Differences 1, 3, 2: mean 2, variance 2/3; over n: 2/9.
    let test = try DieboldMarianoTest(first: [2, 5, 4], second: [1, 2, 2], horizon: 1)
    expectClose(expected: 2, got: test.meanDifference, .relative(1e-15))
    expectClose(expected: 2 / (2.0 / 9).squareRoot(), got: test.statistic, .relative(1e-14))
    // (n + 1 − 2h + h(h − 1)/n)/n = 2/3.
    let corrected = 2 / (2.0 / 9).squareRoot() * (2.0 / 3).squareRoot()
    expectClose(expected: corrected, got: test.correctedStatistic, .relative(1e-14))
    // With two degrees of freedom P(|T| > t) = 1 − t/√(2 + t²).
    let tail = 1 - corrected / (2 + corrected * corrected).squareRoot()
    expectClose(expected: tail, got: test.twoSidedProbability, .relative(1e-12))
    expectClose(expected: tail / 2, got: test.secondBetterProbability, .relative(1e-12))
  }

  @Test("exchanged forecasters exchange the sign")
  func antisymmetric() throws {
    let first = SimulatedReturns.noise(count: 60, seed: 51).map { $0 * $0 }
    let second = SimulatedReturns.noise(count: 60, seed: 52).map { $0 * $0 }
    let forth = try DieboldMarianoTest(first: first, second: second, horizon: 3)
    let back = try DieboldMarianoTest(first: second, second: first, horizon: 3)
    #expect(forth.correctedStatistic == -back.correctedStatistic)
    expectClose(
      expected: 1, got: forth.secondBetterProbability + back.secondBetterProbability,
      .relative(1e-14))
  }

  @Test("of equally good forecasters about one in twenty looks better at five per cent")
  func size() throws {
    var wins = 0
    for seed in 0..<400 {
      let first = SimulatedReturns.noise(count: 80, seed: UInt64(1000 + seed)).map { $0 * $0 }
      let second = SimulatedReturns.noise(count: 80, seed: UInt64(5000 + seed)).map { $0 * $0 }
      let test = try DieboldMarianoTest(first: first, second: second, horizon: 1)
      if test.secondBetterProbability < 0.05 { wins += 1 }
    }
    // Twenty expected, with a deviation of 4.4.
    #expect(wins >= 6 && wins <= 36)
  }

  @Test("equal forecasts can't be told apart, and that is said")
  func equal() {
    do {
      _ = try DieboldMarianoTest(first: [1, 2, 3], second: [1, 2, 3], horizon: 1)
      Issue.record("no error")
    } catch { #expect(error.code == .notApplicable) }
  }

  @Test("counts that differ, too few days, a loss that is none, no horizon")
  func refused() {
    #expect(throws: SteelyardError.self) {
      try DieboldMarianoTest(first: [1, 2], second: [1], horizon: 1)
    }
    #expect(throws: SteelyardError.self) {
      try DieboldMarianoTest(first: [1, 2, 3, 4], second: [2, 1, 1, 5], horizon: 2)
    }
    #expect(throws: SteelyardError.self) {
      try DieboldMarianoTest(first: [1, .nan, 3], second: [1, 2, 4], horizon: 1)
    }
    #expect(throws: SteelyardError.self) {
      try DieboldMarianoTest(first: [1, 2, 3], second: [1, 2, 4], horizon: 0)
    }
  }

  @Test("a series of losses is told day by day, and a day without one is refused")
  func series() throws {
    #expect(
      try ForecastLoss.squaredError.series(forecasts: [1, 2], proxies: [3, 2]) == [4, 0])
    #expect(throws: SteelyardError.self) {
      try ForecastLoss.quasiLikelihood.series(forecasts: [1, 2], proxies: [3, 0])
    }
    #expect(throws: SteelyardError.self) {
      try ForecastLoss.squaredError.series(forecasts: [1], proxies: [3, 0])
    }
  }
}

import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Variance from an implied index")
struct ImpliedVarianceTests {
  private func made(_ index: Double = 73, prior: Double = 1) throws -> ImpliedVariance {
    try ImpliedVariance(
      indexPercent: index, priorRatio: prior, priorDays: 30, halfLifeDays: 180,
      ratioBounds: 0.25...2)
  }

  @Test("before any day it is the prior's share of the index")
  func prior() throws {
    let forecast = try made(73, prior: 0.8)
    expectClose(expected: 0.8 * 0.73 * 0.73 / 365, got: forecast.next, .relative(1e-14))
    expectClose(
      expected: 0.8 * 0.73 * 0.73 * 30 / 365, got: try forecast.cumulativeVariance(days: 30),
      .relative(1e-14))
  }

  @Test("a premium is learned from what came")
  func learned() throws {
    // A year has 365 days, so 73 per cent is a daily variance of 0.00146; returns of 0.03 bring
    // 0.0009 of it.
    var forecast = try made()
    for _ in 0..<3000 { try forecast.observe(value: 0.03, indexPercent: 73) }
    expectClose(expected: 0.0009 / 0.00146, got: forecast.ratio, .relative(1e-4))
    expectClose(expected: 0.0009, got: forecast.next, .relative(1e-4))
  }

  @Test("a day's return is held against the index of the day before")
  func causal() throws {
    var (quiet, loud) = (try made(), try made())
    try quiet.observe(value: 0.03, indexPercent: 40)
    try loud.observe(value: 0.03, indexPercent: 120)
    #expect(quiet.ratio == loud.ratio)
    expectClose(expected: 9, got: loud.next / quiet.next, .relative(1e-13))
  }

  @Test("the ratio stays in its bounds")
  func bounds() throws {
    var forecast = try made()
    for _ in 0..<500 { try forecast.observe(value: 0.5, indexPercent: 50) }
    #expect(forecast.ratio == 2)
    for _ in 0..<5000 { try forecast.observe(value: 0, indexPercent: 50) }
    #expect(forecast.ratio == 0.25)
  }

  @Test("an index of zero, a return that is none and no days")
  func refused() throws {
    #expect(throws: SteelyardError.self) { try made(0) }
    #expect(throws: SteelyardError.self) { try made(50, prior: 0) }
    var forecast = try made()
    let before = forecast
    #expect(throws: SteelyardError.self) { try forecast.observe(value: .nan, indexPercent: 50) }
    #expect(throws: SteelyardError.self) { try forecast.observe(value: 0.1, indexPercent: 0) }
    #expect(throws: SteelyardError.self) { try forecast.cumulativeVariance(days: 0) }
    #expect(forecast == before)
  }
}

import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Heterogeneous autoregressions")
struct HARFitTests {
  /// Realised variances that follow the level form with known coefficients, and quarticities.
  private static func simulated(
    count: Int, seed: UInt64, noise: Double = 0.05
  ) -> (variances: [Double], quarticities: [Double]) {
    var draws = SimulatedReturns(seed: seed)
    var variances = [Double](repeating: 1, count: 22)
    while variances.count < count {
      let day = variances[variances.count - 1]
      let week = variances.suffix(5).reduce(0, +) / 5
      let month = variances.suffix(22).reduce(0, +) / 22
      let expected = 0.1 + 0.35 * day + 0.3 * week + 0.25 * month
      variances.append(expected * exp(noise * draws.normal()))
    }
    return (variances, variances.map { $0 * $0 * (1 + draws.uniform()) })
  }

  private func specification(_ form: HARForm, horizon: Int = 1) -> HARSpecification {
    HARSpecification(form, week: 5, month: 22, horizon: horizon, errorLags: 5)
  }

  @Test("simulated coefficients come back within four standard errors")
  func recovery() throws {
    let (variances, _) = Self.simulated(count: 5000, seed: 31)
    let fit = try specification(.level).fit(variances: variances, quarticities: nil)
    let errors = try #require(fit.errors)
    for (index, truth) in [0.1, 0.35, 0.3, 0.25].enumerated() {
      #expect(abs(fit.model.coefficients[index] - truth) < 4 * errors[index])
      #expect(errors[index] < 0.1)
    }
    #expect(fit.observationCount == 5000 - 22)
  }

  @Test("twice the unit of the returns, four times the forecast", arguments: HARForm.allCases)
  func scale(form: HARForm) throws {
    let (variances, quarticities) = Self.simulated(count: 400, seed: 32)
    let one = try specification(form).fit(variances: variances, quarticities: quarticities)
    let four = try specification(form).fit(
      variances: variances.map { 4 * $0 }, quarticities: quarticities.map { 16 * $0 })
    expectClose(
      expected: 4 * (try one.model.forecast(variances: variances, quarticity: 1.5)),
      got: try four.model.forecast(variances: variances.map { 4 * $0 }, quarticity: 24),
      .relative(1e-9))
  }

  @Test("how much less a noisy day counts is found")
  func quarticity() throws {
    var draws = SimulatedReturns(seed: 33)
    var (variances, quarticities) = ([Double](repeating: 1, count: 22), [Double]())
    while variances.count < 5000 {
      let root = 2 * draws.uniform()
      quarticities.append(root * root)
      if quarticities.count < 22 { continue }
      let day = variances[variances.count - 1]
      let week = variances.suffix(5).reduce(0, +) / 5
      let month = variances.suffix(22).reduce(0, +) / 22
      let expected = 0.2 + (0.5 - 0.2 * root) * day + 0.3 * week + 0.2 * month
      variances.append(expected * exp(0.1 * draws.normal()))
    }
    quarticities.append(1)
    let fit = try specification(.quarticity).fit(
      variances: variances, quarticities: quarticities)
    let errors = try #require(fit.errors)
    #expect(abs(fit.model.coefficients[4] + 0.2) < 4 * errors[4])
    #expect(errors[4] < 0.02)
  }

  @Test("a forecast below anything seen gives the mean instead")
  func disbelieved() throws {
    let model = try specification(.quarticity).fit(
      variances: Self.simulated(count: 600, seed: 35).variances,
      quarticities: Self.simulated(count: 600, seed: 35).quarticities
    ).model
    let days = [Double](repeating: 1, count: 22)
    let slope = model.coefficients[4]
    // A quarticity that pulls the forecast far below zero, or far above if the slope is positive.
    let wild = try model.forecast(variances: days, quarticity: 1e12)
    if slope < 0 { #expect(wild == model.mean) } else { #expect(wild > model.mean) }
  }

  @Test("the logarithm form forecasts the mean of a lognormal number")
  func logarithm() throws {
    let (variances, _) = Self.simulated(count: 3000, seed: 36, noise: 0.5)
    let fit = try specification(.logarithm).fit(variances: variances, quarticities: nil)
    let forecasts = try (1000..<2999).map {
      try fit.model.forecast(variances: Array(variances[...$0]), quarticity: nil)
    }
    let came = variances[1001...]
    let ratio = came.reduce(0, +) / forecasts.reduce(0, +)
    expectClose(expected: 1, got: ratio, .absolute(0.05))
  }

  @Test("a horizon of several days forecasts their mean")
  func horizon() throws {
    let (variances, _) = Self.simulated(count: 3000, seed: 37)
    let fit = try specification(.level, horizon: 5).fit(variances: variances, quarticities: nil)
    #expect(fit.observationCount == 3000 - 21 - 5)
    expectClose(
      expected: variances.reduce(0, +) / 3000,
      got: fit.fitted.reduce(0, +) / Double(fit.observationCount), .relative(0.02))
  }

  @Test("stepping is forecasting from the history so far, and nothing later")
  func stepping() throws {
    let (variances, quarticities) = Self.simulated(count: 300, seed: 38)
    let model = try specification(.quarticity).fit(
      variances: Array(variances[..<200]), quarticities: Array(quarticities[..<200])
    ).model
    var recursion = try HARRecursion(
      model, after: Array(variances[..<200]), quarticity: quarticities[199])
    for day in 200..<300 {
      try recursion.observe(variance: variances[day], quarticity: quarticities[day])
      #expect(
        recursion.next
          == (try model.forecast(
            variances: Array(variances[...day]), quarticity: quarticities[day])))
    }
    let before = recursion
    #expect(throws: SteelyardError.self) {
      try recursion.observe(variance: 0, quarticity: 1)
    }
    #expect(recursion == before)
  }

  @Test("equal variances leave no errors to tell")
  func degenerate() throws {
    let fit = try specification(.level).fit(
      variances: [Double](repeating: 2, count: 200), quarticities: nil)
    #expect(fit.errors == nil)
    expectClose(
      expected: 2,
      got: try fit.model.forecast(
        variances: [Double](repeating: 2, count: 22), quarticity: nil), .relative(1e-12))
  }

  @Test("too few days, a day without variance, lags out of order, quarticities missing")
  func refused() throws {
    let (variances, quarticities) = Self.simulated(count: 100, seed: 39)
    func code(
      _ specification: HARSpecification, _ variances: [Double], _ quarticities: [Double]?
    ) -> SteelyardError.Code? {
      do {
        _ = try specification.fit(variances: variances, quarticities: quarticities)
        return nil
      } catch { return error.code }
    }
    #expect(code(specification(.level), Array(variances.prefix(42)), nil) == .invalidInput)
    #expect(code(specification(.level), variances + [0], nil) == .invalidInput)
    #expect(code(specification(.quarticity), variances, nil) == .invalidInput)
    #expect(
      code(specification(.quarticity), variances, Array(quarticities.dropLast()))
        == .invalidInput)
    let crossed = HARSpecification(.level, week: 22, month: 5, horizon: 1, errorLags: 5)
    #expect(code(crossed, variances, nil) == .invalidInput)
    let model = try specification(.quarticity).fit(
      variances: variances, quarticities: quarticities
    ).model
    #expect(throws: SteelyardError.self) {
      try model.forecast(variances: variances, quarticity: nil)
    }
    #expect(throws: SteelyardError.self) {
      try model.forecast(variances: Array(variances.prefix(21)), quarticity: 1)
    }
  }
}

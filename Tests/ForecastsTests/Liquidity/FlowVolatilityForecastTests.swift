import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Volatility forecast from order flow") struct FlowVolatilityForecastTests {
  /// Log variances and a feature that any program can make again.
  private static func period(_ number: Int) -> (variance: Double, feature: Double) {
    let time = Double(number)
    return (
      exp(-8 + 0.5 * sin(0.3 * time) + 0.3 * sin(1.7 * time * time)), cos(0.8 * time * time)
    )
  }

  private func fed(
    _ forecast: FlowVolatilityForecast, periods: Int
  ) throws -> FlowVolatilityForecast {
    var result = forecast
    for number in 1...periods {
      let period = Self.period(number)
      try result.update(variance: period.variance, features: [period.feature])
    }
    return result
  }

  // numpy: lstsq of lv[k+1] on 1, lv[k], the mean of lv[k-4...k] and f[k]; the residual variance over
  // n − 4; the weighted one with rows times the root of 0.97^age, and Σw − 4.
  @Test("coefficients, error and forecast against numpy")
  func regression() throws {
    let model = try fed(
      FlowVolatilityForecast(spans: [1, 5], featureCount: 1, retention: 1), periods: 120)
    #expect(model.pairCount == 115 && model.pairsMin == 12)
    let forecast = try model.forecast()
    for (expected, got) in zip(
      [-2.449241691861041, 0.6888719286416515, 0.006505701170519864, 0.011011128153382333],
      forecast.coefficients)
    {
      expectClose(expected: expected, got: got, .relative(1e-9))
    }
    expectClose(expected: 0.09313526616366398, got: forecast.errorVariance, .relative(1e-10))
    expectClose(expected: 0.0002786431968550315, got: forecast.variance, .relative(1e-10))
    #expect(!forecast.isLimited)
  }

  @Test("older pairs weigh less")
  func retention() throws {
    let forecast = try fed(
      FlowVolatilityForecast(spans: [1, 5], featureCount: 1, retention: 0.97), periods: 120
    ).forecast()
    for (expected, got) in zip(
      [-2.637596991089832, 0.7006578238958904, -0.028051613594309827, -0.00426370619906708],
      forecast.coefficients)
    {
      expectClose(expected: expected, got: got, .relative(1e-8))
    }
    expectClose(expected: 0.09036263224575278, got: forecast.errorVariance, .relative(1e-9))
  }

  @Test("nothing later enters: a changed future changes no forecast before it")
  func causal() throws {
    func forecasts(changedFrom: Int) throws -> [Double] {
      var model = try FlowVolatilityForecast(spans: [1, 5], featureCount: 1, retention: 1)
      var made: [Double] = []
      for number in 1...80 {
        if model.pairCount >= model.pairsMin { made.append(try model.forecast().variance) }
        let period = Self.period(number)
        let factor = number >= changedFrom ? 9.0 : 1
        try model.update(
          variance: period.variance * factor, features: [period.feature * factor])
      }
      return made
    }
    let (plain, changed) = (try forecasts(changedFrom: 1000), try forecasts(changedFrom: 60))
    let before = plain.count - (80 - 60)
    #expect(plain[..<before] == changed[..<before])
    #expect(plain[before...] != changed[before...])
  }

  @Test("a feature that leads variance is found and lowers the error")
  func informative() throws {
    var generator = SeededGenerator(seed: 91)
    var with = try FlowVolatilityForecast(spans: [1], featureCount: 1, retention: 1)
    var without = try FlowVolatilityForecast(spans: [1], featureCount: 0, retention: 1)
    var lead = 0.0
    for _ in 0..<400 {
      let variance = exp(-8 + lead + 0.2 * SampleReturns.normal(&generator))
      lead = SampleReturns.normal(&generator)
      try with.update(variance: variance, features: [lead])
      try without.update(variance: variance, features: [])
    }
    let (fit, plain) = (try with.forecast(), try without.forecast())
    expectClose(expected: 1, got: fit.coefficients[2], .absolute(0.05))
    expectClose(expected: 0.04, got: fit.errorVariance, .relative(0.15))
    #expect(plain.errorVariance > 0.8)
  }

  @Test("a feature that never varies, or repeats another, does no harm")
  func dependent() throws {
    var model = try FlowVolatilityForecast(spans: [1], featureCount: 3, retention: 1)
    var plain = try FlowVolatilityForecast(spans: [1], featureCount: 1, retention: 1)
    for number in 1...60 {
      let period = Self.period(number)
      try model.update(
        variance: period.variance, features: [period.feature, 7, 2 * period.feature])
      try plain.update(variance: period.variance, features: [period.feature])
    }
    let (got, expected) = (try model.forecast(), try plain.forecast())
    expectClose(expected: expected.variance, got: got.variance, .relative(1e-9))
    #expect(got.coefficients[3] == 0 && got.coefficients[4] == 0)
  }

  @Test("a feature out of all proportion cannot carry the forecast outside what was seen")
  func limited() throws {
    let start = try fed(
      FlowVolatilityForecast(spans: [1, 5], featureCount: 1, retention: 1), periods: 60)
    let highest = (1...60).map { Self.period($0).variance }.max() ?? 0
    for sign in [1.0, -1] {
      var model = start
      try model.update(variance: 3e-4, features: [sign * 1e9])
      let forecast = try model.forecast()
      #expect(forecast.isLimited)
      #expect(forecast.variance <= highest * exp(0.5 * forecast.errorVariance) * (1 + 1e-12))
    }
  }

  @Test("too few periods and impossible ones are told")
  func refusals() throws {
    var model = try FlowVolatilityForecast(spans: [1, 5], featureCount: 1, retention: 1)
    ForecastErrors.expect(.missingMarketData, "0 pairs") { _ = try model.forecast() }
    ForecastErrors.expect(.notApplicable, "variance is 0") {
      try model.update(variance: 0, features: [1])
    }
    ForecastErrors.expect(.invalidInput, "no period") {
      try model.update(variance: 1, features: [])
    }
    ForecastErrors.expect(.invalidInput, "no period") {
      try model.update(variance: .nan, features: [1])
    }
    #expect(model.pairCount == 0)
    for (spans, features, retention) in [
      ([], 1, 1), ([0], 1, 1), ([5, 1], 1, 1), ([1], -1, 1), ([1], 64, 1), ([1], 1, 0),
      ([1], 1, 1.1), ([1001], 1, 1),
    ] as [([Int], Int, Double)] {
      ForecastErrors.expect(.invalidInput, "no regression") {
        _ = try FlowVolatilityForecast(
          spans: spans, featureCount: features, retention: retention)
      }
    }
  }
}

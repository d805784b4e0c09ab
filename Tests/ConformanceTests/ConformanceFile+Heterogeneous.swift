import SteelyardForecasts
import TestSupport

extension ConformanceFile {
  /// The part `har` of microstructure.json.
  static func checkHeterogeneous(_ file: JSONValue, _ tally: inout ConformanceTally) {
    let vector = file["har"]
    let tolerance = Tolerance.relative(1e-9)
    let variances = vector["rv"].elements.map(\.double)
    for (day, returns) in vector["returns_first_two_days"].elements.enumerated() {
      tally.check("har day \(day)") {
        let measures = try RealisedMeasures(returns: returns.elements.map(\.double))
        $0.compare("rv", expected: variances[day], got: measures.variance, tolerance)
        $0.compare(
          "bipower", expected: vector["bipower_first_two"].elements[day].double,
          got: measures.bipowerVariance, tolerance)
        $0.compare(
          "jump", expected: vector["jump_first_two"].elements[day].double, got: measures.jump,
          tolerance)
      }
    }
    func fit(_ form: HARForm) throws -> HARFit {
      try HARSpecification(form, week: 5, month: 22, horizon: 1, errorLags: 5)
        .fit(variances: variances, quarticities: nil)
    }
    tally.check("har level") {
      let level = try fit(.level)
      for (expected, got) in zip(vector["har_coef"].elements, level.model.coefficients) {
        $0.compare("har_coef", expected: expected.double, got: got, tolerance)
      }
      let proxies = Array(variances.dropFirst(22))
      let count = Double(proxies.count)
      for (field, loss) in [
        ("in_sample_mse", ForecastLoss.squaredError), ("in_sample_qlike", .quasiLikelihood),
      ] {
        let losses = try loss.series(forecasts: level.fitted, proxies: proxies)
        $0.compare(
          field, expected: vector[field].double, got: losses.reduce(0, +) / count, tolerance)
      }
      $0.compare(
        "next_forecast", expected: vector["next_forecast"].double,
        got: try level.model.forecast(variances: variances, quarticity: nil), tolerance)
    }
    tally.check("har logarithm") {
      let logarithm = try fit(.logarithm)
      for (expected, got) in zip(vector["har_log_coef"].elements, logarithm.model.coefficients) {
        $0.compare("har_log_coef", expected: expected.double, got: got, tolerance)
      }
    }
  }
}

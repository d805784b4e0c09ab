import SteelyardForecasts
import SteelyardMath
import TestSupport

extension ConformanceFile {
  static let volatility = ConformanceFile(name: "volatility.json") { file, tally in
    var series: [String: [Double]] = [:]
    for name in file["series"].fields { series[name] = file["series"][name].elements.map(\.double) }
    for vector in file["garch"].elements { checkGARCH(vector, series, &tally) }
    for vector in file["ewma"].elements { checkExponential(vector, series, &tally) }
    for vector in file["har"].elements { checkHeterogeneous(vector, series, &tally) }
  }

  private static func specification(_ spec: JSONValue) -> GARCHSpecification {
    let dynamics: VarianceDynamicsKind =
      switch (spec["vol"].string, spec["o"].double) {
      case ("EGARCH", _): .egarch
      case (_, 0): .garch
      default: .gjr
      }
    return GARCHSpecification(
      dynamics, mean: spec["mean"].string == "Zero" ? .zero : .constant,
      distribution: spec["dist"].string == "t" ? .studentT : .normal, start: .backcast,
      persistence: .belowOne)
  }

  private static let names: [(String, GARCHParameter)] = [
    ("mu", .mean), ("omega", .omega), ("alpha[1]", .alpha), ("gamma[1]", .gamma),
    ("beta[1]", .beta), ("nu", .degreesOfFreedom),
  ]

  private static func checkGARCH(
    _ vector: JSONValue, _ series: [String: [Double]], _ tally: inout ConformanceTally
  ) {
    let name = vector["series"].string ?? ""
    let specification = specification(vector["spec"])
    let returns = series[name] ?? []
    let kind = [
      specification.dynamics.rawValue, specification.distribution.rawValue,
      specification.mean.rawValue,
    ].joined(separator: " ")
    var atKink = false
    tally.check("\(name) \(kind)") {
      let fit = try specification.fit(returns)
      // The file's errors are differences taken across the kink; ours are of one side.
      let kinked =
        specification.dynamics == .egarch && returns.contains(fit.model.parameters.mean)
      atKink = kinked
      $0.compare("status", expected: .converged, got: fit.status)
      $0.compare(
        "loglik", expected: vector["loglik"].double, got: fit.logLikelihood, .absolute(1e-6))
      $0.compare("aic", expected: vector["aic"].double, got: fit.akaike, .absolute(2e-6))
      $0.compare(
        "nobs", expected: vector["nobs"].double, got: Double(fit.observationCount), .absolute(0))
      for (field, parameter) in names where !vector["params"][field].isNull {
        $0.compare(
          field, expected: vector["params"][field].double,
          got: fit.model.parameters[parameter] ?? .nan, Tolerance(relative: 1e-4, absolute: 1e-8))
        if kinked && parameter == .mean { continue }
        $0.compare(
          "robust error of " + field, expected: vector["std_err_robust"][field].double,
          got: fit.errors?.robust[parameter] ?? .nan, .relative(kinked ? 0.02 : 1e-3))
      }
      let deviations = fit.path.variances.map { $0.squareRoot() }
      compare("cond_vol_first5", vector["cond_vol_first5"], Array(deviations.prefix(5)), &$0)
      compare("cond_vol_last5", vector["cond_vol_last5"], Array(deviations.suffix(5)), &$0)
      let ahead = vector["forecast_var"].elements.indices.map {
        fit.recursion.variance(ahead: $0 + 1)
      }
      compare("forecast_var", vector["forecast_var"], ahead, &$0)
      checkFilteredHistory(vector["fhs"], fit, &$0)
      if !vector["fixed_params"].isNull {
        try checkFixed(vector["fixed_params"], specification, returns, &$0)
      }
    }
    if atKink {
      tally.note(
        "\(name) \(kind) has its maximum on a kink: errors of the mean not compared, others to 2 %")
    }
  }

  private static func compare(
    _ field: String, _ expected: JSONValue, _ got: [Double], _ comparison: inout ConformanceCase
  ) {
    comparison.compare("count of " + field, expected: expected.elements.count, got: got.count)
    for (wanted, found) in zip(expected.elements, got) {
      comparison.compare(field, expected: wanted.double, got: found, .relative(1e-4))
    }
  }

  /// Quantiles and mean of the worst days of what the next return would be.
  private static func checkFilteredHistory(
    _ vector: JSONValue, _ fit: GARCHFit, _ comparison: inout ConformanceCase
  ) {
    let sorted = fit.filteredReturns.sorted()
    for level in vector.fields {
      let expected = vector[level]
      let probability = 1 - (Double(level) ?? .nan)
      let worst = Int(expected["k"].double)
      comparison.compare(
        "fhs linear", expected: expected["quantile_linear"].double,
        got: quantile(probability, ofSorted: sorted, convention: .linear) ?? .nan,
        .relative(1e-4))
      let rank = Int((Double(sorted.count - 1) * probability + 1e-9).rounded(.down))
      comparison.compare(
        "fhs lower", expected: expected["quantile_lower"].double, got: sorted[rank],
        .relative(1e-4))
      comparison.compare(
        "fhs tail mean", expected: expected["tail_mean_k"].double,
        got: sorted.prefix(worst).reduce(0, +) / Double(worst), .relative(1e-4))
    }
  }

  private static func checkFixed(
    _ vector: JSONValue, _ specification: GARCHSpecification, _ returns: [Double],
    _ comparison: inout ConformanceCase
  ) throws {
    let values = vector["params"].elements.map(\.double)
    let model = try GARCHModel(
      specification,
      GARCHParameters(
        mean: 0, omega: values[0], alpha: values[1], gamma: 0, beta: values[2],
        degreesOfFreedom: nil))
    comparison.compare(
      "fixed loglik", expected: vector["loglik"].double,
      got: try model.logLikelihood(of: returns), .relative(1e-12))
    let path = try model.path(through: returns)
    for (wanted, found) in zip(
      vector["cond_vol_last5"].elements, path.variances.suffix(5).map({ $0.squareRoot() }))
    {
      comparison.compare("fixed cond_vol", expected: wanted.double, got: found, .relative(1e-12))
    }
  }

  private static func checkExponential(
    _ vector: JSONValue, _ series: [String: [Double]], _ tally: inout ConformanceTally
  ) {
    let name = vector["series"].string ?? ""
    let decay = vector["lam"].double
    let returns = series[name] ?? []
    tally.check("\(name) EWMA \(decay)") {
      func run(_ start: VarianceStart) throws -> (VariancePath, Double) {
        var recursion = try ExponentialVariance(decay: decay, start: start, before: returns)
        let path = recursion.path(through: returns)
        return (path, recursion.next)
      }
      let (path, next) = try run(.backcast)
      let tight = Tolerance.relative(1e-12)
      $0.compare("backcast", expected: vector["backcast"].double, got: path.variances[0], tight)
      for (wanted, found) in zip(vector["var_first3"].elements, path.variances) {
        $0.compare("var_first3", expected: wanted.double, got: found, tight)
      }
      for (wanted, found) in zip(vector["var_last3"].elements, path.variances.suffix(3)) {
        $0.compare("var_last3", expected: wanted.double, got: found, tight)
      }
      $0.compare("next_var", expected: vector["next_var"].double, got: next, tight)
      $0.compare(
        "ewma loglik", expected: vector["loglik"].double,
        got: path.normalLogLikelihood(of: returns), tight)
      $0.compare(
        "pandas_ewm_last", expected: vector["pandas_ewm_last"].double,
        got: try run(.normalisedWeights).1, tight)
      $0.compare(
        "pandas_ewm_noadj_last", expected: vector["pandas_ewm_noadj_last"].double,
        got: try run(.firstSquare).1, tight)
    }
  }

  private static func checkHeterogeneous(
    _ vector: JSONValue, _ series: [String: [Double]], _ tally: inout ConformanceTally
  ) {
    let name = vector["series"].string ?? ""
    tally.check("\(name) HAR") {
      // The file's realised variance: the squared return plus a small number.
      let variances = (series[name] ?? []).map { $0 * $0 + 1e-4 }
      let fit = try HARSpecification(.level, week: 5, month: 22, horizon: 1, errorLags: 5)
        .fit(variances: variances, quarticities: nil)
      let tolerance = Tolerance.relative(1e-9)
      for (index, field) in ["const", "d", "w", "m"].enumerated() {
        $0.compare(
          "HAR " + field, expected: vector["params"][field].double,
          got: fit.model.coefficients[index], tolerance)
        $0.compare(
          "HAC error of " + field, expected: vector["hac5_bse"][field].double,
          got: fit.errors?[index] ?? .nan, tolerance)
      }
      $0.compare("HAR r2", expected: vector["r2"].double, got: fit.determination, tolerance)
      $0.compare(
        "HAR nobs", expected: vector["nobs"].double, got: Double(fit.observationCount),
        .absolute(0))
      $0.compare(
        "HAR next", expected: vector["next_forecast"].double,
        got: try fit.model.forecast(variances: variances, quarticity: nil), tolerance)
    }
  }
}

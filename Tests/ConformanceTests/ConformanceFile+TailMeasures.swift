import SteelyardMargin
import SteelyardMath
import TestSupport

extension ConformanceFile {
  private static let tolerance = Tolerance.relative(1e-12)

  static let tailMeasures = ConformanceFile(name: "var_es.json") { file, tally in
    let series = try VectorDirectory.read("volatility.json")["series"]
    for vector in file["historical"].elements { checkHistorical(vector, series, &tally) }
    for vector in file["closed_form"].elements { checkClosedForm(vector, &tally) }
    for vector in file["cornish_fisher"].elements { checkCornishFisher(vector, &tally) }
    for vector in file["multivariate_t"].elements { checkLinearBook(vector, &tally) }
    for vector in file["t_copula"].elements { checkCopula(vector, &tally) }
    for vector in file["evt_pot"].elements { checkPareto(vector, series, &tally) }
    tally.note("fitted Pareto parameters to 1e-7: the file's own optimum is no nearer")
  }

  private static func profit(_ vector: JSONValue, _ series: JSONValue) -> [Double] {
    series[vector["series"].string ?? ""].elements.map(\.double)
  }

  private static func checkHistorical(
    _ vector: JSONValue, _ series: JSONValue, _ tally: inout ConformanceTally
  ) {
    let level = vector["alpha"].double
    tally.check("\(vector["series"].string ?? "") at \(level)") {
      let tail = try HistoricalTail(profit: profit(vector, series))
      let conventions: [(String, ValueAtRiskConvention)] = [
        ("linear", .sample(.linear)), ("lower", .worseNeighbour), ("higher", .betterNeighbour),
        ("inverted_cdf", .literalRank), ("hazen", .sample(.hazen)),
        ("weibull", .sample(.weibull)), ("median_unbiased", .sample(.medianUnbiased)),
      ]
      for (field, convention) in conventions {
        $0.compare(
          field, expected: vector["var"][field].double,
          got: try tail.valueAtRisk(level: level, convention: convention), tolerance)
      }
      $0.compare(
        "ql_value_at_risk", expected: vector["ql_value_at_risk"].double,
        got: try tail.valueAtRisk(level: level, convention: .literalRank), tolerance)
      let shortfalls: [(String, ShortfallConvention)] = [
        ("es_acerbi_tasche", .acerbiTasche), ("es_rockafellar_uryasev", .acerbiTasche),
        ("es_mean_worst_ceil", .wholeObservations),
        ("ql_expected_shortfall", .beyond(.literalRank)),
      ]
      for (field, convention) in shortfalls {
        $0.compare(
          field, expected: vector[field].double,
          got: try tail.expectedShortfall(level: level, convention: convention), tolerance)
      }
      let risk = try tail.valueAtRisk(level: level)
      $0.compare(
        "objective", expected: vector["es_rockafellar_uryasev"].double,
        got: try tail.shortfallObjective(threshold: risk, level: level), tolerance)
    }
  }

  private static func checkClosedForm(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let level = vector["alpha"].double
    let freedom = vector["nu"].double
    let shape: ParametricTail.Shape =
      vector["dist"].string == "student_t" ? .studentT(degreesOfFreedom: freedom) : .normal
    tally.check("\(shape) at \(level)") {
      let tail = try ParametricTail(shape: shape, location: 0, scale: 1)
      for field in ["es", "es_quad"] where !vector[field].isNull {
        $0.compare(
          field, expected: vector[field].double, got: try tail.expectedShortfall(level: level),
          tolerance)
      }
      if !vector["var"].isNull {
        $0.compare(
          "var", expected: vector["var"].double, got: try tail.valueAtRisk(level: level), tolerance)
      }
      if !vector["evar"].isNull {
        $0.compare(
          "evar", expected: vector["evar"].double,
          got: try tail.entropicValueAtRisk(level: level), tolerance)
      }
      if !vector["var_unit_variance"].isNull {
        let unit = try ParametricTail(shape: shape, mean: 0, standardDeviation: 1)
        $0.compare(
          "var_unit_variance", expected: vector["var_unit_variance"].double,
          got: try unit.valueAtRisk(level: level), tolerance)
        $0.compare(
          "es_unit_variance", expected: vector["es_unit_variance"].double,
          got: try unit.expectedShortfall(level: level), tolerance)
      }
    }
  }

  private static func checkCornishFisher(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let level = vector["alpha"].double
    let (skewness, kurtosis) = (vector["skew"].double, vector["excess_kurtosis"].double)
    tally.check("skewness \(skewness) kurtosis \(kurtosis) at \(level)") {
      let tail = try CornishFisherTail(
        mean: 0, standardDeviation: 1, skewness: skewness, excessKurtosis: kurtosis)
      $0.compare(
        "z_cf", expected: vector["z_cf"].double, got: -(try tail.valueAtRisk(level: level)),
        tolerance)
    }
  }

  private static func checkLinearBook(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let freedom = vector["nu"].double
    tally.check("\(vector["d"].double) assets, t \(freedom)") {
      let book = try LinearBookTail(
        exposures: vector["weights"].elements.map(\.double),
        standardDeviations: vector["vol"].elements.map(\.double),
        correlation: Matrix(
          rows: vector["corr"].elements.map { $0.elements.map(\.double) }),
        shape: .studentT(degreesOfFreedom: freedom))
      for row in vector["rows"].elements {
        let level = row["alpha"].double
        $0.compare(
          "multivariate var", expected: row["var"].double,
          got: try book.tail.valueAtRisk(level: level), tolerance)
        $0.compare(
          "multivariate es", expected: row["es"].double,
          got: try book.tail.expectedShortfall(level: level), tolerance)
        $0.compare(
          "components", expected: row["es"].double,
          got: try book.components(level: level).reduce(0, +), tolerance)
      }
    }
  }

  private static func checkCopula(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (correlation, freedom) = (vector["rho"].double, vector["nu"].double)
    tally.check("copula \(correlation), t \(freedom)") {
      guard
        let copula = StudentTCopula(correlation: correlation, degreesOfFreedom: freedom)
      else { return $0.fail("refused") }
      let fields = [
        ("tail_dependence", copula.tailDependence), ("kendall_tau", copula.kendallTau),
        ("spearman_gaussian", copula.gaussianSpearman),
      ]
      for (field, got) in fields {
        $0.compare(field, expected: vector[field].double, got: got, tolerance)
      }
    }
  }

  /// The formulas at the file's parameters to the last digits; the fit against the file's optimum.
  private static func checkPareto(
    _ vector: JSONValue, _ series: JSONValue, _ tally: inout ConformanceTally
  ) {
    tally.check("Pareto tail of \(vector["series"].string ?? "")") {
      let fitted = try ParetoTail(
        profit: profit(vector, series), threshold: vector["threshold"].double)
      let (shape, scale) = (vector["xi"].double, vector["beta"].double)
      guard let excess = GeneralisedPareto(shape: shape, scale: scale) else {
        return $0.fail("refused")
      }
      let stated = try ParetoTail(
        threshold: vector["threshold"].double, count: Int(vector["n"].double),
        exceedances: Int(vector["exceed"].double), excess: excess)
      $0.compare("n", expected: Int(vector["n"].double), got: fitted.count)
      $0.compare("exceed", expected: Int(vector["exceed"].double), got: fitted.exceedances)
      $0.compare("xi", expected: shape, got: fitted.excess.shape, .relative(1e-7))
      $0.compare("beta", expected: scale, got: fitted.excess.scale, .relative(1e-7))
      let excesses = profit(vector, series).map { -$0 - fitted.threshold }.filter { $0 > 0 }
      let likelihood = GeneralisedParetoFit(excesses)?.logLikelihood ?? .nan
      $0.compare("loglik", expected: vector["loglik"].double, got: likelihood, tolerance)
      $0.compare(
        "at least as likely", expected: true, got: likelihood >= vector["loglik"].double - 1e-10)
      for row in vector["rows"].elements {
        let level = row["alpha"].double
        $0.compare(
          "evt var", expected: row["var"].double, got: try stated.valueAtRisk(level: level),
          tolerance)
        $0.compare(
          "evt es", expected: row["es"].double, got: try stated.expectedShortfall(level: level),
          tolerance)
        $0.compare(
          "fitted var", expected: row["var"].double, got: try fitted.valueAtRisk(level: level),
          .relative(1e-7))
        $0.compare(
          "fitted es", expected: row["es"].double,
          got: try fitted.expectedShortfall(level: level), .relative(1e-7))
      }
    }
  }
}

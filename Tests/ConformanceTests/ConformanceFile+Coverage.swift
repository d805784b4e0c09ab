import SteelyardValidation
import TestSupport

extension ConformanceFile {
  private static let tolerance = Tolerance(relative: 1e-10, absolute: 1e-10)

  static let backtests = ConformanceFile(name: "backtests.json") { file, tally in
    for vector in file["kupiec"].elements { checkKupiec(vector, &tally) }
    for vector in file["tuff"].elements { checkFirstFailure(vector, &tally) }
    for vector in file["christoffersen"].elements { checkChristoffersen(vector, &tally) }
    for vector in file["traffic_light"].elements { checkTrafficLight(vector, &tally) }
    for vector in file["acerbi_szekely"].elements { checkAcerbiSzekely(vector, &tally) }
    checkDieboldMariano(file, &tally)
    checkLosses(file, &tally)
  }

  private static func checkKupiec(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (periods, breaches) = (Int(vector["n"].double), Int(vector["x"].double))
    let probability = vector["p"].double
    tally.check("\(breaches) of \(periods) at \(probability)") {
      let test = try KupiecTest(breaches: breaches, periods: periods, probability: probability)
      let sided = try BinomialCoverageTest(
        breaches: breaches, periods: periods, probability: probability)
      let fields = [
        ("lr_pof", test.statistic), ("pvalue", test.pValue), ("binom_cdf", sided.cumulative),
        ("binom_sf_ge", sided.pValue), ("z_bin", sided.statistic),
      ]
      for (field, got) in fields {
        $0.compare(field, expected: vector[field].double, got: got, tolerance)
      }
    }
  }

  private static func checkFirstFailure(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (first, probability) = (Int(vector["v"].double), vector["p"].double)
    tally.check("first failure \(first) at \(probability)") {
      let test = try FirstFailureTest(firstFailure: first, probability: probability)
      $0.compare("lr_tuff", expected: vector["lr_tuff"].double, got: test.statistic, tolerance)
      $0.compare("pvalue", expected: vector["pvalue"].double, got: test.pValue, tolerance)
    }
  }

  private static func checkChristoffersen(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (periods, probability) = (Int(vector["n"].double), vector["p"].double)
    let hits = Set(vector["hits"].elements.map { Int($0.double) })
    tally.check("\(hits.count) hits of \(periods) at \(probability)") {
      let series = try BreachSeries((0..<periods).map(hits.contains))
      let test = try ChristoffersenTest(series, probability: probability)
      let counts = [
        ("n00", test.transitions.quietToQuiet), ("n01", test.transitions.quietToBreach),
        ("n10", test.transitions.breachToQuiet), ("n11", test.transitions.breachToBreach),
      ]
      for (field, got) in counts {
        $0.compare(field, expected: Int(vector[field].double), got: got)
      }
      let fields = [
        ("lr_pof", test.coverage.statistic), ("lr_ind", test.independenceStatistic),
        ("lr_cc", test.statistic), ("p_pof", test.coverage.pValue),
        ("p_ind", test.independencePValue), ("p_cc", test.pValue),
      ]
      for (field, got) in fields {
        $0.compare(field, expected: vector[field].double, got: got, tolerance)
      }
    }
  }

  private static func checkTrafficLight(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let (periods, breaches) = (Int(vector["n"].double), Int(vector["x"].double))
    let probability = vector["p"].double
    tally.check("light \(breaches) of \(periods) at \(probability)") {
      let light = try TrafficLight(
        breaches: breaches, periods: periods, probability: probability)
      $0.compare("pmf", expected: vector["pmf"].double, got: light.point, tolerance)
      $0.compare(
        "cumulative", expected: vector["cumulative"].double, got: light.cumulative, tolerance)
      $0.compare("zone", expected: vector["zone"].string, got: light.zone.rawValue)
    }
  }

  private static func checkAcerbiSzekely(_ vector: JSONValue, _ tally: inout ConformanceTally) {
    let level = vector["alpha"].double
    tally.check("shortfall at \(level), \(Int(vector["breaches"].double)) breaches") {
      let test = try AcerbiSzekelyTest(
        profit: vector["x"].elements.map(\.double),
        valueAtRisk: vector["var"].elements.map(\.double),
        expectedShortfall: vector["es"].elements.map(\.double), level: level)
      $0.compare("breaches", expected: Int(vector["breaches"].double), got: test.breaches)
      let fields = [
        ("z1", test.depth ?? .nan), ("z2", test.depthAndNumber),
        ("z3_minbias_abs", test.minimallyBiased),
        ("z3_minbias_rel", test.minimallyBiasedRelative),
      ]
      for (field, got) in fields {
        $0.compare(field, expected: vector[field].double, got: got, tolerance)
      }
    }
  }
}

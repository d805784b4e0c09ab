import SteelyardHedging
import TestSupport

extension ConformanceFile {
  static let hedging = ConformanceFile(name: "hedging.json") { file, tally in
    for (number, vector) in file["min_variance"].elements.enumerated() {
      checkMinimumVariance(number, vector, &tally)
    }
    for (number, vector) in file["multi"].elements.enumerated() {
      checkRegression(number, vector, &tally)
    }
    for (number, vector) in file["leland"].elements.enumerated() {
      tally.check("leland \(number)") {
        let leland = try LelandVolatility(
          volatility: vector["sigma"].double, roundTripCost: vector["k"].double,
          years: vector["dt"].double)
        $0.compare(
          "leland_number", expected: vector["leland_number"].double, got: leland.lelandNumber,
          .relative(1e-10))
        $0.compare(
          "sigma_short", expected: vector["sigma_short"].double, got: leland.short,
          .relative(1e-10))
        $0.compare(
          "sigma_long", expected: vector["sigma_long"].double, got: leland.long ?? .nan,
          .relative(1e-10))
      }
    }
    for (number, vector) in file["whalley_wilmott"].elements.enumerated() {
      tally.check("whalley_wilmott \(number)") {
        let band = try WhalleyWilmottBand(
          spot: vector["S"].double, gamma: vector["gamma"].double,
          cost: vector["prop_cost"].double, riskAversion: vector["risk_aversion"].double,
          rate: vector["r"].double, years: vector["T"].double)
        $0.compare(
          "half_width", expected: vector["half_width"].double, got: band.halfWidth,
          .relative(1e-10))
      }
    }
  }

  private static func checkMinimumVariance(
    _ number: Int, _ vector: JSONValue, _ tally: inout ConformanceTally
  ) {
    tally.check("min_variance \(number)") {
      let target = vector["spot"].elements.map(\.double)
      let hedge = vector["fut"].elements.map(\.double)
      let found = try MinimumVarianceRatio(HedgeSeries(target: target, hedge: hedge))
      let line = try HedgeRegression(of: target, on: [hedge], .none)
      $0.compare(
        "h_star", expected: vector["h_star"].double, got: found.ratio, .relative(1e-10))
      $0.compare(
        "ols_beta", expected: vector["ols_beta"].double, got: line.ratios[0], .relative(1e-10))
      $0.compare(
        "effectiveness", expected: vector["effectiveness"].double, got: found.effectiveness,
        .relative(1e-10))
      $0.compare(
        "hedged_var", expected: vector["hedged_var"].double, got: found.hedgedVariance,
        .relative(1e-10))
    }
  }

  private static func checkRegression(
    _ number: Int, _ vector: JSONValue, _ tally: inout ConformanceTally
  ) {
    tally.check("multi \(number)") {
      let target = vector["target"].elements.map(\.double)
      let rows = vector["hedges"].elements.map { $0.elements.map(\.double) }
      let hedges = (rows.first ?? []).indices.map { place in rows.map { $0[place] } }
      let plain = try HedgeRegression(of: target, on: hedges, .none)
      let ridge = try HedgeRegression(
        of: target, on: hedges, .ridge(vector["ridge_alpha"].double))
      let lasso = try HedgeRegression(
        of: target, on: hedges, .lasso(vector["lasso_alpha"].double))
      $0.compare("r2", expected: vector["r2"].double, got: plain.rSquared, .relative(1e-10))
      for place in hedges.indices {
        let found: [(String, Double, Tolerance)] = [
          ("ols", plain.ratios[place], .relative(1e-10)),
          ("ols_se", plain.standardErrors?[place] ?? .nan, .relative(1e-10)),
          ("ridge", ridge.ratios[place], .relative(1e-10)),
          ("lasso", lasso.ratios[place], Tolerance(relative: 1e-6, absolute: 1e-12)),
        ]
        for (field, got, tolerance) in found {
          $0.compare(
            field, expected: vector[field].elements[place].double, got: got, tolerance)
        }
      }
    }
  }
}

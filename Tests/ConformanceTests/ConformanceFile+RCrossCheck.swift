import SteelyardForecasts
import SteelyardMath
import TestSupport

extension ConformanceFile {
  static let rCrossCheck = ConformanceFile(name: "r_crosscheck.json") { file, tally in
    // Series and loss differences are those of two other files.
    let volatility = try VectorDirectory.read("volatility.json")
    let backtests = try VectorDirectory.read("backtests.json")
    func series(_ vector: JSONValue) -> [Double] {
      volatility["series"][vector["series"].string ?? ""].elements.map(\.double)
    }
    for vector in file["garch"].elements {
      let name = vector["series"].string ?? ""
      for (field, distribution) in [("norm", InnovationDistribution.normal), ("std", .studentT)] {
        checkR(
          vector[field], series(vector), .garch, distribution, "\(name) garch \(field)", &tally)
      }
    }
    for vector in file["dm_test"].elements {
      checkDieboldMariano(
        vector, losses: backtests["diebold_mariano"].elements[Int(vector["index"].double)], &tally)
    }
    for vector in file["quantiles"].elements {
      let sorted = series(vector).sorted()
      for (field, probability) in [("p01", 0.01), ("p05", 0.05)] {
        tally.check("\(vector["series"].string ?? "") quantiles \(field)") {
          for (expected, convention) in zip(
            vector[field].elements, QuantileConvention.allCases)
          {
            $0.compare(
              "quantile", expected: expected.double,
              got: quantile(probability, ofSorted: sorted, convention: convention) ?? .nan,
              .relative(1e-12))
          }
        }
      }
    }
  }

  /// A fit by R's fGarch.
  static func checkR(
    _ vector: JSONValue, _ returns: [Double], _ dynamics: VarianceDynamicsKind,
    _ distribution: InnovationDistribution, _ name: String, _ tally: inout ConformanceTally
  ) {
    tally.check(name) {
      let fit = try GARCHSpecification(
        dynamics, mean: .constant, distribution: distribution, start: .meanSquaredResidual,
        persistence: .free
      ).fit(returns)
      $0.compare("status", expected: .converged, got: fit.status)
      $0.compare(
        "R loglik", expected: vector["loglik"].double, got: fit.logLikelihood, .absolute(1e-6))
      let names: [(String, GARCHParameter)] = [
        ("mu", .mean), ("omega", .omega), ("alpha1", .alpha), ("gamma1", .gamma),
        ("beta1", .beta), ("shape", .degreesOfFreedom),
      ]
      for (field, parameter) in names where !vector["coef"][field].isNull {
        // R's search stops when the likelihood stops moving, a hundred-thousandth of a standard
        // error from its maximum.
        let error = vector["se"][field].double
        $0.compare(
          "R " + field, expected: vector["coef"][field].double,
          got: fit.model.parameters[parameter] ?? .nan,
          Tolerance(relative: 1e-6, absolute: 5e-5 * error))
        // R takes second differences with steps of a ten-thousandth of each parameter; with finer
        // ones its errors move by up to 2 %, to ours.
        $0.compare(
          "R error of " + field, expected: error, got: fit.errors?.hessian[parameter] ?? .nan,
          .relative(2.5e-2))
      }
      for (expected, got) in zip(
        vector["sigma_last3"].elements, fit.path.variances.suffix(3).map { $0.squareRoot() })
      {
        $0.compare("R sigma_last3", expected: expected.double, got: got, .relative(1e-5))
      }
      for (index, expected) in vector["pred"].elements.enumerated() {
        $0.compare(
          "R pred", expected: expected.double,
          got: fit.recursion.variance(ahead: index + 1).squareRoot(), .relative(1e-5))
      }
    }
  }

  /// The rounded coefficients that the benchmark is known by, to the digits printed.
  static func checkPublished(
    _ vector: JSONValue, _ returns: [Double], _ tally: inout ConformanceTally
  ) {
    tally.check("published_FCP") {
      let parameters = try GARCHSpecification(
        .garch, mean: .constant, distribution: .normal, start: .meanSquaredResidual,
        persistence: .free
      ).fit(returns).model.parameters
      let fields = [
        ("mu", parameters.mean), ("omega", parameters.omega), ("alpha", parameters.alpha),
        ("beta", parameters.beta),
      ]
      for (field, got) in fields {
        $0.compare(
          "published " + field, expected: vector[field].double, got: got, .relative(1e-5))
      }
    }
  }

  private static func checkDieboldMariano(
    _ vector: JSONValue, losses: JSONValue, _ tally: inout ConformanceTally
  ) {
    tally.check("dm.test \(vector["index"].double)") {
      let test = try dieboldMariano(losses)
      $0.compare(
        "R statistic", expected: vector["statistic"].double, got: test.correctedStatistic,
        .relative(1e-10))
      $0.compare(
        "R p", expected: vector["p"].double, got: test.twoSidedProbability, .relative(1e-10))
      $0.compare(
        "ours_hln", expected: vector["ours_hln"].double, got: test.correctedStatistic,
        .relative(1e-10))
    }
  }
}

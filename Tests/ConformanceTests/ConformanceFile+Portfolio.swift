import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport

extension ConformanceFile {
  /// The returns have six decimals and the file gives covariances of other programs in doubles.
  private static let covarianceTolerance = Tolerance.relative(1e-10)

  static let portfolio = ConformanceFile(name: "portfolio.json") { file, tally in
    for vector in file["results"].elements {
      let set = vector["set"].string ?? ""
      let rows = file["returns"][set].elements.map { $0.elements.map(\.double) }
      checkCovariances(vector["covariance"], set: set, rows: rows, &tally)
    }
    // Optimisers and risk measures of portfolios.
    for vector in file["results"].elements where !vector["portfolios"].isNull {
      let set = vector["set"].string ?? ""
      let rows = file["returns"][set].elements.map { $0.elements.map(\.double) }
      guard let cases = try? OptimiserCases(set: set, panel: panel(rows)) else {
        tally.leaveUncovered("portfolios of set \(set)", count: vector["portfolios"].fields.count)
        continue
      }
      cases.check(vector["portfolios"], &tally)
    }
  }

  private static func panel(_ rows: [[Double]]) throws -> ReturnPanel {
    let count = rows.first?.count ?? 0
    return try ReturnPanel(
      assets: (0..<count).map { "\($0)" },
      columns: (0..<count).map { asset in rows.map { $0[asset] } })
  }

  private static func checkCovariances(
    _ vector: JSONValue, set: String, rows: [[Double]], _ tally: inout ConformanceTally
  ) {
    for kind in vector.fields {
      let expected = vector[kind]
      switch kind {
      case "sample_ddof1":
        tally.check("\(set) \(kind)") {
          compare(&$0, expected, got: try sample(rows).covariance)
        }
      case "eig_sample":
        tally.check("\(set) \(kind)") {
          let eigen = symmetricEigen(try sample(rows).covariance)
          let numbers = expected.elements.map(\.double).sorted(by: >)
          $0.compare("count", expected: numbers.count, got: eigen.values.count)
          for (number, got) in zip(numbers, eigen.values) {
            // A value that is zero but for rounding is known to the precision of the largest.
            $0.compare(
              "eigenvalue", expected: number, got: got,
              Tolerance(relative: 1e-10, absolute: 1e-14 * numbers[0]))
          }
        }
      case "lw_identity", "lw_constant_variance":
        checkShrunk(.identity, expected, "\(set) \(kind)", rows, &tally)
      case "oas": checkShrunk(.identityForNormalReturns, expected, "\(set) \(kind)", rows, &tally)
      case "lw_constant_correlation":
        checkShrunk(.constantCorrelation, expected, "\(set) \(kind)", rows, &tally)
      case "lw_single_factor":
        checkShrunk(.singleFactor, expected, "\(set) \(kind)", rows, &tally)
      default: tally.leaveUncovered("\(set) \(kind)", count: 1)
      }
    }
  }

  private static func sample(_ rows: [[Double]]) throws -> CovarianceEstimate {
    try .sample(panel(rows), mean: .sample, divisor: .countLessOne)
  }

  private static func checkShrunk(
    _ target: ShrinkageTarget, _ expected: JSONValue, _ inputs: String, _ rows: [[Double]],
    _ tally: inout ConformanceTally
  ) {
    tally.check(inputs) {
      let got = try CovarianceEstimate.shrunk(panel(rows), towards: target, mean: .sample)
      $0.compare(
        "shrinkage", expected: expected["shrinkage"].double, got: got.shrinkage,
        covarianceTolerance)
      if !expected["cov"].isNull { compare(&$0, expected["cov"], got: got.covariance) }
      for (asset, number) in expected["diag"].elements.enumerated() {
        $0.compare(
          "diag", expected: number.double, got: got.covariance[asset, asset], covarianceTolerance)
      }
      if !expected["offdiag01"].isNull {
        $0.compare(
          "offdiag01", expected: expected["offdiag01"].double, got: got.covariance[0, 1],
          covarianceTolerance)
      }
    }
  }

  private static func compare(
    _ comparison: inout ConformanceCase, _ expected: JSONValue, got: Matrix
  ) {
    comparison.compare("rows", expected: expected.elements.count, got: got.rowCount)
    guard expected.elements.count == got.rowCount else { return }
    for (row, numbers) in expected.elements.enumerated() {
      for (column, number) in numbers.elements.enumerated() {
        // A covariance that all but vanishes is known to the precision of the two variances.
        let scale = (got[row, row] * got[column, column]).squareRoot()
        comparison.compare(
          "covariance", expected: number.double, got: got[row, column],
          Tolerance(relative: 1e-10, absolute: 1e-13 * scale))
      }
    }
  }
}

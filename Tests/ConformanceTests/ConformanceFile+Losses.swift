import Glibc
import SteelyardForecasts
import TestSupport

extension ConformanceFile {
  /// The kind `diebold_mariano` of backtests.json.
  static func checkDieboldMariano(_ file: JSONValue, _ tally: inout ConformanceTally) {
    for (index, vector) in file["diebold_mariano"].elements.enumerated() {
      tally.check("diebold_mariano \(index) h \(vector["h"].double)") {
        let test = try dieboldMariano(vector)
        let tolerance = Tolerance.relative(1e-10)
        $0.compare("dm", expected: vector["dm"].double, got: test.statistic, tolerance)
        $0.compare("hln", expected: vector["hln"].double, got: test.correctedStatistic, tolerance)
        $0.compare(
          "p_two_sided_t", expected: vector["p_two_sided_t"].double,
          got: test.twoSidedProbability, tolerance)
      }
    }
  }

  /// The kind `loss` of backtests.json.
  static func checkLosses(_ file: JSONValue, _ tally: inout ConformanceTally) {
    for vector in file["loss"].elements {
      let (proxy, forecast) = (vector["proxy"].double, vector["forecast"].double)
      tally.check("loss proxy \(proxy) forecast \(forecast)") {
        let fields: [(String, ForecastLoss)] = [
          ("qlike_log", .likelihood), ("qlike_ratio", .quasiLikelihood), ("mse", .squaredError),
        ]
        for (field, loss) in fields {
          $0.compare(
            field, expected: vector[field].double,
            got: loss.loss(forecast: forecast, proxy: proxy), .relative(1e-10))
        }
      }
    }
  }

  /// The test on errors raised to the vector's power.
  static func dieboldMariano(_ vector: JSONValue) throws -> DieboldMarianoTest {
    func losses(_ field: String) -> [Double] {
      vector[field].elements.map { pow(abs($0.double), vector["power"].double) }
    }
    return try DieboldMarianoTest(
      first: losses("e1"), second: losses("e2"), horizon: Int(vector["h"].double))
  }
}

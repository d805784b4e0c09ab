import SteelyardContracts
import TestSupport

/// One option of `Tests/Fixtures/Black76/wide_range.json`.
struct LognormalCase: Decodable {
  let kind: String
  let right: OptionRight
  let underlying, strike, time, volatility, rate, yield: Double
  let value, delta, gamma, vega, theta, vanna, volga, charm, speed, color, veta, zomma: ExactNumber
  let dual_delta, dual_gamma: ExactNumber

  private struct Content: Decodable { let cases: [LognormalCase] }

  /// The fixture's options on a forward or on a spot.
  static func all(_ kind: String) throws -> [LognormalCase] {
    try Fixture.decode(Content.self, "Black76/wide_range.json").cases.filter { $0.kind == kind }
  }

  var inputs: String {
    "\(right) \(kind) \(underlying) strike \(strike) time \(time) volatility \(volatility)"
      + " rate \(rate) yield \(yield)"
  }

  /// vega × σ / value, at least 1.
  var condition: Double { max(1, abs(vega.value * volatility / value.value)) }
}

import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport

/// Made-up sources for tests.
enum SamplePanel {
  static let time = Timestamp(milliseconds: 1_773_480_321_000)

  static func source(
    _ venue: String, _ price: Double, age seconds: Int64 = 1, confidence: Double? = nil
  ) -> OracleSource {
    OracleSource(
      venue: venue, price: price, time: time.advanced(bySeconds: -seconds), confidence: confidence)
  }

  /// Sources at these prices, named by the letters from a on.
  static func sources(_ prices: [Double], at time: Timestamp = time) -> [OracleSource] {
    zip("abcdefghij", prices).map {
      OracleSource(venue: String($0), price: $1, time: time, confidence: nil)
    }
  }

  /// Prices about a middle, apart by about so many parts.
  static func prices(
    _ count: Int, about middle: Double, spread: Double, using generator: inout SeededGenerator
  ) -> [Double] {
    (0..<count).map { _ in
      middle * exp(spread * Double.random(in: -1...1, using: &generator))
    }
  }

  static func oracle(_ change: (inout OracleRules) -> Void = { _ in }) throws -> Oracle {
    var rules = OracleRules.fiveVenues
    change(&rules)
    return try Oracle(rules: rules)
  }
}

import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

/// Made-up histories for tests.
enum SampleHistory {
  static let start = Timestamp(milliseconds: 1_704_067_200_000)  // 2024-01-01T00:00:00Z

  static func source(_ venue: String, asset: Currency = .btc) -> HistorySource {
    HistorySource(asset: asset, venue: venue, market: "spot")
  }

  /// Rows of consecutive intervals from `start` on.
  static func rows(
    _ values: [Double], venue: String = "one", quantity: HistoryRows.Quantity = .price,
    interval: HistoryInterval = .hourly, from start: Timestamp = start, asset: Currency = .btc
  ) throws -> HistoryRows {
    try HistoryRows(
      source: source(venue, asset: asset), quantity: quantity, interval: interval,
      times: values.indices.map { interval.advanced(start, by: $0) }, values: values, columns: [:])
  }

  /// A history of prices, NaN for a row that is missing.
  static func prices(
    _ closes: [Double], venue: String = "one", interval: HistoryInterval = .hourly,
    from start: Timestamp = start, asset: Currency = .btc
  ) throws -> PriceHistory {
    let all = try rows(closes, venue: venue, interval: interval, from: start, asset: asset)
    let kept = closes.indices.filter { !closes[$0].isNaN }
    return try PriceHistory(
      HistoryRows(
        source: all.source, quantity: .price, interval: interval,
        times: kept.map { all.times[$0] }, values: kept.map { closes[$0] }, columns: [:]))
  }

  /// A random walk of prices with moves of about half a percent.
  static func walk(_ count: Int, using generator: inout SeededGenerator) -> [Double] {
    var price = 40_000.0
    return (0..<count).map { _ in
      price *= exp(Double.random(in: -0.008...0.008, using: &generator))
      return price
    }
  }
}

/// Expects an error of this code whose line contains the part.
func expectRefusal(
  _ code: SteelyardError.Code, _ part: String, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () throws -> Void
) {
  do {
    try body()
    Issue.record("No error.", sourceLocation: sourceLocation)
  } catch let error as SteelyardError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    #expect(error.description.contains(part), "\(error)", sourceLocation: sourceLocation)
    #expect(!error.remedy.isEmpty, sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}

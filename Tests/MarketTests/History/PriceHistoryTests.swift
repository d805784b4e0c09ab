import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("PriceHistory")
struct PriceHistoryTests {
  @Test("a cut takes a close at its close time, and not a microsecond before")
  func cut() throws {
    let history = try SampleHistory.prices([1, 2, 3, 4])
    let third = history.times[2]
    #expect(history.upTo(asOf: third).closes == [1, 2, 3])
    #expect(history.upTo(asOf: Timestamp(microseconds: third.microseconds - 1)).closes == [1, 2])
    #expect(history.upTo(asOf: Timestamp(microseconds: 0)).count == 0)
    #expect(history.upTo(asOf: history.times[3].advanced(bySeconds: 1 << 30)) == history)
  }

  @Test("a close that is missing is not found beside another")
  func missing() throws {
    let history = try SampleHistory.prices([1, .nan, 3])
    #expect(history.close(at: SampleHistory.start.advanced(bySeconds: 3600)) == nil)
    #expect(history.close(at: SampleHistory.start.advanced(bySeconds: 7200)) == 3)
  }

  @Test("rows that no check has put in order")
  func refused() throws {
    let start = SampleHistory.start
    let cases: [([Timestamp], [Double], HistoryRows.Quantity, String)] = [
      ([start, start], [1, 2], .price, "after"),
      ([start.advanced(bySeconds: 1), start], [1, 2], .price, "after"),
      ([start], [0], .price, "value 0"), ([start], [.nan], .price, "value nan"),
      ([start], [1], .basis, "holds basis"),
    ]
    for (times, values, quantity, part) in cases {
      expectRefusal(.invalidInput, part) {
        _ = try PriceHistory(
          HistoryRows(
            source: SampleHistory.source("a"), quantity: quantity, interval: .hourly, times: times,
            values: values, columns: [:]))
      }
    }
    expectRefusal(.invalidInput, "1 values for 2 times") {
      _ = try HistoryRows(
        source: SampleHistory.source("a"), quantity: .price, interval: .hourly,
        times: [start, start], values: [1], columns: [:])
    }
  }

  @Test("days from hours: the close of midnight, the extremes of all 24 hours or none")
  func resampled() throws {
    // Closes at 01:00, 02:00, ... of the first day on; the 30th hour is missing.
    var rows = HistoryRows(
      source: SampleHistory.source("a"), quantity: .price, interval: .hourly,
      columns: [.high, .low, .volume])
    for hour in 1...72 where hour != 30 {
      let price = Double(hour)
      try rows.append(
        at: SampleHistory.start.advanced(bySeconds: Int64(hour) * 3600), price,
        [(.high, price + 0.5), (.low, price - 0.5), (.volume, 1)])
    }
    let days = try PriceHistory(rows).resampled(to: .daily)
    #expect(days.closes == [24, 48, 72])
    #expect(days.times[0].description == "2024-01-02T00:00:00Z")
    let highs = try #require(days.highs)
    let lows = try #require(days.lows)
    let volumes = try #require(days.volumes)
    #expect(highs[0] == 24.5 && highs[1].isNaN && highs[2] == 72.5)
    #expect(lows[0] == 0.5 && lows[1].isNaN && lows[2] == 48.5)
    #expect(volumes[0] == 24 && volumes[1].isNaN)
    expectRefusal(.invalidInput, "no multiple") { _ = try days.resampled(to: .hourly) }
  }
}

import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("MedianHistory")
struct MedianHistoryTests {
  @Test("three venues, two, one: the middle, the mean of two, the one")
  func counts() throws {
    let median = try MedianHistory(
      of: [
        SampleHistory.prices([100, 100, 100], venue: "a"),
        SampleHistory.prices([101, 102, .nan], venue: "b"),
        SampleHistory.prices([500, .nan, .nan], venue: "c"),
      ], venuesMin: 1)
    #expect(median.prices.closes == [101, 101, 100])
    #expect(median.venueCounts == [3, 2, 1])
    for (expected, got) in zip([log(5.0), log(1.02), 0.0], median.dispersions) {
      expectClose(expected: expected, got: got, .absolute(1e-15))
    }
    #expect(median.prices.source.venue == "median")
  }

  @Test("a time with too few venues has no row")
  func venuesMin() throws {
    let median = try MedianHistory(
      of: [
        SampleHistory.prices([1, .nan, 3], venue: "a"),
        SampleHistory.prices([1, 2, 3], venue: "b"),
      ], venuesMin: 2)
    #expect(median.prices.closes == [1, 3] && median.venueCounts == [2, 2])
  }

  @Test("no history, another asset or interval, a venue twice")
  func refused() throws {
    let one = try SampleHistory.prices([1])
    expectRefusal(.missingMarketData, "no history") {
      _ = try MedianHistory(of: [], venuesMin: 1)
    }
    expectRefusal(.invalidInput, "no common median") {
      _ = try MedianHistory(of: [one, SampleHistory.prices([1], asset: .eth)], venuesMin: 1)
    }
    expectRefusal(.invalidInput, "stands twice") {
      _ = try MedianHistory(of: [one, one], venuesMin: 1)
    }
    expectRefusal(.invalidInput, "venuesMin is 2") {
      _ = try MedianHistory(of: [one], venuesMin: 2)
    }
  }
}

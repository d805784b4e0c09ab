import SteelyardContracts
import SteelyardMarket
import Testing

@Suite("HistoryInterval")
struct HistoryIntervalTests {
  @Test(
    "boundaries are those of UTC",
    arguments: [
      (HistoryInterval.daily, "2024-03-10T23:59:59.999999Z", "2024-03-10T00:00:00Z"),
      (.daily, "2024-03-10T00:00:00Z", "2024-03-10T00:00:00Z"),
      (.hourly, "2024-03-10T02:30:00Z", "2024-03-10T02:00:00Z"),
      (.eightHours, "2024-03-10T15:59:59Z", "2024-03-10T08:00:00Z"),
    ])
  func boundaries(interval: HistoryInterval, instant: String, expected: String) throws {
    let boundary = interval.boundary(atOrBefore: try Timestamp(parsing: instant))
    #expect(boundary.description == expected)
    #expect(interval.isBoundary(boundary))
  }

  @Test("before 1970 the boundary is before the instant as well")
  func beforeEpoch() {
    let boundary = HistoryInterval.hourly.boundary(atOrBefore: Timestamp(microseconds: -1))
    #expect(boundary.microseconds == -3_600_000_000)
  }

  @Test("what is no interval", arguments: [0, -1, HistoryInterval.secondsMax + 1, .max])
  func refused(seconds: Int64) {
    expectRefusal(.invalidInput, "\(seconds) s") { _ = try HistoryInterval(seconds: seconds) }
  }

  @Test("a year has 365 days and 8760 hours, without holidays")
  func perYear() {
    #expect(HistoryInterval.daily.perYear == 365)
    #expect(HistoryInterval.hourly.perYear == 8760)
    #expect(HistoryInterval.hourly < HistoryInterval.daily)
    #expect("\(HistoryInterval.eightHours)" == "8 h")
  }
}

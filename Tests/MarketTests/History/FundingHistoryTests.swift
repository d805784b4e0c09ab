import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("FundingHistory")
struct FundingHistoryTests {
  private func history() throws -> FundingHistory {
    var rows = HistoryRows(
      source: SampleHistory.source("a"), quantity: .fundingRate, interval: .eightHours,
      columns: [.intervalSeconds])
    let start = SampleHistory.start
    try rows.append(at: start, 0.0009, [(.intervalSeconds, 86_400)])
    try rows.append(at: start.advanced(bySeconds: 28_800), 0.0001, [(.intervalSeconds, 28_800)])
    try rows.append(at: start.advanced(bySeconds: 57_600), -0.0002)
    return try FundingHistory(rows)
  }

  @Test("rates of a venue that went from days to eight hours, on one footing")
  func footing() throws {
    let daily = try history().rates(perSeconds: 86_400)
    for (expected, got) in zip([0.0009, 0.0003, -0.0006], daily) {
      expectClose(expected: expected, got: got, .relative(1e-14))
    }
  }

  @Test("a position pays what falls after its start and up to its end")
  func paid() throws {
    let history = try history()
    let start = SampleHistory.start
    expectClose(
      expected: -0.0001,
      got: history.paid(after: start, upTo: start.advanced(bySeconds: 57_600)), .absolute(1e-18))
    #expect(history.paid(after: start, upTo: start) == 0)
    #expect(history.upTo(asOf: start).rates == [0.0009])
  }

  @Test("a rate that is paid for no time")
  func noInterval() throws {
    var rows = HistoryRows(
      source: SampleHistory.source("a"), quantity: .fundingRate, interval: .eightHours,
      columns: [.intervalSeconds])
    try rows.append(at: SampleHistory.start, 0.0001, [(.intervalSeconds, 0)])
    expectRefusal(.invalidInput, "0.0 s") { _ = try FundingHistory(rows) }
  }
}

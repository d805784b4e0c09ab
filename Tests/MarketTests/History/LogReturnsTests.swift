import Glibc
import SteelyardContracts
import SteelyardMarket
import TestSupport
import Testing

@Suite("LogReturns")
struct LogReturnsTests {
  @Test("overlapping and not, by hand")
  func byHand() throws {
    let history = try SampleHistory.prices([1, 2, 4, 8, 16, 32])
    let two = try HistoryInterval(seconds: 7200)
    let overlapping = try history.logReturns(over: two, .overlapping)
    #expect(overlapping.values.count == 4 && overlapping.times == Array(history.times[2...]))
    for value in overlapping.values { expectClose(expected: log(4), got: value, .relative(1e-15)) }
    let apart = try history.logReturns(over: two, .nonOverlapping(offsetSeconds: 0))
    #expect(apart.times == [history.times[2], history.times[4]])
    let shifted = try history.logReturns(over: two, .nonOverlapping(offsetSeconds: 3600))
    #expect(shifted.times == [history.times[3], history.times[5]])
  }

  @Test("a missing close takes both its windows with it and is bridged by neither")
  func missing() throws {
    let history = try SampleHistory.prices([1, 2, .nan, 8, 16])
    let returns = try history.logReturns(over: .hourly, .overlapping)
    #expect(returns.times == [history.times[1], history.times[3]])
    #expect(returns.missingCount == 2)
  }

  @Test("windows that lie end to end don't move when rows are added in front or cut behind")
  func anchored() throws {
    var generator = SeededGenerator(seed: 0x5EED_4003)
    let walk = SampleHistory.walk(200, using: &generator)
    let all = try SampleHistory.prices(walk)
    let late = try SampleHistory.prices(
      Array(walk[37...]), from: all.times[37])
    let whole = try all.logReturns(over: .daily, .nonOverlapping(offsetSeconds: 0))
    let part = try late.logReturns(over: .daily, .nonOverlapping(offsetSeconds: 0))
    #expect(part.times == Array(whole.times.suffix(part.times.count)))
    #expect(part.values == Array(whole.values.suffix(part.times.count)))
    #expect(whole.times.allSatisfy { HistoryInterval.daily.isBoundary($0) })
    let cut = try all.upTo(asOf: all.times[150]).logReturns(
      over: .daily, .nonOverlapping(offsetSeconds: 0))
    #expect(cut.values == Array(whole.values.prefix(cut.values.count)) && cut.values.count == 6)
  }

  @Test("returns over short windows add up to the return over the long one")
  func additive() throws {
    var generator = SeededGenerator(seed: 0x5EED_4004)
    let history = try SampleHistory.prices(SampleHistory.walk(49, using: &generator))
    let hours = try history.logReturns(over: .hourly, .overlapping).values
    let day = try history.logReturns(over: .daily, .nonOverlapping(offsetSeconds: 0)).values
    expectClose(expected: hours[0..<24].reduce(0, +), got: day[0], .absolute(1e-14))
    expectClose(expected: hours[24..<48].reduce(0, +), got: day[1], .absolute(1e-14))
  }

  @Test("a horizon that the rows can't show, and a history without rows")
  func refused() throws {
    let days = try SampleHistory.prices([1, 2], interval: .daily)
    expectRefusal(.invalidInput, "no multiple") {
      _ = try days.logReturns(over: .hourly, .overlapping)
    }
    expectRefusal(.invalidInput, "offset by 86400") {
      _ = try days.logReturns(over: .daily, .nonOverlapping(offsetSeconds: 86_400))
    }
    let none = try days.upTo(asOf: Timestamp(microseconds: 0)).logReturns(
      over: .daily, .overlapping)
    #expect(none.values.isEmpty && none.missingCount == 0)
  }
}

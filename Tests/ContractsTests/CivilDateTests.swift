import SteelyardContracts
import Testing

@Suite("CivilDate")
struct CivilDateTests {
  @Test("each day from 1970 to 2200 follows the one before, there and back")
  func everyDay() {
    var year = 1970
    var month = 1
    var day = 1
    for daysSinceEpoch in 0..<84_370 {
      let date = CivilDate(year: year, month: month, day: day)
      let instant = Timestamp(microseconds: Int64(daysSinceEpoch) * Timestamp.microsecondsPerDay)
      if date?.daysSinceEpoch != daysSinceEpoch || date != CivilDate(of: instant) {
        Issue.record("day \(daysSinceEpoch) is \(year)-\(month)-\(day)")
        return
      }
      // The calendar written out a second way: a month ends where the next day is refused.
      if CivilDate(year: year, month: month, day: day + 1) != nil {
        day += 1
      } else if month < 12 {
        (month, day) = (month + 1, 1)
      } else {
        (year, month, day) = (year + 1, 1, 1)
      }
    }
    #expect(2200 == year)
    #expect(12 == month)
    #expect(31 == day)
  }

  @Test(
    "days that do not exist are refused",
    arguments: [
      (2026, 2, 29), (2100, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0),
      (2026, 1, 32), (1969, 12, 31), (10_000, 1, 1), (2026, 1, Int.max), (Int.min, 1, 1),
    ])
  func refusals(year: Int, month: Int, day: Int) {
    #expect(CivilDate(year: year, month: month, day: day) == nil)
  }

  @Test("leap days exist every four years, and in 2000, and days order")
  func leapDays() throws {
    let first = try #require(CivilDate(year: 2000, month: 2, day: 29))
    let second = try #require(CivilDate(year: 2024, month: 2, day: 29))
    #expect(first < second)
    #expect("2024-02-29T08:30:15Z" == second.at(hour: 8, minute: 30, second: 15).description)
  }
}

import SteelyardContracts
import TestSupport
import Testing

@Suite("Timestamp")
struct TimestampTests {
  @Test("text there and back, on every day from 1970 to 2200")
  func roundTrip() throws {
    let seed: UInt64 = 86_400
    print("timestamps: seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for day in Int64(0)..<84_370 {
      let ofDay = Int64.random(in: 0..<Timestamp.microsecondsPerDay, using: &generator)
      let scale: Int64 = [1, 1000, 1_000_000][Int(day % 3)]
      let instant = Timestamp(
        microseconds: day * Timestamp.microsecondsPerDay + ofDay / scale * scale)
      let got = try Timestamp(parsing: instant.description)
      if got != instant { Issue.record("\(instant) reads \(got)") }
    }
  }

  @Test(
    "forms of the text",
    arguments: [
      ("2026-03-14T09:25:21.212Z", "2026-03-14T09:25:21.212Z"),
      ("2026-03-14 09:25:21+00:00", "2026-03-14T09:25:21Z"),
      ("2026-03-14", "2026-03-14T00:00:00Z"),
      ("2026-03-14T09:25:21.0000019Z", "2026-03-14T09:25:21.000001Z"),
      ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
    ])
  func forms(text: String, expected: String) throws {
    #expect(try expected == Timestamp(parsing: text).description)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", "now", "2026", "2026-02-30", "2026-03-14T", "2026-03-14T09:25Z", "2026-03-14T24:00:00Z",
      "2026-03-14T09:60:00Z", "2026-03-14T09:25:60Z", "2026-03-14T09:25:21",
      "2026-03-14T09:25:21+01:00", "2026-03-14T09:25:21.Z", "2026-03-14T09:25:21ZZ",
      "1969-12-31", "2026/03/14", "2026-3-14", "+026-03-14", "1773480321000",
    ])
  func refusals(text: String) {
    let error = #expect(throws: SteelyardError.self) { try Timestamp(parsing: text) }
    #expect(error?.code == .invalidInput)
  }

  @Test("numbers from outside are checked for the calendar's range")
  func checkedNumbers() throws {
    let milliseconds: Int64 = 1_773_480_321_212
    let instant = try Timestamp(checkingMilliseconds: milliseconds)
    #expect(Timestamp(milliseconds: milliseconds) == instant)
    #expect(try instant == Timestamp(checkingMicroseconds: milliseconds * 1000))
    for number in [Int64.min, -1, .max, milliseconds * 1000] {
      #expect(throws: SteelyardError.self) { try Timestamp(checkingMilliseconds: number) }
    }
    for number in [Int64.min, -1, .max] {
      #expect(throws: SteelyardError.self) { try Timestamp(checkingMicroseconds: number) }
    }
  }

  @Test("an instant outside the calendar is still printed")
  func outside() {
    #expect("-1 us since 1970" == Timestamp(microseconds: -1).description)
    #expect(Timestamp(microseconds: .max).description.hasSuffix("since 1970"))
  }

  @Test("spans are years of 365 days of 86,400 seconds")
  func spans() throws {
    let start = try Timestamp(parsing: "2026-03-14T08:00:00Z")
    let end = start.advanced(bySeconds: 73 * 86_400)
    #expect(73 == start.days(to: end))
    #expect(0.2 == start.years(to: end))
    #expect(-73 == end.days(to: start))
    #expect(start < end)
  }
}

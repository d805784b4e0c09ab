import SteelyardContracts
import SteelyardServer
import Synchronization
import Testing

@Suite("Log lines")
struct LogTests {
  @Test("a line is one JSON object: time, level, event, fields in their order")
  func line() throws {
    let lines = GuardedKeys.LineKeeper()
    let log = try Log(to: .closure { lines.add($0) }) { Timestamp(milliseconds: 1_790_000_000_123) }
    log.write(.warning, "disk slow", ["seconds": 0.5, "file": "a\nb", "count": 3, "again": true])
    log.write(.debug, "not this one")
    #expect(
      lines.all == [
        "{\"time\":\"2026-09-21T14:13:20.123Z\",\"level\":\"warning\",\"event\":\"disk slow\","
          + "\"seconds\":0.5,\"file\":\"a\\nb\",\"count\":3,\"again\":true}"
      ])
  }

  @Test("an event that repeats is held to its lines a second, and tells how many were left out")
  func repeats() throws {
    let lines = GuardedKeys.LineKeeper()
    let time = GuardedKeys.ClockKeeper()
    let log = try Log(to: .closure { lines.add($0) }) { time.now }
    for _ in 0..<(Log.linesPerSecondMax + 5) { log.write(.info, "same") }
    log.write(.info, "other")
    #expect(lines.all.count == Log.linesPerSecondMax + 1)
    time.advance(1)
    log.write(.info, "same")
    #expect(lines.all.last?.hasSuffix("\"event\":\"same\",\"suppressed\":5}") == true)
  }
}

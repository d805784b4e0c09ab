import SteelyardContracts
import SteelyardEngine
import Testing

private struct StillClock: EngineClock {
  let time: Timestamp
  func now() -> Timestamp { time }
  func steadyNanoseconds() -> Int64 { 0 }
}

@Suite("Clocks")
struct EngineClockTests {
  @Test("the engine's time is what it is handed")
  func handed() {
    let clock: any EngineClock = StillClock(time: Timestamp(microseconds: 7))
    #expect(clock.now() == Timestamp(microseconds: 7))
  }
}

import Glibc
import SteelyardContracts
import SteelyardEngine

/// The clocks of the machine.
struct LoadClock: EngineClock {
  func now() -> Timestamp { Timestamp(microseconds: read(CLOCK_REALTIME) / 1000) }
  func steadyNanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }
  /// What all threads of this process have had of the processors.
  func processorNanoseconds() -> Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

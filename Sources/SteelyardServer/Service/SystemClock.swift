import SteelyardContracts
import SteelyardEngine

/// The machine's own time.
struct SystemClock: EngineClock {
  /// The time of day, UTC.
  func now() -> Timestamp { WallClock.now }

  /// Nanoseconds that never step.
  func steadyNanoseconds() -> Int64 { Int64(Monotonic.seconds * 1e9) }
}

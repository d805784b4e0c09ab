public import SteelyardContracts

/// Where the engine takes the time from: the system's in a service, a file's in a replay, a test's own.
public protocol EngineClock: Sendable {
  /// The time of day, UTC; may step backwards where the system's does.
  func now() -> Timestamp
  /// Nanoseconds since some fixed moment, which never step: to measure how long something took.
  func steadyNanoseconds() -> Int64
}

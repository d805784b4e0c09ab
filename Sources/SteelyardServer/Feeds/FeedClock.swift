import Synchronization
public import SteelyardContracts
public import SteelyardEngine

/// The time of a market that does not run with the world: as far as its feed has told.
///
/// An engine on a recording, or on a simulated market that runs faster than time, takes it, so that ages of prices
/// are those of that market.
public final class FeedClock: EngineClock {
  private let time: Mutex<Timestamp>

  /// A clock at the market's first instant.
  public init(_ start: Timestamp) { time = Mutex(start) }

  /// The market's time.
  public func now() -> Timestamp { time.withLock { $0 } }

  /// Nanoseconds that never step: those of the machine, because work takes the machine's time.
  public func steadyNanoseconds() -> Int64 { Int64(Monotonic.seconds * 1e9) }

  /// Goes forward; an earlier time leaves it as it is.
  func advance(to later: Timestamp) { time.withLock { $0 = max($0, later) } }
}

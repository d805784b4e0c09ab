public import SteelyardContracts
import Synchronization

/// How commands were answered since the start, and how long that took.
public struct CommandStatistics: Sendable, Hashable {
  /// Upper bounds of `countsByDuration`, in seconds, ascending.
  public static let boundsSeconds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]
  /// Commands that did what they asked for.
  public internal(set) var acceptedCount: UInt64 = 0
  /// Commands that were refused, by the reason's code.
  public internal(set) var refusedCounts: [SteelyardError.Code: UInt64] = [:]
  /// Commands answered within each bound and over the one before it; those over the last stand in none.
  public internal(set) var countsByDuration = [UInt64](repeating: 0, count: boundsSeconds.count)
  /// Sum of the times from the asking to the durable answer, in seconds.
  public internal(set) var seconds = 0.0

  /// Commands answered in all.
  public var count: UInt64 { refusedCounts.values.reduce(acceptedCount, +) }
}

/// Counts answers; on the writer's thread, so it takes well under a microsecond.
final class CommandTally: Sendable {
  private let contents = Mutex(CommandStatistics())

  /// What was counted.
  var statistics: CommandStatistics { contents.withLock { $0 } }

  /// Counts one answer.
  ///
  /// - Parameter refusal: Why it was refused; nil where it was not.
  func count(_ refusal: SteelyardError.Code?, nanoseconds: Int64) {
    let seconds = Double(nanoseconds) * 1e-9
    let place = CommandStatistics.boundsSeconds.firstIndex { seconds <= $0 }
    contents.withLock { contents in
      if let refusal {
        contents.refusedCounts[refusal, default: 0] += 1
      } else {
        contents.acceptedCount += 1
      }
      if let place { contents.countsByDuration[place] += 1 }
      contents.seconds += seconds
    }
  }
}

public import SteelyardContracts

/// When the updates of a recording are due.
public struct ReplaySchedule: Sendable, Hashable {
  /// How fast a recording is replayed.
  public enum Speed: Sendable, Hashable {
    /// So many times as fast as it was; 1 is as it was.
    case factor(Double)
    /// As fast as it can be taken.
    case unlimited
  }

  /// The recording's first instant.
  public let recordingStart: Timestamp
  /// When its replay began.
  public let replayStart: Timestamp
  /// How fast it is replayed.
  public let speed: Speed

  /// A schedule.
  ///
  /// - Throws: `invalidInput` for a factor outside 0.001 to 1,000,000.
  public init(
    recordingStart: Timestamp, replayStart: Timestamp, speed: Speed
  ) throws(SteelyardError) {
    if case .factor(let factor) = speed, !(factor >= 0.001 && factor <= 1_000_000) {
      throw SteelyardError(
        .invalidInput, "A replay at \(factor) times the speed can't be.",
        remedy: "Give a factor from 0.001 to 1000000, or no limit.")
    }
    self.recordingStart = recordingStart
    self.replayStart = replayStart
    self.speed = speed
  }

  /// When an update of the recording is due; one from before its start is due at once.
  public func due(_ recorded: Timestamp) -> Timestamp {
    guard case .factor(let factor) = speed else { return replayStart }
    let elapsed = Double(recorded.microseconds - recordingStart.microseconds) / factor
    return Timestamp(microseconds: replayStart.microseconds + Int64(max(0, elapsed).rounded(.up)))
  }

  /// The instant of the recording that a replay has reached; nil where its speed has no limit.
  public func position(at time: Timestamp) -> Timestamp? {
    guard case .factor(let factor) = speed else { return nil }
    let elapsed = Double(time.microseconds - replayStart.microseconds) * factor
    return Timestamp(
      microseconds: recordingStart.microseconds + Int64(max(0, elapsed).rounded(.down)))
  }
}

public import SteelyardContracts

/// A step of delivering an alert to a subscriber.
public struct OutboxEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// It waits to be delivered.
    case queued(Alert)
    /// An attempt, counted from 1, failed.
    case failed(UInt64, attempt: Int, nextAttempt: Timestamp, reason: String)
    /// The receiver took it.
    case delivered(UInt64)
    /// It was given up.
    case dead(UInt64, reason: String)
  }

  /// Who was to be told.
  public let subscriber: String
  /// When.
  public let time: Timestamp
  /// What happened; numbers are the alert's sequence.
  public let kind: Kind

  init(subscriber: String, time: Timestamp, kind: Kind) {
    self.subscriber = subscriber
    self.time = time
    self.kind = kind
  }
}

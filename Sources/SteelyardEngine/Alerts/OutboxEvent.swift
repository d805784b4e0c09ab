public import SteelyardContracts

/// A step of delivering an alert to a subscriber: a fact for the journal.
public struct OutboxEvent: EngineFact {
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

  private enum Name: String { case queued, failed, delivered, dead }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(subscriber)
    writer.write(time)
    switch kind {
    case .queued(let alert):
      writer.write(named: Name.queued)
      alert.write(to: &writer)
    case .failed(let sequence, let attempt, let nextAttempt, let reason):
      writer.write(named: Name.failed)
      writer.write(sequence)
      writer.write(attempt)
      writer.write(nextAttempt)
      writer.write(reason)
    case .delivered(let sequence):
      writer.write(named: Name.delivered)
      writer.write(sequence)
    case .dead(let sequence, let reason):
      writer.write(named: Name.dead)
      writer.write(sequence)
      writer.write(reason)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    subscriber = try reader.readString()
    time = try reader.readTimestamp()
    switch try reader.readNamed(Name.self) {
    case .queued: kind = .queued(try Alert(reading: &reader))
    case .failed:
      kind = .failed(
        try reader.readUInt64(), attempt: try reader.readInt(),
        nextAttempt: try reader.readTimestamp(), reason: try reader.readString())
    case .delivered: kind = .delivered(try reader.readUInt64())
    case .dead: kind = .dead(try reader.readUInt64(), reason: try reader.readString())
    }
  }
}

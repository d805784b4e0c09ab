public import SteelyardContracts

/// That somebody stopped every strategy, or let them go on: a fact for the journal.
public struct MandateSwitch: EngineFact {
  /// Whether strategies may act.
  public enum Position: String, Sendable, Hashable, CaseIterable {
    /// None of them looks, and what works of them is cancelled.
    case stopped
    /// They do.
    case running
  }

  /// Whether strategies may act.
  public let position: Position
  /// Who said so.
  public let author: String
  /// Why, in that one's words.
  public let reason: String
  /// When.
  public let time: Timestamp

  package init(position: Position, author: String, reason: String, time: Timestamp) {
    self.position = position
    self.author = author
    self.reason = reason
    self.time = time
  }

  /// What happened, for people.
  public var explanation: String {
    position == .stopped
      ? "Every strategy was stopped by \(author): \(reason)"
      : "Strategies may go on, says \(author): \(reason)"
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: position)
    writer.write(author)
    writer.write(reason)
    writer.write(time)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    position = try reader.readNamed(Position.self)
    author = try reader.readString()
    reason = try reader.readString()
    time = try reader.readTimestamp()
  }
}

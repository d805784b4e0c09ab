public import SteelyardContracts

/// One command as it was decided: what was asked, and what it did.
public struct JournalRecord: Sendable, Hashable {
  /// Its place in the journal, from 1, without gaps.
  public let position: Int64
  /// When it was decided.
  public let time: Timestamp
  /// What was asked.
  public let command: [UInt8]
  /// What it did, or why it was refused.
  public let outcome: [UInt8]

  /// A record from its parts.
  public init(position: Int64, time: Timestamp, command: [UInt8], outcome: [UInt8]) {
    self.position = position
    self.time = time
    self.command = command
    self.outcome = outcome
  }
}

public import SteelyardContracts

/// That somebody stopped liquidations, or let them go on: a fact for the journal.
public struct LiquidationSwitch: EngineFact {
  /// Whether liquidations may trade.
  public enum Position: String, Sendable, Hashable, CaseIterable {
    /// None of them trades, and what works of them is cancelled.
    case stopped
    /// They do.
    case running
  }

  /// Longest reason, in bytes of UTF-8.
  public static let reasonLengthMax = 1024

  /// Whose; nil for everybody's.
  public let account: AccountName?
  /// Whether liquidations may trade.
  public let position: Position
  /// Who said so.
  public let author: String
  /// Why, in that one's words.
  public let reason: String
  /// When.
  public let time: Timestamp

  package init(
    account: AccountName?, position: Position, author: String, reason: String, time: Timestamp
  ) {
    self.account = account
    self.position = position
    self.author = author
    self.reason = reason
    self.time = time
  }

  /// What happened, for people.
  public var explanation: String {
    let whose = account.map { "The liquidation of \($0)" } ?? "Every liquidation"
    return position == .stopped
      ? "\(whose) was stopped by \(author): \(reason)"
      : "\(whose) may go on, says \(author): \(reason)"
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(optional: account) { $0.write($1) }
    writer.write(named: position)
    writer.write(author)
    writer.write(reason)
    writer.write(time)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readAccountName()
    }
    position = try reader.readNamed(Position.self)
    author = try reader.readString()
    reason = try reader.readString()
    time = try reader.readTimestamp()
  }
}

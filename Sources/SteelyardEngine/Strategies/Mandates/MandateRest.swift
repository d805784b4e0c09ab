public import SteelyardContracts

/// Why a strategy opens nothing for now: a fact for the journal.
///
/// It ends by itself once its cause is over.
public struct MandateRest: EngineFact {
  /// Why.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// There is no risk frame, it is old, or a price is not fresh: nothing is decided.
    case market
    /// The account can't be evaluated, or holds what the mandate does not name.
    case account
    /// Too little is known of the past.
    case past
    /// Margin is called for: only what makes a holding smaller is traded.
    case marginCall = "margin_call"
    /// The account is in liquidation, or handed over: nothing is traded.
    case liquidation
    /// The epoch's budget of losses is used: everything is closed, and nothing opened until the epoch is over.
    case drawdown
    /// The mandate is over.
    case expired
    /// The strategy itself can't decide.
    case strategy
  }

  /// Why.
  public let reason: Reason
  /// Since when.
  public let since: Timestamp

  package init(reason: Reason, since: Timestamp) {
    self.reason = reason
    self.since = since
  }

  /// Writes both.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: reason)
    writer.write(since)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    reason = try reader.readNamed(Reason.self)
    since = try reader.readTimestamp()
  }
}

/// That a mandate is paused: by somebody, or by itself after too many refusals.
///
/// Only a command lets it go on.
public struct MandatePause: EngineFact {
  /// Who paused it; the strategist where it did so itself.
  public let author: String
  /// Why.
  public let reason: String
  /// Since when.
  public let since: Timestamp

  package init(author: String, reason: String, since: Timestamp) {
    self.author = author
    self.reason = reason
    self.since = since
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(author)
    writer.write(reason)
    writer.write(since)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    author = try reader.readString()
    reason = try reader.readString()
    since = try reader.readTimestamp()
  }
}

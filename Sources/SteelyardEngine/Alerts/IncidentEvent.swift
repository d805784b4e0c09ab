public import SteelyardContracts

/// That something began, or ended, that people have to know of and that is no margin call: a fact for the journal.
///
/// An account beyond a limit, a halted oracle, a lost feed.
public struct IncidentEvent: EngineFact {
  /// What it is about.
  public enum Subject: Sendable, Hashable {
    /// An account does not keep a limit, as it stands.
    case limit(AccountName, LimitBreach.Kind)
    /// No price of an underlying can be trusted; the underlying's description.
    case oracle(String)
    /// A feed tells nothing, or not everything; its name.
    case feed(String)
    /// What is left of an account is to be taken over.
    case takeOver(AccountName)
  }

  /// What happened.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case began
    case ended
  }

  /// What it is about.
  public let subject: Subject
  /// What happened.
  public let kind: Kind
  /// When it was told, some seconds after it began or ended (`IncidentRules`).
  public let time: Timestamp
  /// Since when it is so.
  public let since: Timestamp
  /// Number of the risk frame that showed it; 0 before the first.
  public let frame: UInt64
  /// What happened, for people: one or two sentences.
  public let explanation: String

  init(
    subject: Subject, kind: Kind, time: Timestamp, since: Timestamp, frame: UInt64,
    explanation: String
  ) {
    self.subject = subject
    self.kind = kind
    self.time = time
    self.since = since
    self.frame = frame
    self.explanation = explanation
  }

  /// Whose it is; nil where it is nobody's own.
  public var account: AccountName? {
    switch subject {
    case .limit(let account, _), .takeOver(let account): account
    case .oracle, .feed: nil
    }
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    subject.write(to: &writer)
    writer.write(named: kind)
    writer.write(time)
    writer.write(since)
    writer.write(frame)
    writer.write(explanation)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    subject = try Subject(reading: &reader)
    kind = try reader.readNamed(Kind.self)
    time = try reader.readTimestamp()
    since = try reader.readTimestamp()
    frame = try reader.readUInt64()
    explanation = try reader.readString()
  }
}

extension IncidentEvent.Subject: EngineFact {
  /// The kinds of subjects, by their stable names.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    case limit
    case oracle
    case feed
    case takeOver = "take_over"
  }

  /// Which kind it is.
  public var name: Name {
    switch self {
    case .limit: .limit
    case .oracle: .oracle
    case .feed: .feed
    case .takeOver: .takeOver
    }
  }

  /// The underlying's, feed's or account's name, or the limit's.
  public var text: String {
    switch self {
    case .limit(_, let limit): limit.rawValue
    case .oracle(let underlying): underlying
    case .feed(let feed): feed
    case .takeOver(let account): account.description
    }
  }

  /// Writes the name and what it is about.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: name)
    if case .limit(let account, _) = self { writer.write(account) }
    writer.write(text)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    switch try reader.readNamed(Name.self) {
    case .limit:
      self = .limit(try reader.readAccountName(), try reader.readNamed(LimitBreach.Kind.self))
    case .oracle: self = .oracle(try reader.readString())
    case .feed: self = .feed(try reader.readString())
    case .takeOver: self = .takeOver(try reader.readAccountName())
    }
  }
}

public import SteelyardContracts

/// Something that people or programs outside are told, once for every journaled event that matters.
public struct Alert: Sendable, Hashable {
  /// What it is about, a closed list.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// An account is healthy again, or watched after its liquidation.
    case recovery
    /// Margin gets short.
    case marginWarning = "margin_warning"
    /// Margin is called for.
    case marginCall = "margin_call"
    /// An account was handed over to liquidation, or its liquidation began.
    case liquidation
    /// An auction of an account opened or ended; told to everybody, without whose it is.
    case auction
    /// An account was put on hold, or its hold ended.
    case marginHold = "margin_hold"
    /// A change of parameters moved on.
    case parameters
    /// A stage of a drawdown budget was reached.
    case drawdown
    /// An account stands beyond its limits, or not any more.
    case limits
    /// An underlying's oracle is halted, or not any more.
    case oracle
    /// A feed is lost, or live again.
    case feed
    /// A position was closed against its holder's will, or a loss of the insurance fund was shared.
    case deleveraging
    /// A strategy decided something, asks for an answer, rests, or was stopped.
    case strategy
  }

  /// How urgent it is.
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// To know.
    case info
    /// To act on soon.
    case warning
    /// To act on now.
    case critical
  }

  /// A named value, for programs.
  public struct Field: Sendable, Hashable {
    /// The values.
    public enum Value: Sendable, Hashable {
      /// A text.
      case text(String)
      /// A number; infinite and undefined ones are left out by whoever makes fields.
      case number(Double)
      /// An instant.
      case time(Timestamp)
    }

    /// The name, in snake case with its unit last.
    public let name: String
    /// The value.
    public let value: Value

    /// A field from its parts.
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// What it is about.
  public let kind: Kind
  /// How urgent it is.
  public let severity: Severity
  /// Whose; nil where it is nobody's own.
  public let account: AccountName?
  /// Tells alerts apart and in order: from the place in the journal of what it tells, never used twice.
  public let sequence: UInt64
  /// When the event happened.
  public let time: Timestamp
  /// The alert for people.
  public let text: String
  /// The alert for programs.
  public let fields: [Field]

  /// An alert from its parts.
  public init(
    kind: Kind, severity: Severity, account: AccountName?, sequence: UInt64, time: Timestamp,
    text: String, fields: [Field]
  ) {
    self.kind = kind
    self.severity = severity
    self.account = account
    self.sequence = sequence
    self.time = time
    self.text = text
    self.fields = fields
  }

  /// Events of one record that alerts tell of at most; commands of the engine's own make far fewer.
  public static let perRecordMax = 4_096

  /// The position of the record that it tells of.
  public var position: Int64 { Int64(sequence / UInt64(Alert.perRecordMax)) }

  /// The same for every delivery of this alert: what a receiver drops repetitions by.
  public var identifier: String { "alert-\(sequence)" }
}

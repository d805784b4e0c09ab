public import SteelyardContracts

/// The limits of all accounts, and who set them.
public struct LimitBook: EngineFact {
  /// Limits by account.
  public private(set) var limits: [AccountName: AccountLimits] = [:]
  /// What holds for an account that has none of its own.
  public private(set) var standard = AccountLimits.none

  /// No limits.
  public init() {}

  /// The limits that hold for an account: its own, else its parent's, else the standard.
  public func limits(of account: AccountName) -> AccountLimits {
    if let own = limits[account] { return own }
    guard account.isSubaccount, let parent = try? AccountName(account.account) else {
      return standard
    }
    return limits[parent] ?? standard
  }

  /// Whether any account has a drawdown budget.
  var hasDrawdowns: Bool {
    standard.drawdown != nil || limits.values.contains { $0.drawdown != nil }
  }

  /// Whether any account has a limit of what it holds.
  var watchesExposure: Bool {
    standard.watchesExposure || limits.values.contains(where: \.watchesExposure)
  }

  /// The event of setting limits; nil limits take an account's own away.
  ///
  /// - Parameters:
  ///   - account: Nil for the standard.
  ///   - principal: Who sets them.
  /// - Throws: `invalidInput` where the standard would be taken away.
  public func change(
    of account: AccountName?, to limits: AccountLimits?, by principal: String, reason: String,
    at time: Timestamp
  ) throws(SteelyardError) -> LimitsChanged {
    guard account != nil || limits != nil else {
      throw SteelyardError(
        .invalidInput, "The standard limits can't be taken away.",
        remedy: "Set them to limits that name nothing.")
    }
    return LimitsChanged(
      account: account, limits: limits, principal: principal, reason: reason, time: time)
  }

  /// Takes over a change.
  public mutating func apply(_ event: LimitsChanged) {
    if let account = event.account {
      limits[account] = event.limits
    } else {
      standard = event.limits ?? .none
    }
  }

  /// Writes the standard and all limits, in the order of the accounts' names.
  public func write(to writer: inout ByteWriter) {
    standard.write(to: &writer)
    writer.write(list: limits.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(entry.key)
      entry.value.write(to: &writer)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    standard = try AccountLimits(reading: &reader)
    var last: AccountName?
    let entries = try reader.readList {
      reader throws(SteelyardError) -> (AccountName, AccountLimits) in
      (try reader.readAccountName(), try AccountLimits(reading: &reader))
    }
    for (account, limits) in entries {
      guard last.map({ $0 < account }) ?? true else {
        throw reader.corrupt("the limits of \(account) are out of order")
      }
      last = account
      self.limits[account] = limits
    }
  }
}

/// That limits were set: a fact for the journal.
public struct LimitsChanged: EngineFact {
  /// Whose; nil for the standard.
  public let account: AccountName?
  /// The limits; nil where an account's own were taken away.
  public let limits: AccountLimits?
  /// Who set them.
  public let principal: String
  /// Why, in that one's words.
  public let reason: String
  /// When.
  public let time: Timestamp

  init(
    account: AccountName?, limits: AccountLimits?, principal: String, reason: String,
    time: Timestamp
  ) {
    self.account = account
    self.limits = limits
    self.principal = principal
    self.reason = reason
    self.time = time
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(optional: account) { $0.write($1) }
    writer.write(optional: limits) { $1.write(to: &$0) }
    writer.write(principal)
    writer.write(reason)
    writer.write(time)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readAccountName()
    }
    limits = try reader.readOptional { reader throws(SteelyardError) in
      try AccountLimits(reading: &reader)
    }
    principal = try reader.readString()
    reason = try reader.readString()
    time = try reader.readTimestamp()
  }
}

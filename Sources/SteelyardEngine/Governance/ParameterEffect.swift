public import SteelyardContracts
public import SteelyardMargin

/// What a change of parameters does to every book, measured on one risk frame.
///
/// The caller evaluates all accounts under both versions; this keeps what approvers must see and what
/// the rules decide on, and is journaled with the proposal and with every approval.
public struct ParameterEffect: EngineFact {
  /// One account before and after.
  public struct OnAccount: Sendable, Hashable {
    /// Whose.
    public let account: AccountName
    /// Its figures under the version in force, in US dollars.
    public let before: AccountFigures
    /// Its level under the version in force.
    public let levelBefore: HealthLevel
    /// Its figures under the proposed version, in US dollars.
    public let after: AccountFigures
    /// Its level under the proposed version.
    public let levelAfter: HealthLevel

    /// An account from its parts.
    public init(
      account: AccountName, before: AccountFigures, levelBefore: HealthLevel,
      after: AccountFigures, levelAfter: HealthLevel
    ) {
      self.account = account
      self.before = before
      self.levelBefore = levelBefore
      self.after = after
      self.levelAfter = levelAfter
    }

    /// How many levels the account gets worse by; negative where it gets better.
    public var levelsLost: Int { levelAfter.rank - levelBefore.rank }

    /// By which share of what it was the initial or the maintenance margin falls, the larger; 0 to 1.
    var fall: Double {
      max(
        share(of: before.initialMargin, lostTo: after.initialMargin),
        share(of: before.maintenanceMargin, lostTo: after.maintenanceMargin))
    }

    /// By which share of what it becomes the initial or the maintenance margin rises; 0 to 1.
    var rise: Double {
      max(
        share(of: after.initialMargin, lostTo: before.initialMargin),
        share(of: after.maintenanceMargin, lostTo: before.maintenanceMargin))
    }
  }

  /// Most accounts that are kept by name.
  public static let worstCountMax = 20

  /// Number of the risk frame.
  public let frame: UInt64
  /// How many accounts were evaluated.
  public let accountCount: Int
  /// How many of them could not be priced in full under either version.
  public let incompleteCount: Int
  /// Accounts by level under the version in force; indexed like `HealthLevel.allCases`.
  public let levelCountsBefore: [Int]
  /// Accounts by level under the proposed version; indexed like `HealthLevel.allCases`.
  public let levelCountsAfter: [Int]
  /// Sum of initial margins before, in US dollars.
  public let initialMarginBeforeUSD: Double
  /// Sum of initial margins after, in US dollars.
  public let initialMarginAfterUSD: Double
  /// Sum of maintenance margins before, in US dollars.
  public let maintenanceMarginBeforeUSD: Double
  /// Sum of maintenance margins after, in US dollars.
  public let maintenanceMarginAfterUSD: Double
  /// The largest share of its requirement that any account is let off, or all of them together; 0 to 1.
  public let largestFallShare: Double
  /// The largest share of its new requirement that is new to any account; 0 to 1.
  public let largestRiseShare: Double
  /// The accounts that fare worst: most levels lost, then the largest rise in US dollars.
  public let worst: [OnAccount]

  /// The effect on these accounts, in a fixed order of summation: theirs.
  ///
  /// - Throws: `invalidInput` where a requirement is not finite.
  public init(frame: UInt64, of accounts: [OnAccount]) throws(SteelyardError) {
    var before = AccountFigures()
    var after = AccountFigures()
    var countsBefore = [Int](repeating: 0, count: HealthLevel.allCases.count)
    var countsAfter = countsBefore
    var fall = 0.0
    var rise = 0.0
    for account in accounts {
      before.initialMargin += account.before.initialMargin
      before.maintenanceMargin += account.before.maintenanceMargin
      after.initialMargin += account.after.initialMargin
      after.maintenanceMargin += account.after.maintenanceMargin
      countsBefore[account.levelBefore.rank] += 1
      countsAfter[account.levelAfter.rank] += 1
      fall = max(fall, account.fall)
      rise = max(rise, account.rise)
    }
    guard
      (before.initialMargin + before.maintenanceMargin + after.initialMargin
        + after.maintenanceMargin).isFinite
    else {
      throw SteelyardError(
        .invalidInput, "A requirement of the \(accounts.count) accounts is not finite.",
        remedy: "Correct the market that frame \(frame) stands on, and measure the effect again.")
    }
    self.frame = frame
    accountCount = accounts.count
    incompleteCount = accounts.count { !$0.before.isComplete || !$0.after.isComplete }
    levelCountsBefore = countsBefore
    levelCountsAfter = countsAfter
    initialMarginBeforeUSD = before.initialMargin
    initialMarginAfterUSD = after.initialMargin
    maintenanceMarginBeforeUSD = before.maintenanceMargin
    maintenanceMarginAfterUSD = after.maintenanceMargin
    largestFallShare = max(
      fall, share(of: before.initialMargin, lostTo: after.initialMargin),
      share(of: before.maintenanceMargin, lostTo: after.maintenanceMargin))
    largestRiseShare = rise
    worst = Array(accounts.sorted(by: ParameterEffect.faresWorse).prefix(Self.worstCountMax))
  }

  private static func faresWorse(_ left: OnAccount, _ right: OnAccount) -> Bool {
    if left.levelsLost != right.levelsLost { return left.levelsLost > right.levelsLost }
    let leftRise = left.after.initialMargin - left.before.initialMargin
    let rightRise = right.after.initialMargin - right.before.initialMargin
    return leftRise == rightRise ? left.account < right.account : leftRise > rightRise
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(frame)
    writer.write(accountCount)
    writer.write(incompleteCount)
    writer.write(list: levelCountsBefore) { $0.write($1) }
    writer.write(list: levelCountsAfter) { $0.write($1) }
    for number in [
      initialMarginBeforeUSD, initialMarginAfterUSD, maintenanceMarginBeforeUSD,
      maintenanceMarginAfterUSD, largestFallShare, largestRiseShare,
    ] { writer.write(number) }
    writer.write(list: worst) { $1.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    frame = try reader.readUInt64()
    accountCount = try reader.readInt()
    incompleteCount = try reader.readInt()
    levelCountsBefore = try reader.readLevelCounts()
    levelCountsAfter = try reader.readLevelCounts()
    initialMarginBeforeUSD = try reader.readFinite()
    initialMarginAfterUSD = try reader.readFinite()
    maintenanceMarginBeforeUSD = try reader.readFinite()
    maintenanceMarginAfterUSD = try reader.readFinite()
    largestFallShare = try reader.readFinite()
    largestRiseShare = try reader.readFinite()
    worst = try reader.readList { reader throws(SteelyardError) in
      try OnAccount(reading: &reader)
    }
  }
}

extension ParameterEffect.OnAccount: EngineFact {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    before.write(to: &writer)
    writer.write(named: levelBefore)
    after.write(to: &writer)
    writer.write(named: levelAfter)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    before = try AccountFigures(reading: &reader)
    levelBefore = try reader.readNamed(HealthLevel.self)
    after = try AccountFigures(reading: &reader)
    levelAfter = try reader.readNamed(HealthLevel.self)
  }
}

extension HealthLevel {
  /// Place in the order from healthy to bankrupt.
  var rank: Int { HealthLevel.allCases.firstIndex(of: self) ?? 0 }
}

extension ByteReader {
  fileprivate mutating func readLevelCounts() throws(SteelyardError) -> [Int] {
    let counts = try readList { reader throws(SteelyardError) in try reader.readInt() }
    guard counts.count == HealthLevel.allCases.count else {
      throw corrupt("\(counts.count) counts stand for \(HealthLevel.allCases.count) levels")
    }
    return counts
  }
}

/// The share of `larger` by which it exceeds `smaller`; 0 where it does not.
private func share(of larger: Double, lostTo smaller: Double) -> Double {
  larger > smaller && larger > 0 ? min((larger - smaller) / larger, 1) : 0
}

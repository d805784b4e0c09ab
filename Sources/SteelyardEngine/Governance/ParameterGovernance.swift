public import SteelyardContracts

/// Which parameters are in force, and how they come to change: a state machine without a clock.
///
/// Every command is checked, gives the events that follow and applies them; the caller journals them
/// before it answers. Replay calls `apply`. A model has at most one open change, so an effect is
/// always measured against the version that the change will replace.
public struct ParameterGovernance: Sendable, Hashable {
  /// Largest parameter file, in bytes; the largest of the models' own is below 100 kB.
  public static let fileSizeMax = 1 << 20
  /// Longest name of a principal or a model, and a hundredth of the longest reason, in bytes.
  public static let nameLengthMax = 128

  /// All versions by model, in the order in which they came into force.
  public private(set) var versions: [String: [ParameterVersion]] = [:]
  /// All changes; number 1 is at index 0.
  public private(set) var changes: [ParameterChange] = []

  /// No model yet.
  public init() {}

  /// The version of a model in force at a time; nil before its first.
  public func inForce(_ model: String, at time: Timestamp) -> ParameterVersion? {
    versions[model]?.last { $0.since <= time }
  }

  /// The version that the one in force at a time replaced; nil where it replaced none.
  ///
  /// With `inForce(_:at:)?.since` it is what a margin call's grace period is judged by.
  public func replaced(_ model: String, at time: Timestamp) -> ParameterVersion? {
    versions[model]?.filter { $0.since <= time }.dropLast().last
  }

  /// How many versions of all models have come into force up to a time.
  public func versionCount(at time: Timestamp) -> UInt64 {
    versions.values.reduce(0) { sum, line in
      sum + UInt64(line.count { $0.since <= time })
    }
  }

  /// The change of a model that is proposed or scheduled.
  public func open(_ model: String) -> ParameterChange? {
    changes.last { $0.model == model && $0.status.isOpen }
  }

  /// The next instant at which `advance(to:rules:)` has something to do; nil where nothing is open.
  public func nextInstant(rules: GovernanceRules) -> Timestamp? {
    changes.compactMap { change in
      switch change.status {
      case .proposed: change.proposedAt.advanced(bySeconds: rules.proposalLifeSeconds)
      case .scheduled: change.effectiveAt
      case .inForce, .superseded, .rolledBack, .cancelled, .expired: nil
      }
    }.min()
  }

  /// Takes over what an event says: replay, and the last step of every command.
  ///
  /// - Throws: `corruptData` where the event does not follow what was before.
  public mutating func apply(_ event: GovernanceEvent) throws(SteelyardError) {
    switch event.kind {
    case .adopted(let version): versions[version.model, default: []].append(version)
    case .proposed(let change):
      guard change.number == changes.count + 1 else { throw outOfOrder(change.number) }
      changes.append(change)
    case .approved(let number, let approval):
      changes[try index(number)].approvals.append(approval)
    case .scheduled(let number, let effectiveAt, _):
      let place = try index(number)
      changes[place].status = .scheduled
      changes[place].effectiveAt = effectiveAt
    case .cameIntoForce(let version): try enter(version)
    case .cancelled(let number, _, _): changes[try index(number)].status = .cancelled
    case .expired(let number): changes[try index(number)].status = .expired
    }
  }

  private mutating func enter(_ version: ParameterVersion) throws(SteelyardError) {
    guard let number = version.change else { throw outOfOrder(0) }
    let place = try index(number)
    let isRollback = changes[place].rollbackTo != nil
    if let old = versions[version.model]?.last?.change {
      changes[try index(old)].status = isRollback ? .rolledBack : .superseded
    }
    changes[place].status = .inForce
    changes[place].effectiveAt = version.since
    versions[version.model, default: []].append(version)
  }

  private func index(_ number: Int) throws(SteelyardError) -> Int {
    guard changes.indices.contains(number - 1) else { throw outOfOrder(number) }
    return number - 1
  }

  private func outOfOrder(_ number: Int) -> SteelyardError {
    SteelyardError(
      .corruptData, "An event of parameter change \(number) follows \(changes.count) changes.",
      remedy: "Restore the journal from a backup, or verify it with `steelyard ledger verify`.")
  }
}

extension ParameterGovernance: EngineFact {
  /// Writes versions and changes, models in the order of their names.
  public func write(to writer: inout ByteWriter) {
    writer.write(list: versions.keys.sorted().flatMap { versions[$0] ?? [] }) {
      $1.write(to: &$0)
    }
    writer.write(list: changes) { $1.write(to: &$0) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    self.init()
    let list = try reader.readList { reader throws(SteelyardError) in
      try ParameterVersion(reading: &reader)
    }
    for (version, next) in zip(list, list.dropFirst()) where version.model > next.model {
      throw reader.corrupt("parameter versions are out of order")
    }
    versions = Dictionary(grouping: list, by: \.model)
    changes = try reader.readList { reader throws(SteelyardError) in
      try ParameterChange(reading: &reader)
    }
    for (place, change) in changes.enumerated() where change.number != place + 1 {
      throw reader.corrupt("parameter changes are out of order")
    }
  }
}

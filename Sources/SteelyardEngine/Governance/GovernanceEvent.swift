public import SteelyardContracts

/// A step of a governed change, a fact for the journal: replay applies it and decides nothing.
public struct GovernanceEvent: EngineFact {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// The service was started with these parameters.
    case adopted(ParameterVersion)
    /// A change was proposed.
    case proposed(ParameterChange)
    /// A principal consented.
    case approved(change: Int, ParameterChange.Approval)
    /// The last consent was there: it comes into force at a time.
    case scheduled(change: Int, effectiveAt: Timestamp, isLoosening: Bool)
    /// It came into force.
    case cameIntoForce(ParameterVersion)
    /// It was taken back.
    case cancelled(change: Int, by: String, reason: String)
    /// It was not approved in time.
    case expired(change: Int)
  }

  /// When.
  public let time: Timestamp
  /// What happened.
  public let kind: Kind

  init(time: Timestamp, kind: Kind) {
    self.time = time
    self.kind = kind
  }

  private enum Name: String {
    case adopted, proposed, approved, scheduled, cancelled, expired
    case cameIntoForce = "came_into_force"
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(time)
    switch kind {
    case .adopted(let version):
      writer.write(named: Name.adopted)
      version.write(to: &writer)
    case .proposed(let change):
      writer.write(named: Name.proposed)
      change.write(to: &writer)
    case .approved(let change, let approval):
      writer.write(named: Name.approved)
      writer.write(change)
      approval.write(to: &writer)
    case .scheduled(let change, let effectiveAt, let isLoosening):
      writer.write(named: Name.scheduled)
      writer.write(change)
      writer.write(effectiveAt)
      writer.write(isLoosening)
    case .cameIntoForce(let version):
      writer.write(named: Name.cameIntoForce)
      version.write(to: &writer)
    case .cancelled(let change, let principal, let reason):
      writer.write(named: Name.cancelled)
      writer.write(change)
      writer.write(principal)
      writer.write(reason)
    case .expired(let change):
      writer.write(named: Name.expired)
      writer.write(change)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    time = try reader.readTimestamp()
    switch try reader.readNamed(Name.self) {
    case .adopted: kind = .adopted(try ParameterVersion(reading: &reader))
    case .proposed: kind = .proposed(try ParameterChange(reading: &reader))
    case .approved:
      kind = .approved(
        change: try reader.readInt(), try ParameterChange.Approval(reading: &reader))
    case .scheduled:
      kind = .scheduled(
        change: try reader.readInt(), effectiveAt: try reader.readTimestamp(),
        isLoosening: try reader.readBool())
    case .cameIntoForce: kind = .cameIntoForce(try ParameterVersion(reading: &reader))
    case .cancelled:
      kind = .cancelled(
        change: try reader.readInt(), by: try reader.readString(), reason: try reader.readString())
    case .expired: kind = .expired(change: try reader.readInt())
    }
  }
}

extension GovernanceEvent {
  /// The event in a sentence or two, with its numbers.
  public var explanation: String {
    switch kind {
    case .adopted(let version):
      "\(version.model) starts with version \(version.number) of its parameters (SHA-256 "
        + "\(version.hash.prefix(12))) at \(version.since)."
    case .proposed(let change):
      "\(change.proposer) proposes change \(change.number) of \(change.model)"
        + (change.rollbackTo.map { ", back to version \($0)" } ?? "")
        + " (SHA-256 \(change.hash.prefix(12))): \(change.reason) " + change.effect.explanation
    case .approved(let change, let approval):
      "\(approval.principal) approves change \(change). " + approval.effect.explanation
    case .scheduled(let change, let effectiveAt, let isLoosening):
      "Change \(change) comes into force at \(effectiveAt)"
        + (isLoosening ? "; it loosens, so it waits longer." : ".")
    case .cameIntoForce(let version):
      "Version \(version.number) of \(version.model) is in force since \(version.since)."
    case .cancelled(let change, let principal, let reason):
      "\(principal) cancels change \(change): \(reason)"
    case .expired(let change): "Change \(change) was not approved in time and has expired."
    }
  }
}

extension ParameterEffect {
  /// The effect in a sentence, with its numbers.
  public var explanation: String {
    let lost = zip(levelCountsBefore, levelCountsAfter).dropFirst(2)
    let before = lost.reduce(0) { $0 + $1.0 }
    let after = lost.reduce(0) { $0 + $1.1 }
    return "On frame \(frame), over \(accountCount) accounts: initial margin "
      + "\(usdText(initialMarginBeforeUSD)) becomes \(usdText(initialMarginAfterUSD)), maintenance "
      + "margin \(usdText(maintenanceMarginBeforeUSD)) becomes \(usdText(maintenanceMarginAfterUSD)); "
      + "the largest fall of a requirement is \(percentText(largestFallShare)); accounts short of "
      + "initial margin: \(before) before, \(after) after"
      + (incompleteCount > 0 ? "; \(incompleteCount) could not be priced in full." : ".")
  }
}

import SteelyardDigests
public import SteelyardContracts

/// A change of a margin model's parameters on its governed way.
public struct ParameterChange: EngineFact {
  /// The states of a change, a closed list.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// Waits for approvals.
    case proposed
    /// Approved; waits for its time.
    case scheduled
    /// In force now.
    case inForce = "in_force"
    /// Was in force until another came.
    case superseded
    /// Was in force until it was rolled back.
    case rolledBack = "rolled_back"
    /// Taken back before it came into force.
    case cancelled
    /// Not approved in time.
    case expired

    /// Whether it still may come into force.
    public var isOpen: Bool { self == .proposed || self == .scheduled }
  }

  /// One principal's consent, with the effect that was seen.
  public struct Approval: EngineFact {
    /// Who.
    public let principal: String
    /// When.
    public let time: Timestamp
    /// The effect, measured anew for this approval.
    public let effect: ParameterEffect

    init(principal: String, time: Timestamp, effect: ParameterEffect) {
      self.principal = principal
      self.time = time
      self.effect = effect
    }

    /// Writes every part.
    public func write(to writer: inout ByteWriter) {
      writer.write(principal)
      writer.write(time)
      effect.write(to: &writer)
    }

    /// Reads what `write(to:)` wrote.
    public init(reading reader: inout ByteReader) throws(SteelyardError) {
      principal = try reader.readString()
      time = try reader.readTimestamp()
      effect = try ParameterEffect(reading: &reader)
    }
  }

  /// Its number, from 1.
  public let number: Int
  /// The margin model.
  public let model: String
  /// The proposed file, byte for byte.
  public let file: [UInt8]
  /// SHA-256 of the file, 64 hexadecimal digits.
  public let hash: String
  /// The version that it rolls back to; nil for a new file.
  public let rollbackTo: Int?
  /// Who proposed it.
  public let proposer: String
  /// When it was proposed.
  public let proposedAt: Timestamp
  /// The time before which the proposer does not want it.
  public let notBefore: Timestamp
  /// Why, in the proposer's words.
  public let reason: String
  /// The effect at the time of the proposal.
  public let effect: ParameterEffect
  /// Who has consented.
  public internal(set) var approvals: [Approval] = []
  /// Where it stands.
  public internal(set) var status = Status.proposed
  /// When it comes, or came, into force; nil while it is not approved.
  public internal(set) var effectiveAt: Timestamp?

  init(
    number: Int, model: String, file: [UInt8], rollbackTo: Int?, proposer: String,
    proposedAt: Timestamp, notBefore: Timestamp, reason: String, effect: ParameterEffect
  ) {
    self.number = number
    self.model = model
    self.file = file
    hash = SHA256Digest(of: file).description
    self.rollbackTo = rollbackTo
    self.proposer = proposer
    self.proposedAt = proposedAt
    self.notBefore = notBefore
    self.reason = reason
    self.effect = effect
  }

  /// The largest share of a requirement that it lets anyone off, by any effect that was measured.
  public var looseningShare: Double {
    approvals.reduce(effect.largestFallShare) { max($0, $1.effect.largestFallShare) }
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(number)
    writer.write(model)
    writer.write(file)
    writer.write(optional: rollbackTo) { $0.write($1) }
    writer.write(proposer)
    writer.write(proposedAt)
    writer.write(notBefore)
    writer.write(reason)
    effect.write(to: &writer)
    writer.write(list: approvals) { $1.write(to: &$0) }
    writer.write(named: status)
    writer.write(optional: effectiveAt) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    let number = try reader.readInt()
    let model = try reader.readString()
    let file = try reader.readBytes()
    let rollbackTo = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readInt()
    }
    self.init(
      number: number, model: model, file: file, rollbackTo: rollbackTo,
      proposer: try reader.readString(), proposedAt: try reader.readTimestamp(),
      notBefore: try reader.readTimestamp(), reason: try reader.readString(),
      effect: try ParameterEffect(reading: &reader))
    approvals = try reader.readList { reader throws(SteelyardError) in
      try Approval(reading: &reader)
    }
    status = try reader.readNamed(Status.self)
    effectiveAt = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
  }
}

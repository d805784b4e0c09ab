public import SteelyardContracts

/// What is asked of mandates: by people, by the house's keys, or as a step by the strategist.
public enum MandateAsk: EngineFact {
  /// With what right a mandate is changed.
  public enum Power: String, Sendable, Hashable, CaseIterable {
    /// The house: anything that can be.
    case house
    /// The account's own: only to something that is narrower everywhere.
    case narrowing
  }

  /// Gives a mandate, or changes the one that there is.
  case set(StrategyMandate, power: Power, reason: String)
  /// Lets the mandate of this digest loose from rehearsal; where `waivesLooks` is false, after the looks that it asks
  /// for.
  case release(AccountName, digest: String, waivesLooks: Bool, reason: String)
  /// Pauses it: no looks, no orders, what works is cancelled.
  case pause(AccountName, reason: String)
  /// Lets it go on.
  case resume(AccountName, reason: String)
  /// Ends it for good.
  case end(AccountName, reason: String)
  /// Says yes to a proposal.
  case approve(AccountName, decision: Int, reason: String)
  /// Says no to it.
  case reject(AccountName, decision: Int, reason: String)
  /// Stops every strategy, or lets them go on.
  case switchAll(MandateSwitch.Position, reason: String)
  /// A step; only the strategist takes any.
  case step(MandateEvent)

  private enum Form: UInt8 {
    case set = 1
    case release, pause, resume, end, approve, reject, switchAll, step
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    func form(_ form: Form) { writer.write(byte: form.rawValue) }
    switch self {
    case .set(let mandate, let power, let reason):
      form(.set)
      mandate.write(to: &writer)
      writer.write(named: power)
      writer.write(reason)
    case .release(let account, let digest, let waivesLooks, let reason):
      form(.release)
      writer.write(account)
      writer.write(digest)
      writer.write(waivesLooks)
      writer.write(reason)
    case .pause(let account, let reason):
      form(.pause)
      writer.write(account)
      writer.write(reason)
    case .resume(let account, let reason):
      form(.resume)
      writer.write(account)
      writer.write(reason)
    case .end(let account, let reason):
      form(.end)
      writer.write(account)
      writer.write(reason)
    case .approve(let account, let decision, let reason):
      form(.approve)
      writer.write(account)
      writer.write(decision)
      writer.write(reason)
    case .reject(let account, let decision, let reason):
      form(.reject)
      writer.write(account)
      writer.write(decision)
      writer.write(reason)
    case .switchAll(let position, let reason):
      form(.switchAll)
      writer.write(named: position)
      writer.write(reason)
    case .step(let event):
      form(.step)
      event.write(to: &writer)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    guard let form = Form(rawValue: try reader.readByte()) else {
      throw reader.corrupt("a command about a mandate is of no known kind")
    }
    switch form {
    case .set:
      self = .set(
        try StrategyMandate(reading: &reader), power: try reader.readNamed(Power.self),
        reason: try reader.readString())
    case .release:
      self = .release(
        try reader.readAccountName(), digest: try reader.readString(),
        waivesLooks: try reader.readBool(), reason: try reader.readString())
    case .pause: self = .pause(try reader.readAccountName(), reason: try reader.readString())
    case .resume: self = .resume(try reader.readAccountName(), reason: try reader.readString())
    case .end: self = .end(try reader.readAccountName(), reason: try reader.readString())
    case .approve:
      self = .approve(
        try reader.readAccountName(), decision: try reader.readInt(),
        reason: try reader.readString())
    case .reject:
      self = .reject(
        try reader.readAccountName(), decision: try reader.readInt(),
        reason: try reader.readString())
    case .switchAll:
      self = .switchAll(
        try reader.readNamed(MandateSwitch.Position.self), reason: try reader.readString())
    case .step: self = .step(try MandateEvent(reading: &reader))
    }
  }
}

public import SteelyardContracts

/// Where an account stands with its margin, over time.
///
/// `HealthLevel` (Margin) is what one frame's figures say; this is what the account has been told and
/// what follows from it. It has hysteresis and deadlines, so it does not follow every tick.
public enum MarginCallState: Sendable, Hashable {
  /// Nothing to say.
  case healthy
  /// Told that margin gets short; nothing is asked.
  case warned
  /// Asked for margin by a deadline.
  case called(MarginCall)
  /// Given to liquidation, which has not begun.
  case handedOver(HandOver)
  /// Being liquidated.
  case inLiquidation(HandOver)
  /// Out of liquidation, watched until then before it counts as healthy or warned.
  case recovering(until: Timestamp)

  /// The state's name, without what it carries.
  public enum Name: String, Sendable, Hashable, Codable, CaseIterable {
    case healthy, warned, called
    case handedOver = "handed_over"
    case inLiquidation = "in_liquidation"
    case recovering
  }

  /// The state's name.
  public var name: Name {
    switch self {
    case .healthy: .healthy
    case .warned: .warned
    case .called: .called
    case .handedOver: .handedOver
    case .inLiquidation: .inLiquidation
    case .recovering: .recovering
    }
  }

  /// The deadline of a call that is open.
  public var deadline: Timestamp? {
    if case .called(let call) = self { call.deadline } else { nil }
  }
}

/// A call for margin.
public struct MarginCall: EngineFact {
  /// Why margin is short.
  public enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
    /// Prices, trades, fees: short under any parameters.
    case market
    /// New parameters alone: the ones before would not have called.
    case parameters
  }

  /// When it was made.
  public let issued: Timestamp
  /// Until when it is to be met; moves on by as long as the account was on hold.
  public let deadline: Timestamp
  /// Why.
  public let cause: Cause

  /// A call from its parts.
  public init(issued: Timestamp, deadline: Timestamp, cause: Cause) {
    self.issued = issued
    self.deadline = deadline
    self.cause = cause
  }

  /// Writes the three parts.
  public func write(to writer: inout ByteWriter) {
    writer.write(issued)
    writer.write(deadline)
    writer.write(named: cause)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    issued = try reader.readTimestamp()
    deadline = try reader.readTimestamp()
    cause = try reader.readNamed(Cause.self)
  }
}

/// That an account was given to liquidation.
public struct HandOver: EngineFact {
  /// Why.
  public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
    /// Counted equity is below maintenance margin.
    case belowMaintenance = "below_maintenance"
    /// Equity is below zero.
    case bankrupt
    /// A call was not met by its deadline.
    case deadlinePassed = "deadline_passed"
  }

  /// When.
  public let at: Timestamp
  /// Why.
  public let reason: Reason

  /// A hand-over from its parts.
  public init(at: Timestamp, reason: Reason) {
    self.at = at
    self.reason = reason
  }

  /// Writes the two parts.
  public func write(to writer: inout ByteWriter) {
    writer.write(at)
    writer.write(named: reason)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    at = try reader.readTimestamp()
    reason = try reader.readNamed(Reason.self)
  }
}

extension MarginCallState: EngineFact {
  /// Writes the name and what the state carries.
  public func write(to writer: inout ByteWriter) {
    writer.write(named: name)
    switch self {
    case .healthy, .warned: break
    case .called(let call): call.write(to: &writer)
    case .handedOver(let handOver), .inLiquidation(let handOver): handOver.write(to: &writer)
    case .recovering(let until): writer.write(until)
    }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readNamed(Name.self) {
      case .healthy: .healthy
      case .warned: .warned
      case .called: .called(try MarginCall(reading: &reader))
      case .handedOver: .handedOver(try HandOver(reading: &reader))
      case .inLiquidation: .inLiquidation(try HandOver(reading: &reader))
      case .recovering: .recovering(until: try reader.readTimestamp())
      }
  }
}

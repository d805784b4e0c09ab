public import SteelyardContracts
import SteelyardLedger
package import SteelyardLiquidation

/// One round of a liquidation: what was decided, on what, and what came of it.
public struct LiquidationRound: EngineFact {
  /// Why the rest of a round is cancelled.
  public enum Stop: String, Sendable, Hashable, CaseIterable {
    /// Its time is over.
    case timeOver = "time_over"
    /// The account is well already.
    case targetReached = "target_reached"
    /// A price that it stands on is not to be trusted.
    case frozen
    /// Somebody has stopped liquidations.
    case stopped
    /// The insurance fund is about to take over what changes a position that it reduces.
    case takeOverDue = "take_over_due"
  }

  /// Its number in the liquidation, from 1.
  public let number: Int
  /// When it was decided.
  public let decided: Timestamp
  /// Number of the risk frame that it was decided on.
  public let frame: UInt64
  /// The policy that decided.
  public let policy: String
  /// Why, in the policy's words.
  public let reason: String
  /// Notional that it trades at the most, in US dollars at the index.
  public let notionalUSD: Double
  /// The window of time whose budget it is of: whole windows since 1970.
  public let window: Int64
  /// When what has not filled is cancelled.
  public let until: Timestamp
  /// Its orders.
  public internal(set) var legs: [LiquidationLeg]
  /// Why the rest was cancelled; nil while nothing is.
  public internal(set) var stop: Stop?
  /// When it ended; nil while it runs.
  public internal(set) var ended: Timestamp?

  /// A round that is decided.
  package init(
    number: Int, decided: Timestamp, frame: UInt64, policy: String, reason: String,
    notionalUSD: Double, window: Int64, until: Timestamp, trades: [LiquidationTrade]
  ) {
    self.number = number
    self.decided = decided
    self.frame = frame
    self.policy = policy
    self.reason = reason
    self.notionalUSD = notionalUSD
    self.window = window
    self.until = until
    legs = trades.map { LiquidationLeg($0) }
  }

  /// Whether every order has ended.
  package var isOver: Bool { legs.allSatisfy(\.hasEnded) }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(number)
    writer.write(decided)
    writer.write(frame)
    writer.write(policy)
    writer.write(reason)
    writer.write(notionalUSD)
    writer.write(window)
    writer.write(until)
    writer.write(list: legs) { $1.write(to: &$0) }
    writer.write(optional: stop) { $0.write(named: $1) }
    writer.write(optional: ended) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    number = try reader.readInt()
    decided = try reader.readTimestamp()
    frame = try reader.readUInt64()
    policy = try reader.readString()
    reason = try reader.readString()
    notionalUSD = try reader.readFinite()
    window = try reader.readInt64()
    until = try reader.readTimestamp()
    legs = try reader.readList { reader throws(SteelyardError) in
      try LiquidationLeg(reading: &reader)
    }
    stop = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readNamed(Stop.self)
    }
    ended = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
  }
}

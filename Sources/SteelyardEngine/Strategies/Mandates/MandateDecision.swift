import SteelyardAllocation
public import SteelyardContracts

/// What a limit, a budget or a rule of the mandate took off a decision.
public struct MandateCut: EngineFact {
  /// Which one: a level of `RiskLimits`, or `look_budget`, `window_budget`, `lot`, `margin_call`.
  public let limit: String
  /// The share of what was asked for that is left, from 0 to 1.
  public let share: Double
  /// Why, in a sentence with its numbers.
  public let reason: String

  /// A cut from its parts.
  package init(limit: String, share: Double, reason: String) {
    self.limit = limit
    self.share = share
    self.reason = reason
  }

  init(_ cut: LimitCut) {
    self.init(limit: cut.level.rawValue, share: cut.share, reason: cut.reason)
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(limit)
    writer.write(share)
    writer.write(reason)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    limit = try reader.readString()
    share = try reader.readFinite()
    guard (0...1).contains(share) else { throw reader.corrupt("a cut leaves \(share)") }
    reason = try reader.readString()
  }
}

/// One decision of a strategy under its mandate: on what it stood, what was cut, what is traded, and what came of it.
public struct MandateDecision: EngineFact {
  /// What is made of it.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    /// Nothing is left of it to do: everything was cut.
    case cut
    /// People are told; nothing follows.
    case told
    /// It was rehearsed: nothing follows but a holding on paper.
    case rehearsed
    /// It waits for an answer.
    case proposed
    /// Somebody said yes; it is held to the limits of then.
    case approved
    /// Its orders are on their way.
    case ordered
    /// Its orders have ended.
    case done
    /// It will not be done: rejected, too late, or nothing was left of it.
    case dropped
  }

  /// Its number in the mandate, from 1.
  public let number: Int
  /// The version of the mandate that it was made under.
  public let version: Int
  /// When it was made: the time of the view that it stands on.
  public let time: Timestamp
  /// Number of the risk frame.
  public let frame: UInt64
  /// Whether the limits asked for it, and not the strategy.
  public let isForced: Bool
  /// Why, in sentences with numbers.
  public let why: String
  /// What was cut, and why.
  public internal(set) var cuts: [MandateCut]
  /// Its trades.
  public internal(set) var legs: [MandateLeg]
  /// The window of time whose budget it is of: whole windows since 1970.
  public internal(set) var window: Int64
  /// When it is over: an answer to a proposal is too late, orders are cancelled.
  public internal(set) var until: Timestamp
  /// What is made of it.
  public internal(set) var stage: Stage
  /// Who answered a proposal; nil where nobody did.
  public internal(set) var answeredBy: String?
  /// Why its orders are cancelled, or why it was dropped; nil where neither is so.
  public internal(set) var ending: String?

  package init(
    number: Int, version: Int, time: Timestamp, frame: UInt64, isForced: Bool, why: String,
    cuts: [MandateCut], legs: [MandateLeg], window: Int64, until: Timestamp, stage: Stage
  ) {
    self.number = number
    self.version = version
    self.time = time
    self.frame = frame
    self.isForced = isForced
    self.why = why
    self.cuts = cuts
    self.legs = legs
    self.window = window
    self.until = until
    self.stage = stage
  }

  /// Whether something is still to come of it.
  public var isOpen: Bool {
    switch stage {
    case .proposed, .approved, .ordered: true
    case .cut, .told, .rehearsed, .done, .dropped: false
    }
  }

  /// What it opens, in US dollars.
  public var openingUSD: Double {
    legs.reduce(0) { $0 + ($1.isReduction ? 0 : $1.notionalUSD) }
  }

  /// What it trades, in US dollars.
  public var notionalUSD: Double { legs.reduce(0) { $0 + $1.notionalUSD } }

  /// Whether it asks for the same as another: the same instruments the same way, each size within a tenth.
  func isLike(_ other: MandateDecision) -> Bool {
    guard isForced == other.isForced, legs.count == other.legs.count else { return false }
    return zip(legs, other.legs).allSatisfy { own, earlier in
      own.instrument == earlier.instrument && own.purpose == earlier.purpose
        && own.quantity.isNegative == earlier.quantity.isNegative
        && abs(own.quantity.doubleValue - earlier.quantity.doubleValue)
          <= 0.1 * abs(earlier.quantity.doubleValue)
    }
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(number)
    writer.write(version)
    writer.write(time)
    writer.write(frame)
    writer.write(isForced)
    writer.write(why)
    writer.write(list: cuts) { $1.write(to: &$0) }
    writer.write(list: legs) { $1.write(to: &$0) }
    writer.write(window)
    writer.write(until)
    writer.write(named: stage)
    writer.write(optional: answeredBy) { $0.write($1) }
    writer.write(optional: ending) { $0.write($1) }
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    number = try reader.readInt()
    version = try reader.readInt()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    isForced = try reader.readBool()
    why = try reader.readString()
    cuts = try reader.readList { reader throws(SteelyardError) in
      try MandateCut(reading: &reader)
    }
    legs = try reader.readList { reader throws(SteelyardError) in
      try MandateLeg(reading: &reader)
    }
    window = try reader.readInt64()
    until = try reader.readTimestamp()
    stage = try reader.readNamed(Stage.self)
    answeredBy = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readString()
    }
    ending = try reader.readOptional { reader throws(SteelyardError) in try reader.readString() }
    guard number > 0, version > 0, legs.count <= MandateDecision.legsMax else {
      throw reader.corrupt("a decision has no number, or too many legs")
    }
  }

  /// Most trades of one decision.
  public static let legsMax = 64
}

public import SteelyardContracts

/// How far the alerts of one subscriber have been delivered: everything that a restart must know.
///
/// Alerts are made from journaled records, so what waits need not be kept: it is made again from the records after
/// `followed`, without those that are settled.
public struct DeliveryMark: EngineFact {
  /// Who is told.
  public let subscriber: String
  /// The last record all of whose alerts are settled.
  public let followed: Int64
  /// The last alert that was delivered or given up; nil before the first.
  public let sequenceSettled: UInt64?
  /// How often the next alert was tried.
  public let attempts: Int
  /// When it is to be tried again; nil for at once.
  public let notBefore: Timestamp?
  /// How many alerts were given up.
  public let deadCount: Int

  /// A mark from its parts.
  public init(
    subscriber: String, followed: Int64, sequenceSettled: UInt64?, attempts: Int,
    notBefore: Timestamp?, deadCount: Int
  ) {
    self.subscriber = subscriber
    self.followed = followed
    self.sequenceSettled = sequenceSettled
    self.attempts = attempts
    self.notBefore = notBefore
    self.deadCount = deadCount
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(subscriber)
    writer.write(followed)
    writer.write(optional: sequenceSettled) { $0.write($1) }
    writer.write(attempts)
    writer.write(optional: notBefore) { $0.write($1) }
    writer.write(deadCount)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    subscriber = try reader.readString()
    followed = try reader.readInt64()
    sequenceSettled = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readUInt64()
    }
    attempts = try reader.readInt()
    notBefore = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readTimestamp()
    }
    deadCount = try reader.readInt()
    guard followed >= 0, attempts >= 0, deadCount >= 0 else {
      throw reader.corrupt("a mark of deliveries counts below zero")
    }
  }
}

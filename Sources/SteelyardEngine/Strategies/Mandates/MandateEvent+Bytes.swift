import SteelyardAllocation
public import SteelyardContracts

extension MandateEvent {
  /// Most bytes of a strategy's memory.
  public static let memoryBytesMax = 1 << 16

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(number)
    writer.write(time)
    writer.write(frame)
    writer.write(author)
    writer.write(named: kind.name)
    switch kind {
    case .set(let mandate, let version):
      mandate.write(to: &writer)
      writer.write(version)
    case .paused(let reason), .refused(let reason): writer.write(reason)
    case .decided(let decision), .ordered(let decision): decision.write(to: &writer)
    case .approved(let decision), .closed(let decision): writer.write(decision)
    case .legRefused(let decision, let leg, let reason):
      writer.write(decision)
      writer.write(leg)
      writer.write(reason)
    case .closing(let decision, let reason), .dropped(let decision, let reason):
      writer.write(decision)
      writer.write(reason)
    case .rested(let rest): rest.write(to: &writer)
    case .released, .resumed, .ended, .looked, .woke: break
    }
    writer.write(optional: standing) { $1.write(to: &$0) }
    writer.write(explanation)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    number = try reader.readUInt64()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    author = try reader.readString()
    switch try reader.readNamed(Kind.Name.self) {
    case .set:
      kind = .set(try StrategyMandate(reading: &reader), version: try reader.readInt())
    case .released: kind = .released
    case .paused: kind = .paused(reason: try reader.readString())
    case .resumed: kind = .resumed
    case .ended: kind = .ended
    case .looked: kind = .looked
    case .decided: kind = .decided(try MandateDecision(reading: &reader))
    case .approved: kind = .approved(decision: try reader.readInt())
    case .ordered: kind = .ordered(try MandateDecision(reading: &reader))
    case .legRefused:
      kind = .legRefused(
        decision: try reader.readInt(), leg: try reader.readInt(), reason: try reader.readString())
    case .closing:
      kind = .closing(decision: try reader.readInt(), reason: try reader.readString())
    case .closed: kind = .closed(decision: try reader.readInt())
    case .dropped:
      kind = .dropped(decision: try reader.readInt(), reason: try reader.readString())
    case .refused: kind = .refused(reason: try reader.readString())
    case .rested: kind = .rested(try MandateRest(reading: &reader))
    case .woke: kind = .woke
    }
    standing = try reader.readOptional { reader throws(SteelyardError) in
      try Standing(reading: &reader)
    }
    explanation = try reader.readString()
  }
}

extension MandateEvent.Standing {
  func write(to writer: inout ByteWriter) {
    writer.write(looks)
    writer.write(epoch: epoch)
    writer.write(list: transfers) { $1.write(to: &$0) }
    writer.write(optional: memory) { $0.write($1) }
    writer.write(equityUSD)
  }

  init(reading reader: inout ByteReader) throws(SteelyardError) {
    looks = try reader.readInt()
    epoch = try reader.readEpoch()
    transfers = try reader.readList { reader throws(SteelyardError) in
      try MandateTransfer(reading: &reader)
    }
    memory = try reader.readOptional { reader throws(SteelyardError) in try reader.readBytes() }
    equityUSD = try reader.readFinite()
    guard looks >= 0, memory?.count ?? 0 <= MandateEvent.memoryBytesMax else {
      throw reader.corrupt("a look counts below nothing, or its memory is too long")
    }
  }
}

extension MandateTransfer {
  func write(to writer: inout ByteWriter) {
    writer.write(asset.code)
    writer.write(amount)
  }

  init(reading reader: inout ByteReader) throws(SteelyardError) {
    asset = try reader.readCurrency()
    amount = try reader.readAmount()
  }
}

extension ByteWriter {
  mutating func write(epoch: DrawdownEpoch) {
    write(epoch.start)
    write(epoch.peak)
    write(epoch.drawdown)
    write(epoch.isStopped)
  }
}

extension ByteReader {
  mutating func readEpoch() throws(SteelyardError) -> DrawdownEpoch {
    let start = try readTimestamp()
    let (peak, drawdown) = (try readDouble(), try readDouble())
    let isStopped = try readBool()
    return try checked { () throws(SteelyardError) in
      try DrawdownEpoch(start: start, peak: peak, drawdown: drawdown, isStopped: isStopped)
    }
  }
}

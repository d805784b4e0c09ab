public import SteelyardContracts

extension LiquidationEvent {
  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(number)
    writer.write(time)
    writer.write(frame)
    writer.write(named: kind.name)
    switch kind {
    case .begun(let policy): writer.write(policy)
    case .decided(let round): round.write(to: &writer)
    case .legRefused(let leg, let reason):
      writer.write(leg)
      writer.write(reason)
    case .stopping(let stop): writer.write(named: stop)
    case .held(let hold): hold.write(to: &writer)
    case .auctionOpened(let auction): auction.write(to: &writer)
    case .auctionPriced(let offer): offer.write(to: &writer)
    case .auctionEnded(let end): writer.write(named: end)
    case .roundEnded, .resumed, .ended: break
    }
    writer.write(optional: equityUSD) { $0.write($1) }
    writer.write(optional: maintenanceExcessUSD) { $0.write($1) }
    writer.write(explanation)
  }

  /// Reads what `write(to:)` wrote.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    account = try reader.readAccountName()
    number = try reader.readUInt64()
    time = try reader.readTimestamp()
    frame = try reader.readUInt64()
    switch try reader.readNamed(Kind.Name.self) {
    case .begun: kind = .begun(policy: try reader.readString())
    case .decided: kind = .decided(try LiquidationRound(reading: &reader))
    case .legRefused:
      kind = .legRefused(leg: try reader.readInt(), reason: try reader.readString())
    case .stopping: kind = .stopping(try reader.readNamed(LiquidationRound.Stop.self))
    case .roundEnded: kind = .roundEnded
    case .held: kind = .held(try LiquidationHold(reading: &reader))
    case .resumed: kind = .resumed
    case .ended: kind = .ended
    case .auctionOpened: kind = .auctionOpened(try LiquidationAuction(reading: &reader))
    case .auctionPriced: kind = .auctionPriced(try AuctionOffer(reading: &reader))
    case .auctionEnded:
      kind = .auctionEnded(try reader.readNamed(LiquidationAuction.End.self))
    }
    equityUSD = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readFinite()
    }
    maintenanceExcessUSD = try reader.readOptional { reader throws(SteelyardError) in
      try reader.readFinite()
    }
    explanation = try reader.readString()
  }
}

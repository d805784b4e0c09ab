public import SteelyardContracts

extension LedgerEvent {
  /// The event as it is journaled: the form, then the event.
  public var bytes: [UInt8] {
    var writer = ByteWriter(reserving: 128)
    writer.write(byte: JournalForm.current)
    writer.write(self)
    return writer.bytes
  }

  /// The event of journaled bytes.
  ///
  /// - Throws: `corruptData` for bytes that no event has.
  public init(bytes: [UInt8]) throws(SteelyardError) {
    var reader = ByteReader(bytes)
    try JournalForm.check(&reader)
    self = try reader.read()
    try reader.finish()
  }

  /// The events of one command as they are journaled: the form, how many there are, each.
  public static func bytes(of events: [LedgerEvent]) -> [UInt8] {
    var writer = ByteWriter(reserving: 128 * events.count + 2)
    writer.write(byte: JournalForm.current)
    writer.write(values: events)
    return writer.bytes
  }

  /// The events that `bytes(of:)` wrote.
  ///
  /// - Throws: `corruptData` for bytes that it never writes.
  public static func events(bytes: [UInt8]) throws(SteelyardError) -> [LedgerEvent] {
    var reader = ByteReader(bytes)
    try JournalForm.check(&reader)
    let events: [LedgerEvent] = try reader.readValues()
    try reader.finish()
    return events
  }
}

extension LedgerEvent: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .commandNamed(let account, let identifier, let digest):
      writer.write(byte: 0)
      writer.write(account)
      writer.write(identifier)
      writer.write(digest)
    case .assetListed(let asset, let currency):
      writer.write(byte: 1)
      writer.write(asset)
      writer.write(currency)
    case .instrumentListed(let instrument, let listing, let venue, let settlement, let base):
      writer.write(byte: 2)
      writer.write(instrument)
      writer.write(listing)
      writer.write(venue)
      writer.write(settlement)
      writer.write(base)
    case .accountOpened(let account, let name, let owner, let mode):
      writer.write(byte: 3)
      writer.write(account)
      writer.write(name)
      writer.write(owner)
      writer.write(mode)
    case .marginModeSet(let account, let mode):
      writer.write(byte: 4)
      writer.write(account)
      writer.write(mode)
    case .orderPlaced(let order):
      writer.write(byte: 5)
      writer.write(order)
    case .orderChanged(let order, let change):
      writer.write(byte: 6)
      writer.write(order)
      writer.write(change)
    case .orderFilled(let order, let quantity, let price, let booking):
      writer.write(byte: 7)
      writer.write(order)
      writer.write(quantity)
      writer.write(price)
      writer.write(booking)
    case .traded(let instrument, let quantity, let price, let booking):
      writer.write(byte: 8)
      writer.write(instrument)
      writer.write(quantity)
      writer.write(price)
      writer.write(booking)
    case .fundingPaid(let instrument, let price, let rate, let booking):
      writer.write(byte: 9)
      writer.write(instrument)
      writer.write(price)
      writer.write(rate)
      writer.write(booking)
    case .interestAccrued(let asset, let rate, let factor, let booking):
      writer.write(byte: 10)
      writer.write(asset)
      writer.write(rate)
      writer.write(factor)
      writer.write(booking)
    case .settled(let instrument, let price, let kind, let booking):
      writer.write(byte: 11)
      writer.write(instrument)
      writer.write(price)
      writer.write(kind)
      writer.write(booking)
    case .deposited(let booking):
      writer.write(byte: 12)
      writer.write(booking)
    case .withdrawalRequested(let withdrawal):
      writer.write(byte: 13)
      writer.write(withdrawal)
    case .withdrawalSent(let withdrawal, let reference, let booking):
      writer.write(byte: 14)
      writer.write(withdrawal)
      writer.write(reference)
      writer.write(booking)
    case .withdrawalFailed(let withdrawal, let reason):
      writer.write(byte: 15)
      writer.write(withdrawal)
      writer.write(reason)
    case .transferred(let booking):
      writer.write(byte: 16)
      writer.write(booking)
    case .adjusted(let booking, let reason):
      writer.write(byte: 17)
      writer.write(booking)
      writer.write(reason)
    case .liquidationFeeCharged(let liquidation, let asked, let booking):
      writer.write(byte: 18)
      writer.write(liquidation)
      writer.write(asked)
      writer.write(booking)
    case .takenOver(let liquidation, let account, let closings, let balances, let booking):
      writer.write(byte: 19)
      writer.write(liquidation)
      writer.write(account)
      writer.write(values: closings)
      writer.write(balances)
      writer.write(booking)
    case .deleveraged(
      let liquidation, let account, let instrument, let quantity, let price, let booking):
      writer.write(byte: 20)
      writer.write(liquidation)
      writer.write(account)
      writer.write(instrument)
      writer.write(quantity)
      writer.write(price)
      writer.write(booking)
    case .lossShared(let liquidation, let asset, let loss, let reason, let booking):
      writer.write(byte: 21)
      writer.write(liquidation)
      writer.write(asset)
      writer.write(loss)
      writer.write(reason)
      writer.write(booking)
    case .shareSold(let sold, let booking):
      writer.write(byte: 30)
      writer.write(sold)
      writer.write(booking)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .commandNamed(try reader.read(), try reader.read(), try reader.read())
      case 1: .assetListed(try reader.read(), try reader.read())
      case 2:
        .instrumentListed(
          try reader.read(), try reader.read(), venue: try reader.read(),
          settlement: try reader.read(), base: try reader.read())
      case 3:
        .accountOpened(
          try reader.read(), try reader.read(), owner: try reader.read(),
          mode: try reader.read())
      case 4: .marginModeSet(try reader.read(), try reader.read())
      case 5: .orderPlaced(try reader.read())
      case 6: .orderChanged(try reader.read(), try reader.read())
      case 7:
        .orderFilled(
          try reader.read(), quantity: try reader.read(), price: try reader.read(),
          try reader.read())
      case 8:
        .traded(
          try reader.read(), quantity: try reader.read(), price: try reader.read(),
          try reader.read())
      case 9:
        .fundingPaid(
          try reader.read(), price: try reader.read(), rate: try reader.read(),
          try reader.read())
      case 10:
        .interestAccrued(
          try reader.read(), rate: try reader.read(), factor: try reader.read(),
          try reader.read())
      case 11:
        .settled(
          try reader.read(), price: try reader.read(), try reader.read(), try reader.read())
      case 12: .deposited(try reader.read())
      case 13: .withdrawalRequested(try reader.read())
      case 14:
        .withdrawalSent(
          try reader.read(), reference: try reader.readString(), try reader.read())
      case 15: .withdrawalFailed(try reader.read(), reason: try reader.readString())
      case 16: .transferred(try reader.read())
      case 17: .adjusted(try reader.read(), reason: try reader.readString())
      case 18:
        .liquidationFeeCharged(try reader.read(), asked: try reader.read(), try reader.read())
      case 19:
        .takenOver(
          try reader.read(), try reader.read(), try reader.readValues(), try reader.read(),
          try reader.read())
      case 20:
        .deleveraged(
          try reader.read(), try reader.read(), try reader.read(), quantity: try reader.read(),
          price: try reader.read(), try reader.read())
      case 30: .shareSold(try reader.read(), try reader.read())
      case 21:
        .lossShared(
          try reader.read(), try reader.read(), loss: try reader.read(), try reader.readString(),
          try reader.read())
      case let other: throw reader.corrupt("\(other) is no kind of event")
      }
  }
}

extension Booking: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(values: postings)
    writer.write(values: changes)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(postings: try reader.readValues(), changes: try reader.readValues())
  }
}

extension Posting: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(asset)
    writer.write(amount)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), asset: try reader.read(), amount: try reader.readAmount())
  }
}

extension PositionChange: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(instrument)
    writer.write(quantity)
    writer.write(cost)
    writer.write(realised)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), instrument: try reader.read(),
      quantity: try reader.readAmount(), cost: try reader.readAmount(),
      realised: try reader.readAmount())
  }
}

extension Withdrawal: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(identifier)
    writer.write(account)
    writer.write(asset)
    writer.write(amount)
    writer.write(destination)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      identifier: try reader.read(), account: try reader.read(), asset: try reader.read(),
      amount: try reader.readAmount(), destination: try reader.readString())
  }
}

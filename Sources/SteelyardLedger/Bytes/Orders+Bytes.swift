import SteelyardContracts

extension OrderTicket: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(instrument)
    writer.write(quantity)
    writer.write(ifPresent: price)
    writer.write(effect)
    writer.write(entry)
    writer.write(ifPresent: label)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), instrument: try reader.read(), quantity: try reader.read(),
      price: try reader.readIfPresent(), effect: try reader.read(), entry: try reader.read(),
      label: try reader.readIfPresent())
  }
}

extension VenueAnswer: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .accepted: writer.write(byte: 0)
    case .rejected(let reason):
      writer.write(byte: 1)
      writer.write(reason)
    case .amended: writer.write(byte: 2)
    case .amendRefused(let reason):
      writer.write(byte: 3)
      writer.write(reason)
    case .cancelled: writer.write(byte: 4)
    case .cancelRefused(let reason):
      writer.write(byte: 5)
      writer.write(reason)
    case .expired: writer.write(byte: 6)
    case .overdue: writer.write(byte: 7)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .accepted
      case 1: .rejected(reason: try reader.readString())
      case 2: .amended
      case 3: .amendRefused(reason: try reader.readString())
      case 4: .cancelled
      case 5: .cancelRefused(reason: try reader.readString())
      case 6: .expired
      case 7: .overdue
      case let other: throw reader.corrupt("\(other) is no answer of a venue")
      }
  }
}

extension OrderChange: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .accepted: writer.write(byte: 0)
    case .rejected(let reason):
      writer.write(byte: 1)
      writer.write(reason)
    case .amendRequested(let quantity, let price):
      writer.write(byte: 2)
      writer.write(quantity)
      writer.write(ifPresent: price)
    case .amended(let quantity, let price):
      writer.write(byte: 3)
      writer.write(quantity)
      writer.write(ifPresent: price)
    case .amendRefused(let reason):
      writer.write(byte: 4)
      writer.write(reason)
    case .cancelRequested: writer.write(byte: 5)
    case .cancelled: writer.write(byte: 6)
    case .cancelRefused(let reason):
      writer.write(byte: 7)
      writer.write(reason)
    case .expired: writer.write(byte: 8)
    case .overdue: writer.write(byte: 9)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .accepted
      case 1: .rejected(reason: try reader.readString())
      case 2: .amendRequested(quantity: try reader.read(), price: try reader.readIfPresent())
      case 3: .amended(quantity: try reader.read(), price: try reader.readIfPresent())
      case 4: .amendRefused(reason: try reader.readString())
      case 5: .cancelRequested
      case 6: .cancelled
      case 7: .cancelRefused(reason: try reader.readString())
      case 8: .expired
      case 9: .overdue
      case let other: throw reader.corrupt("\(other) is no change of an order")
      }
  }
}

extension FeeCharge: JournaledValue {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .maker: writer.write(byte: 0)
    case .taker: writer.write(byte: 1)
    case .exactly(let amount):
      writer.write(byte: 2)
      writer.write(amount)
    case .none: writer.write(byte: 3)
    }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .maker
      case 1: .taker
      case 2: .exactly(try reader.readAmount())
      case 3: .none
      case let other: throw reader.corrupt("\(other) is no kind of fee")
      }
  }
}

extension FillReport: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(order)
    writer.write(quantity)
    writer.write(price)
    writer.write(fee)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      order: try reader.read(), quantity: try reader.read(), price: try reader.read(),
      fee: try reader.read())
  }
}

extension AgreedTrade: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(ifPresent: counterparty)
    writer.write(instrument)
    writer.write(quantity)
    writer.write(price)
    writer.write(fee)
    writer.write(counterpartyFee)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), counterparty: try reader.readIfPresent(),
      instrument: try reader.read(), quantity: try reader.read(), price: try reader.read(),
      fee: try reader.read(), counterpartyFee: try reader.read())
  }
}

extension PlacedOrder: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(identifier)
    writer.write(account)
    writer.write(instrument)
    writer.write(quantity)
    writer.write(ifPresent: price)
    writer.write(effect)
    writer.write(entry)
    writer.write(ifPresent: label)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      identifier: try reader.read(), account: try reader.read(), instrument: try reader.read(),
      quantity: try reader.read(), price: try reader.readIfPresent(), effect: try reader.read(),
      entry: try reader.read(), label: try reader.readIfPresent())
  }
}

import SteelyardContracts

extension LiquidationIdentifier: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(rawValue) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(rawValue: try reader.readUInt64())
  }
}

extension LiquidationFee: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(account)
    writer.write(asset)
    writer.write(amount)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      liquidation: try reader.read(), account: try reader.read(), asset: try reader.read(),
      amount: try reader.readAmount())
  }
}

extension Takeover.Balances: JournaledValue {}

extension Takeover: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(account)
    writer.write(values: closings)
    writer.write(balances)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      liquidation: try reader.read(), account: try reader.read(),
      closings: try reader.readValues(), balances: try reader.read())
  }
}

extension Takeover.Closing: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(instrument)
    writer.write(quantity)
    writer.write(price)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      instrument: try reader.read(), quantity: try reader.readAmount(),
      price: try reader.readAmount())
  }
}

extension ClosedPosition: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(instrument)
    writer.write(quantity)
    writer.write(price)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      instrument: try reader.read(), quantity: try reader.readAmount(),
      price: try reader.readAmount())
  }
}

extension Deleveraging: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(account)
    writer.write(instrument)
    writer.write(price)
    writer.write(values: shares)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      liquidation: try reader.read(), account: try reader.read(), instrument: try reader.read(),
      price: try reader.readAmount(), shares: try reader.readValues())
  }
}

extension Deleveraging.Share: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(quantity)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(account: try reader.read(), quantity: try reader.readAmount())
  }
}

extension LossSharing: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(asset)
    writer.write(loss)
    switch base {
    case .balances: writer.write(byte: 0)
    case .stated(let shares):
      writer.write(byte: 1)
      writer.write(values: shares)
    }
    writer.write(reason)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    let liquidation: LiquidationIdentifier = try reader.read()
    let asset: Currency = try reader.read()
    let loss = try reader.readAmount()
    let base: Base =
      switch try reader.readByte() {
      case 0: .balances
      case 1: .stated(try reader.readValues())
      case let other: throw reader.corrupt("\(other) is no base of a shared loss")
      }
    self.init(
      liquidation: liquidation, asset: asset, loss: loss, base: base,
      reason: try reader.readString())
  }
}

extension LossSharing.Share: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(base)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(account: try reader.read(), base: try reader.readAmount())
  }
}

import SteelyardDigests
import SteelyardContracts

extension LedgerAsset: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(currency)
    writer.write(accruedUntil)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(currency: try reader.read(), accruedUntil: try reader.readTimestamp())
  }
}

extension LedgerAccount: JournaledValue {
  /// All but positions, which need the instruments, and orders and holds, which follow from the lists of them.
  func write(to writer: inout ByteWriter) {
    writer.write(name)
    writer.write(owner)
    writer.write(mode)
    let kept = balances.filter { !$0.amount.isZero }
    writer.write(UInt64(kept.count))
    for balance in kept {
      writer.write(balance.asset)
      writer.write(balance.amount)
    }
    writer.write(UInt64(memory.remembered.count))
    for entry in memory.remembered {
      writer.write(entry.identifier)
      writer.write(entry.digest)
      writer.write(entry.position)
      writer.write(entry.time)
    }
  }

  func writePositions(to writer: inout ByteWriter) { writer.write(values: positions) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(name: try reader.read(), owner: try reader.read(), mode: try reader.read())
    for _ in 0..<(try reader.readUInt64()) {
      var balance = LedgerBalance(asset: try reader.read())
      balance.amount = try reader.readAmount()
      guard balances.last.map({ $0.asset < balance.asset }) ?? true,
        balance.asset.place < Ledger.assetsMax
      else { throw reader.corrupt("balances are out of order") }
      balances.append(balance)
    }
    for _ in 0..<(try reader.readUInt64()) {
      let identifier: ClientIdentifier = try reader.read()
      let digest: SHA256Digest = try reader.read()
      let position = try reader.readUInt64()
      let time = try reader.readTimestamp()
      // Times are compared by their difference, which must not overflow.
      guard time.microseconds >= 0 else { throw reader.corrupt("a time is before 1970") }
      memory.remember(.init(identifier: identifier, digest: digest, position: position, time: time))
    }
  }
}

extension LedgerPosition: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(instrument)
    writer.write(quantity)
    writer.write(cost)
    writer.write(realised)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(instrument: try reader.read())
    quantity = try reader.readAmount()
    cost = try reader.readAmount()
    realised = try reader.readAmount()
  }
}

extension LedgerInstrument: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(listing)
    writer.write(venue)
    writer.write(settlement)
    writer.write(base)
    writer.write(status)
    writer.write(optional: fundedUntil) { writer, time in writer.write(time) }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      listing: try reader.read(), venue: try reader.read(), settlement: try reader.read(),
      base: try reader.read())
    status = try reader.read()
    fundedUntil = try reader.readBool() ? try reader.readTimestamp() : nil
  }
}

extension LedgerOrder: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(identifier)
    writer.write(account)
    writer.write(instrument)
    writer.write(quantity)
    writer.write(ifPresent: price)
    writer.write(effect)
    writer.write(entry)
    writer.write(ifPresent: label)
    writer.write(placedAt)
    writer.write(status)
    writer.write(filled)
    switch request {
    case nil: writer.write(byte: 0)
    case .amend(let quantity, let price):
      writer.write(byte: 1)
      writer.write(quantity)
      writer.write(ifPresent: price)
    case .cancel: writer.write(byte: 2)
    }
    writer.write(answer)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    identifier = try reader.read()
    account = try reader.read()
    instrument = try reader.read()
    quantity = try reader.read()
    price = try reader.readIfPresent()
    effect = try reader.read()
    entry = try reader.read()
    label = try reader.readIfPresent()
    placedAt = try reader.readTimestamp()
    status = try reader.read()
    filled = try reader.read()
    request =
      switch try reader.readByte() {
      case 0: nil
      case 1: .amend(quantity: try reader.read(), price: try reader.readIfPresent())
      case 2: .cancel
      case let other: throw reader.corrupt("\(other) is no request")
      }
    answer = try reader.read()
    guard quantity.units.magnitude <= UInt128(Ledger.balanceMax.units),
      filled.units.magnitude <= quantity.units.magnitude
    else { throw reader.corrupt("an order is overfilled") }
  }
}

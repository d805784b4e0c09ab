import SteelyardContracts

extension ShareSale: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(bidder)
    writer.write(share)
    writer.write(ifPresent: worstPrice)
    writer.write(ifPresent: fill)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      liquidation: try reader.read(), bidder: try reader.read(), share: try reader.readAmount(),
      worstPrice: try reader.readIfPresent(), fill: try reader.readIfPresent())
  }
}

extension ShareSale.Fill: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(account)
    writer.write(share)
    writer.write(asset)
    writer.write(kept)
    writer.write(payment)
    writer.write(compensation)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      account: try reader.read(), share: try reader.readAmount(), asset: try reader.read(),
      kept: try reader.readAmount(), payment: try reader.readAmount(),
      compensation: try reader.readAmount())
  }
}

extension SoldShare: JournaledValue {
  func write(to writer: inout ByteWriter) {
    writer.write(liquidation)
    writer.write(account)
    writer.write(bidder)
    writer.write(share)
    writer.write(asset)
    writer.write(payment)
    writer.write(compensation)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(
      liquidation: try reader.read(), account: try reader.read(), bidder: try reader.read(),
      share: try reader.readAmount(), asset: try reader.read(), payment: try reader.readAmount(),
      compensation: try reader.readAmount())
  }
}

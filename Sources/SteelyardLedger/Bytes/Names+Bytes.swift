import SteelyardDigests
import SteelyardContracts

extension DenseIndex: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(UInt64(UInt32(bitPattern: rawValue))) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    let value = try reader.readUInt64()
    guard let place = Int32(exactly: value) else {
      throw reader.corrupt("an index is out of range")
    }
    self.init(rawValue: place)
  }
}

extension OrderIdentifier: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(rawValue) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(rawValue: try reader.readUInt64())
  }
}

extension WithdrawalIdentifier: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(rawValue) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(rawValue: try reader.readUInt64())
  }
}

extension Amount: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(self) }

  init(from reader: inout ByteReader) throws(SteelyardError) { self = try reader.readAmount() }
}

extension AccountName: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(description) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      try AccountName(try reader.readString())
    }
  }
}

extension OwnerName: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(description) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      try OwnerName(try reader.readString())
    }
  }
}

extension ClientIdentifier: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(description) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      try ClientIdentifier(try reader.readString())
    }
  }
}

extension Currency: JournaledValue {
  func write(to writer: inout ByteWriter) { writer.write(code) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self = try reader.readChecked { reader throws(SteelyardError) in
      try Currency(try reader.readString())
    }
  }
}

extension SHA256Digest: JournaledValue {
  func write(to writer: inout ByteWriter) {
    for byte in bytes { writer.write(byte: byte) }
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self.init(bytes: Array(try reader.readRaw(count: SHA256Digest.byteCount)))
  }
}

extension MarginMode: JournaledValue {
  func write(to writer: inout ByteWriter) {
    let byte: UInt8 =
      switch self {
      case .isolated: 0
      case .cross: 1
      case .portfolio: 2
      }
    writer.write(byte: byte)
  }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    self =
      switch try reader.readByte() {
      case 0: .isolated
      case 1: .cross
      case 2: .portfolio
      case let other: throw reader.corrupt("\(other) is no margin mode")
      }
  }
}

/// Writes values as bytes, one way only: what is journaled and hashed.
///
/// Whole numbers are variable-length (seven bits a byte, least first), signed ones zigzagged; texts and
/// byte strings carry their length; an `Amount` is its whole number of units. The same values give the same
/// bytes on every machine.
///
/// - Source: variable-length integers and zigzag as Protocol Buffers' encoding describes them.
public struct ByteWriter: Sendable {
  /// What was written.
  public private(set) var bytes: [UInt8] = []

  /// An empty writer.
  public init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// Empties the writer and keeps its room.
  public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// One byte as it is.
  public mutating func write(byte: UInt8) { bytes.append(byte) }

  /// Bytes as they are, without their length.
  public mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  /// A whole number from 0 up.
  public mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A whole number.
  public mutating func write(_ value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// A whole number.
  public mutating func write(_ value: Int) { write(Int64(value)) }

  /// Yes or no.
  public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// A number to its last bit.
  public mutating func write(_ value: Double) {
    var pattern = value.bitPattern
    for _ in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: pattern))
      pattern >>= 8
    }
  }

  /// An exact amount.
  public mutating func write(_ value: Amount) {
    var rest = UInt128(bitPattern: (value.units << 1) ^ (value.units >> 127))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// An instant.
  public mutating func write(_ value: Timestamp) { write(value.microseconds) }

  /// A text with its length.
  public mutating func write(_ value: String) {
    var text = value
    text.withUTF8 { utf8 in
      write(UInt64(utf8.count))
      bytes.append(contentsOf: utf8)
    }
  }

  /// Bytes with their length.
  public mutating func write(_ value: [UInt8]) {
    write(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A value or its absence.
  public mutating func write<Value>(
    optional value: Value?, _ body: (inout ByteWriter, Value) -> Void
  ) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// A list with its length.
  public mutating func write<Element>(
    list: some Collection<Element>, _ body: (inout ByteWriter, Element) -> Void
  ) {
    write(UInt64(list.count))
    for element in list { body(&self, element) }
  }
}

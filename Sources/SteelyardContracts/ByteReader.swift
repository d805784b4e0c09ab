/// Reads what a `ByteWriter` wrote, and trusts none of it.
///
/// Every length is checked against what is left before anything is allocated, and a number that was
/// written longer than it needs is refused, so that one value has one form.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  /// How many bytes were read.
  public private(set) var offset = 0

  /// A reader at the start of these bytes.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  public var remaining: Int { bytes.count - offset }

  /// - Throws: `corruptData` where bytes are left over.
  public func finish() throws(SteelyardError) {
    guard remaining == 0 else { throw corrupt("\(remaining) bytes are left over") }
  }

  /// One byte as it is.
  public mutating func readByte() throws(SteelyardError) -> UInt8 {
    guard offset < bytes.count else { throw corrupt("the bytes end early") }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Bytes as they are.
  public mutating func readRaw(count: Int) throws(SteelyardError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw corrupt("the bytes end early") }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// A whole number from 0 up.
  public mutating func readUInt64() throws(SteelyardError) -> UInt64 {
    let value = try readWide(bitsMax: 64)
    return UInt64(truncatingIfNeeded: value)
  }

  /// A whole number.
  public mutating func readInt64() throws(SteelyardError) -> Int64 {
    let zigzag = try readUInt64()
    return Int64(bitPattern: (zigzag >> 1) ^ (0 &- (zigzag & 1)))
  }

  /// A whole number.
  public mutating func readInt() throws(SteelyardError) -> Int { Int(try readInt64()) }

  /// Yes or no.
  public mutating func readBool() throws(SteelyardError) -> Bool {
    switch try readByte() {
    case 0: false
    case 1: true
    case let other: throw corrupt("\(other) is neither yes nor no")
    }
  }

  /// A number to its last bit.
  public mutating func readDouble() throws(SteelyardError) -> Double {
    let pattern = try readRaw(count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(bitPattern: pattern)
  }

  /// An exact amount.
  public mutating func readAmount() throws(SteelyardError) -> Amount {
    let zigzag = try readWide(bitsMax: 128)
    let units = Int128(bitPattern: (zigzag >> 1) ^ (0 &- (zigzag & 1)))
    guard units != .min else { throw corrupt("an amount is out of range") }
    return Amount(units: units)
  }

  /// An instant.
  public mutating func readTimestamp() throws(SteelyardError) -> Timestamp {
    Timestamp(microseconds: try readInt64())
  }

  /// A text.
  public mutating func readString() throws(SteelyardError) -> String {
    guard let text = String(validating: try readRaw(count: readCount()), as: UTF8.self) else {
      throw corrupt("a text is not UTF-8")
    }
    return text
  }

  /// Bytes that carry their length.
  public mutating func readBytes() throws(SteelyardError) -> [UInt8] {
    Array(try readRaw(count: readCount()))
  }

  /// A value or its absence.
  public mutating func readOptional<Value>(
    _ body: (inout ByteReader) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value? {
    try readBool() ? try body(&self) : nil
  }

  /// A list; each element takes at least one byte, which bounds its length.
  public mutating func readList<Element>(
    _ body: (inout ByteReader) throws(SteelyardError) -> Element
  ) throws(SteelyardError) -> [Element] {
    let count = try readCount()
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try body(&self)) }
    return list
  }

  /// An error that says where the bytes are wrong.
  public func corrupt(_ reason: String) -> SteelyardError {
    SteelyardError(
      .corruptData, "Stored data can't be read at byte \(offset): \(reason).",
      remedy: "Restore the file from a backup, or verify it with `steelyard ledger verify`.")
  }

  private mutating func readCount() throws(SteelyardError) -> Int {
    let count = try readUInt64()
    guard count <= UInt64(remaining) else {
      throw corrupt("a length of \(count) is beyond the end")
    }
    return Int(count)
  }

  private mutating func readWide(bitsMax: Int) throws(SteelyardError) -> UInt128 {
    var value: UInt128 = 0
    var shift = 0
    while true {
      let byte = try readByte()
      let part = UInt128(byte & 0x7F)
      guard shift < bitsMax, shift + 7 <= bitsMax || part >> UInt128(bitsMax - shift) == 0 else {
        throw corrupt("a number is out of range")
      }
      value |= part << UInt128(shift)
      if byte < 0x80 {
        guard byte != 0 || shift == 0 else { throw corrupt("a number is written too long") }
        return value
      }
      shift += 7
    }
  }
}

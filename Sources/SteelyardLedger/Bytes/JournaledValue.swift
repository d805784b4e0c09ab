import SteelyardContracts

/// A value that has one form in bytes.
protocol JournaledValue {
  /// Writes the value.
  func write(to writer: inout ByteWriter)
  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for anything else.
  init(from reader: inout ByteReader) throws(SteelyardError)
}

/// The form of the bytes: which cases and fields there are.
enum JournalForm {
  /// The form that is written; the first byte of every command, event list and state.
  static let current: UInt8 = 1

  /// Reads the first byte.
  ///
  /// - Throws: `corruptData` for a form that this program does not know.
  static func check(_ reader: inout ByteReader) throws(SteelyardError) {
    let form = try reader.readByte()
    guard form == current else {
      throw SteelyardError(
        .corruptData, "Journaled data has form \(form); this program reads form \(current).",
        remedy: "Read it with the version of Steelyard that wrote it, or a later one.")
    }
  }
}

extension ByteReader {
  /// A value of this type.
  mutating func read<Value: JournaledValue>(
    _ type: Value.Type = Value.self
  ) throws(SteelyardError) -> Value {
    try Value(from: &self)
  }

  /// A value or its absence.
  mutating func readIfPresent<Value: JournaledValue>(
    _ type: Value.Type = Value.self
  ) throws(SteelyardError) -> Value? {
    try readBool() ? try Value(from: &self) : nil
  }

  /// A list of values.
  mutating func readValues<Value: JournaledValue>(
    _ type: Value.Type = Value.self
  ) throws(SteelyardError) -> [Value] {
    let count = try readUInt64()
    // Every value takes at least a byte, which bounds what is allocated for damaged lengths.
    guard count <= UInt64(remaining) else { throw corrupt("a length is beyond the end") }
    var values: [Value] = []
    values.reserveCapacity(min(Int(count), remaining / 8 + 1))
    for _ in 0..<count { values.append(try Value(from: &self)) }
    return values
  }

  /// What a checked initialiser makes, where its refusal means that the bytes are damaged.
  mutating func readChecked<Value>(
    _ body: (inout ByteReader) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    do {
      return try body(&self)
    } catch {
      throw error.code == .corruptData ? error : corrupt(error.message)
    }
  }
}

extension ByteWriter {
  /// A value.
  mutating func write(_ value: some JournaledValue) { value.write(to: &self) }

  /// A value or its absence.
  mutating func write<Value: JournaledValue>(ifPresent value: Value?) {
    write(value != nil)
    value?.write(to: &self)
  }

  /// A list of values.
  mutating func write<Value: JournaledValue>(values: [Value]) {
    write(UInt64(values.count))
    for value in values { value.write(to: &self) }
  }
}

extension JournaledValue where Self: RawRepresentable, RawValue == UInt8 {
  func write(to writer: inout ByteWriter) { writer.write(byte: rawValue) }

  init(from reader: inout ByteReader) throws(SteelyardError) {
    let byte = try reader.readByte()
    guard let value = Self(rawValue: byte) else {
      throw reader.corrupt("\(byte) is no known \(Self.self)")
    }
    self = value
  }
}

extension OrderTicket.Effect: JournaledValue {}
extension OrderTicket.Entry: JournaledValue {}
extension OrderStatus: JournaledValue {}
extension LedgerOrder.Answer: JournaledValue {}
extension LedgerInstrument.Status: JournaledValue {}
extension SettlementKind: JournaledValue {}
extension BarrierOutcome: JournaledValue {}

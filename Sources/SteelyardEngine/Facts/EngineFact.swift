public import SteelyardContracts

/// A value that the engine journals: written once as bytes, read back bit for bit, never recomputed.
public protocol EngineFact: Sendable, Hashable {
  /// Writes the value.
  func write(to writer: inout ByteWriter)
  /// Reads what `write(to:)` wrote.
  ///
  /// - Throws: `corruptData` for bytes that no value of this type writes.
  init(reading reader: inout ByteReader) throws(SteelyardError)
}

extension EngineFact {
  /// The value as bytes.
  public var bytes: [UInt8] {
    var writer = ByteWriter()
    write(to: &writer)
    return writer.bytes
  }

  /// A value from all of these bytes.
  ///
  /// - Throws: `corruptData` for bytes that no value of this type writes, or where some are left over.
  public init(bytes: [UInt8]) throws(SteelyardError) {
    var reader = ByteReader(bytes)
    self = try Self(reading: &reader)
    try reader.finish()
  }
}

import SteelyardDigests
public import SteelyardContracts

/// A parameter file of a margin model that is, was or will be in force.
public struct ParameterVersion: EngineFact {
  /// The margin model.
  public let model: String
  /// Which version of the model's parameters it is; the first is 1.
  public let number: Int
  /// The file, byte for byte.
  public let file: [UInt8]
  /// SHA-256 of the file, 64 hexadecimal digits.
  public let hash: String
  /// From when on it is, or was, in force.
  public let since: Timestamp
  /// Number of the change that brought it; nil for what the service was started with.
  public let change: Int?
  /// The share of a requirement that it let off (`ParameterEffect.largestFallShare`).
  public let looseningShare: Double

  init(
    model: String, number: Int, file: [UInt8], hash: String, since: Timestamp, change: Int?,
    looseningShare: Double
  ) {
    self.model = model
    self.number = number
    self.file = file
    self.hash = hash
    self.since = since
    self.change = change
    self.looseningShare = looseningShare
  }

  /// Writes every part.
  public func write(to writer: inout ByteWriter) {
    writer.write(model)
    writer.write(number)
    writer.write(file)
    writer.write(since)
    writer.write(optional: change) { $0.write($1) }
    writer.write(looseningShare)
  }

  /// Reads what `write(to:)` wrote; the hash is computed anew, so that it is true of the file.
  public init(reading reader: inout ByteReader) throws(SteelyardError) {
    model = try reader.readString()
    number = try reader.readInt()
    file = try reader.readBytes()
    hash = SHA256Digest(of: file).description
    since = try reader.readTimestamp()
    change = try reader.readOptional { reader throws(SteelyardError) in try reader.readInt() }
    looseningShare = try reader.readFinite()
  }
}

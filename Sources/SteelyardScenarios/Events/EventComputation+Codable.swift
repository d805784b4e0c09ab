import SteelyardContracts

extension EventComputation: Codable {
  private enum Key: String, CodingKey { case file, column, reference, method, from, to, scale }

  /// Reads the parts, instants in ISO 8601.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      file: try container.decode(String.self, forKey: .file),
      column: try container.decode(String.self, forKey: .column),
      reference: try container.decodeIfPresent(String.self, forKey: .reference),
      method: try container.decode(Method.self, forKey: .method),
      from: try container.instant(forKey: .from), to: try container.instant(forKey: .to),
      scale: try container.decodeIfPresent(Double.self, forKey: .scale))
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(file, forKey: .file)
    try container.encode(column, forKey: .column)
    try container.encodeIfPresent(reference, forKey: .reference)
    try container.encode(method, forKey: .method)
    try container.encode(from.description, forKey: .from)
    try container.encode(to.description, forKey: .to)
    try container.encodeIfPresent(scale, forKey: .scale)
  }
}

extension KeyedDecodingContainer {
  /// An instant in ISO 8601; what is none is refused under its key.
  func instant(forKey key: Key) throws -> Timestamp {
    let text = try decode(String.self, forKey: key)
    do {
      return try Timestamp(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "\"\(text.prefix(40))\" is no time in UTC such as 2026-03-14T09:25:21Z")
    }
  }
}

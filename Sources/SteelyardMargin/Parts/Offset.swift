/// What nets with what, one of a closed list; a model without offsets nets everything in a bucket.
public enum Offset: Sendable, Hashable {
  /// How much credit a bucket's gain gives.
  case gains(GainOffset)
  /// What of an expiry's value counts for the others.
  case expiryDiscount(ExpiryDiscount)
}

extension Offset: Codable {
  private enum Key: String, CodingKey, CaseIterable { case gains, expiryDiscount }

  /// Reads `{"gains": {...}}`: one offset under its name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let name = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "an offset has exactly one of gains, expiry_discount"))
    }
    switch name {
    case .gains: self = .gains(try container.decode(GainOffset.self, forKey: name))
    case .expiryDiscount:
      self = .expiryDiscount(try container.decode(ExpiryDiscount.self, forKey: name))
    }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .gains(let offset): try container.encode(offset, forKey: .gains)
    case .expiryDiscount(let discount): try container.encode(discount, forKey: .expiryDiscount)
    }
  }
}

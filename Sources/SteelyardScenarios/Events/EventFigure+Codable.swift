import SteelyardContracts

extension EventFigure: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case factor, asset, value, computed, cited, unsourced

    static let evidence: [Key] = [.computed, .cited, .unsourced]
  }

  /// Reads a figure with exactly one of `computed`, `cited` and `unsourced`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let given = Key.evidence.filter(container.contains)
    guard given.count == 1, let kind = given.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "a figure has exactly one of "
            + Key.evidence.map(\.rawValue).joined(separator: ", ")))
    }
    let evidence: EventEvidence =
      switch kind {
      case .computed: .computed(try container.decode(EventComputation.self, forKey: kind))
      case .cited: .cited(try container.decode(String.self, forKey: kind))
      default: .unsourced(try container.decode(String.self, forKey: .unsourced))
      }
    self.init(
      factor: try container.decode(EventFactor.self, forKey: .factor),
      asset: try container.decodeIfPresent(Currency.self, forKey: .asset),
      value: try container.decode(Double.self, forKey: .value), evidence: evidence)
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(factor, forKey: .factor)
    try container.encodeIfPresent(asset, forKey: .asset)
    try container.encode(value, forKey: .value)
    switch evidence {
    case .computed(let computation): try container.encode(computation, forKey: .computed)
    case .cited(let text): try container.encode(text, forKey: .cited)
    case .unsourced(let reason): try container.encode(reason, forKey: .unsourced)
    }
  }
}

import SteelyardContracts

extension MarketEvent: Codable {
  private enum Key: String, CodingKey {
    case id, name, kind, start, end, knownFrom, horizonHours, summary, figures, path
  }

  /// Reads an event, instants in ISO 8601; `path` may be missing.
  ///
  /// - Throws: A decoding error, or what the checked initialiser throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(
      id: try container.decode(String.self, forKey: .id),
      name: try container.decode(String.self, forKey: .name),
      kind: try container.decode(EventKind.self, forKey: .kind),
      start: try container.instant(forKey: .start), end: try container.instant(forKey: .end),
      knownFrom: try container.instant(forKey: .knownFrom),
      horizonHours: try container.decode(Double.self, forKey: .horizonHours),
      summary: try container.decode(String.self, forKey: .summary),
      figures: try container.decode([EventFigure].self, forKey: .figures),
      path: try container.decodeIfPresent([EventStep].self, forKey: .path) ?? [])
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(kind, forKey: .kind)
    try container.encode(start.description, forKey: .start)
    try container.encode(end.description, forKey: .end)
    try container.encode(knownFrom.description, forKey: .knownFrom)
    try container.encode(horizonHours, forKey: .horizonHours)
    try container.encode(summary, forKey: .summary)
    try container.encode(figures, forKey: .figures)
    try container.encode(path, forKey: .path)
  }
}

/// Whether an event happened.
public enum EventKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// It happened, in the window that it names.
  case historical
  /// It did not: somebody thought it out.
  case hypothetical
}

/// What a figure of an event stands on.
public enum EventEvidence: Sendable, Hashable {
  /// Computed from a data file, so that anybody who has the file can repeat it.
  case computed(EventComputation)
  /// Read in a text, which is named with its section.
  case cited(String)
  /// Neither: a stated prior or a recollection, with the reason; never part of a floor.
  case unsourced(String)

  /// Whether a model's floor may stand on it.
  public var isSourced: Bool {
    if case .unsourced = self { false } else { true }
  }
}

extension EventEvidence: CustomStringConvertible {
  /// The evidence in one line: what was computed, where it was read, or why it is missing.
  public var description: String {
    switch self {
    case .computed(let computation): "computed: \(computation)"
    case .cited(let text): "cited: \(text)"
    case .unsourced(let reason): "unsourced: \(reason)"
    }
  }
}

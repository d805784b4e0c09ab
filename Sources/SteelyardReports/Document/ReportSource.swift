/// Something that an answer stands on, for the foot of a page: a parameter set, a file, a version.
public struct ReportSource: Sendable, Hashable {
  /// What it is: `parameters`.
  public let label: String
  /// Which, a line each.
  public let lines: [String]

  /// A source from its parts.
  public init(_ label: String, _ lines: [String]) {
    self.label = label
    self.lines = lines
  }

  /// A source of one line.
  public init(_ label: String, _ line: String) { self.init(label, [line]) }
}

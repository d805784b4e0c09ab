/// What a daily report holds an account against: shares that are not to be passed.
public struct ReportLimits: Sendable, Hashable {
  /// What is limited.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// Maintenance margin of its counted equity.
    case use
    /// The largest coin of the book's dollar delta.
    case coin
    /// The largest expiry of the book's vega.
    case expiry
    /// The largest position of the book's dollar delta.
    case position
    /// The largest loss in the library's events of equity.
    case stress

    /// What it is, for people.
    var words: String {
      switch self {
      case .use: "maintenance margin of counted equity"
      case .coin: "largest coin of gross dollar delta"
      case .expiry: "largest expiry of gross vega"
      case .position: "largest position of gross dollar delta"
      case .stress: "largest loss in the library's events of equity"
      }
    }
  }

  /// The limits, decimal shares.
  public let shares: [Name: Double]

  /// Limits by what they limit.
  public init(_ shares: [Name: Double]) { self.shares = shares }

  /// One limit held against what was reached.
  struct Line {
    let name: Name
    /// Nil where there is nothing to hold it against: no equity counts, no option is held.
    let reached: Double?
    /// What it came from: the coin, the position.
    let subject: String
    let limit: Double

    /// Whether it is passed; no equity at all passes every limit of use.
    var isPassed: Bool { reached.map { $0 > limit } ?? (name == .use || name == .stress) }
  }

  /// Every limit against what was reached, in their order.
  func lines(_ reached: [Name: (share: Double?, subject: String)]) -> [Line] {
    Name.allCases.compactMap { name in
      guard let limit = shares[name] else { return nil }
      let found = reached[name]
      return Line(
        name: name, reached: found?.share, subject: found?.subject ?? "", limit: limit)
    }
  }

  static func table(_ lines: [Line]) -> ReportTable {
    ReportTable(
      "limits",
      columns: [
        .init("limit", "limit"), .init("subject", "of"), .init("reached", "reached", unit: "%"),
        .init("allowed", "allowed", unit: "%"), .init("kept", "kept"),
      ],
      rows: lines.map { line in
        [
          .coded(line.name.rawValue, words: line.name.words), .text(line.subject),
          line.reached.map { .percent($0) } ?? .absent("none"), .percent(line.limit),
          .coded("\(!line.isPassed)", words: line.isPassed ? "PASSED" : "yes"),
        ]
      })
  }
}

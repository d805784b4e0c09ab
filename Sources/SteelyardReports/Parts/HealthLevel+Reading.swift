import SteelyardMargin

extension HealthLevel {
  /// The level, a margin call at best where rows could not be read: nothing bounds what they lose.
  func judged(unreadableCount: Int) -> HealthLevel {
    unreadableCount > 0 ? withoutBound : self
  }

  /// The level as people read it: `MARGIN CALL`.
  var words: String { rawValue.uppercased().split(separator: "_").joined(separator: " ") }

  /// How it is meant.
  var tone: ReportDocument.Tone {
    switch self {
    case .healthy: .good
    case .warning: .caution
    case .marginCall, .liquidation, .bankrupt: .bad
    }
  }
}

extension ReportDocument.Fact {
  /// A level of health, in its colour.
  static func status(_ level: HealthLevel, key: String, label: String) -> ReportDocument.Fact {
    ReportDocument.Fact(key, label, .coded(level.rawValue, words: level.words), tone: level.tone)
  }
}

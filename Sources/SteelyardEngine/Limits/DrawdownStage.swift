/// How much of a drawdown budget is used, and what follows; within an epoch it only gets worse.
public enum DrawdownStage: String, Sendable, Hashable, Codable, CaseIterable {
  /// Less than half is used.
  case within
  /// Half is used: the owner is told.
  case half
  /// Four fifths are used: only what reduces risk is admitted.
  case near
  /// All is used: the same, and working orders that could add risk are cancelled.
  case exhausted

  /// The used share of the budget at which the stage begins.
  public var usedShareMin: Double {
    switch self {
    case .within: 0
    case .half: 0.5
    case .near: 0.8
    case .exhausted: 1
    }
  }

  /// Whether orders and trades must reduce risk.
  public var allowsReducingOnly: Bool { self == .near || self == .exhausted }

  /// Whether working orders that could add risk are to be cancelled.
  public var cancelsOrders: Bool { self == .exhausted }

  /// The stage of a used share; a share that is no number is all of it.
  init(usedShare: Double) {
    self = DrawdownStage.allCases.last { !(usedShare < $0.usedShareMin) } ?? .within
  }

  /// Place in the order of severity.
  var rank: Int { DrawdownStage.allCases.firstIndex(of: self) ?? 0 }
}

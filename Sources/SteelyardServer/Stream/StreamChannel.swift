/// What a client can listen to.
enum StreamChannel: String, Sendable, Hashable, CaseIterable {
  /// What accounts hold and order, as it is committed.
  case accounts
  /// Figures of accounts, as cycles leave them.
  case risk
  /// Indices, the oracle's states, and tickers of instruments.
  case market
  /// What was decided: records of the journal.
  case events
  /// What people should know of it.
  case alerts

  /// Whether each message counts; of the others the latest does.
  var isEveryMessageTold: Bool {
    switch self {
    case .events, .alerts: true
    case .accounts, .risk, .market: false
    }
  }
}

/// What has changed, for those who tell others of the latest state: what is told of it later may be newer, and
/// is never older.
public enum EngineNotice: Sendable {
  /// Accounts, by the ledger's number, whose holdings, orders or calls were committed anew.
  case accounts([Int])
  /// Accounts, by the ledger's number, whose figures a cycle has made anew.
  case figures([Int])
  /// There is a new risk frame.
  case frame
  /// A cycle has ended.
  case cycle(CycleReport)
}

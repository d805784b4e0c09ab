/// How many entries an engine's memories hold: each has a limit, and none grows with time alone.
public struct EngineMemory: Sendable, Hashable {
  /// Records for streams; at most `EngineConfiguration.recordsKept`.
  public let records: Int
  /// Accounts, the house's left out; at most `Ledger.accountsMax`.
  public let accounts: Int
  /// Live orders; at most `Ledger.ordersPerAccountMax` an account.
  public let orders: Int
  /// Instruments of the ledger, settled ones among them; at most `InstrumentUniverse.instrumentsMax`.
  public let instruments: Int
  /// Those of them that are settled: their names are needed to tell what happened to them.
  public let settledInstruments: Int
  /// Accounts that have changed and wait for a cycle; at most all.
  public let waitingAccounts: Int
}

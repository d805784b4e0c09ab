public import SteelyardEngine

/// What the faces of a service stand on: the engine, its journal, who may call, and where it is told.
public struct ServiceContext: Sendable {
  /// The engine: commands in, committed copies out.
  public let engine: Engine
  /// The journal, for records that are no longer in memory.
  public let journal: FileJournal
  /// The journal as the engine writes it.
  let measuredJournal: MeasuredJournal
  /// The journal's file, read beside the writer.
  public let pages: JournalPages
  /// The keys.
  public let keys: KeyStore
  /// Who checks them.
  public let keyGuard: KeyGuard
  /// Where it is told what happens.
  public let log: Log
  /// Where it is counted.
  public let metrics: Metrics
  /// The loop that carries the server's sockets.
  public let loop: Loop
  /// What the service knows of itself.
  let standing: ServiceStanding
  /// Who answers what is asked about accounts.
  public let desk: AccountDesk
  /// Where longer work is done.
  let desks: WorkDesks

  /// A context from its parts.
  init(
    engine: Engine, journal: FileJournal, measuredJournal: MeasuredJournal, pages: JournalPages,
    keys: KeyStore,
    keyGuard: KeyGuard, log: Log, metrics: Metrics, loop: Loop, standing: ServiceStanding,
    desk: AccountDesk, desks: WorkDesks
  ) {
    self.engine = engine
    self.journal = journal
    self.measuredJournal = measuredJournal
    self.pages = pages
    self.keys = keys
    self.keyGuard = keyGuard
    self.log = log
    self.metrics = metrics
    self.loop = loop
    self.standing = standing
    self.desk = desk
    self.desks = desks
  }
}

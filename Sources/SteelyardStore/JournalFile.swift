public import SteelyardContracts

/// The journal of a service, open for writing: records in order, each on disk before it is acknowledged.
///
/// One process writes a directory, one thread at a time holds this value. Any failure of a write ends the
/// writing for good: what is in memory is then ahead of what is on disk, so the process must stop and
/// start again from the file. See `docs/journal.md` for the guarantees and what they rest on.
public struct JournalFile: ~Copyable, @unchecked Sendable {
  // Sendable without a lock: the value can't be copied and every operation on it mutates, so the compiler
  // lets one thread at a time use what it refers to, and nothing of that leaves it.
  let tables: JournalTables
  let options: JournalOptions
  var acknowledged: AcknowledgedHead
  var failure: SteelyardError?
  let appender: Appender
  /// The draft whose parts are in the file; another one that begins takes its place.
  var openDraft: ChainChecksum?
  private let lock: DirectoryLock

  /// Opens the journal of a directory, brings it to the newest schema and checks it.
  ///
  /// - Parameters:
  ///   - directory: Made where it is missing; the one above it must be there.
  ///   - missing: What is done when no journal is there.
  ///   - options: Limits and the depth of the check.
  /// - Throws: `conflict` where another process has it open, `corruptData` where it is not what was
  ///   written or ends before what was acknowledged, `invalidInput` for a database of another application,
  ///   `unsupported` for a newer schema, `notFound` where there is none and none may be made,
  ///   `unavailable` where the file system refuses.
  public init(
    directory: String, ifMissing missing: MissingJournal, options: JournalOptions
  ) throws(SteelyardError) {
    let paths = JournalPaths(directory: directory)
    if case .create = missing { try JournalOpening.makeDirectory(directory) }
    let held = try DirectoryLock(paths: paths)
    let opened = try JournalOpening.tables(paths, ifMissing: missing, options)
    let writer = try Appender(opened.connection)
    var settled = try AcknowledgedHead(path: paths.head)
    try settled.settle(opened.head)
    lock = held
    tables = opened
    appender = writer
    acknowledged = settled
    self.options = options
  }

  /// Which journal this is.
  public var identity: JournalIdentity { tables.identity }

  /// The position of the last record; 0 in an empty journal.
  public var lastPosition: Int64 { tables.head.position }

  /// The position before the first record that is in the file; those up to it are in archives.
  public var basePosition: Int64 { tables.base.position }

  /// The checksum of the last record.
  public var lastChain: ChainChecksum { tables.head.chain }

  /// Writes records in one transaction.
  ///
  /// When it returns they are on disk; nothing may be acknowledged before.
  ///
  /// - Parameter records: Following the last one without a gap; at most 100,000 of together 256 MiB.
  /// - Throws: `invalidInput` and `limitExceeded` for what can't be written, before anything is; else
  ///   what made the writing fail, from then on for every write.
  public mutating func append(_ records: [JournalRecord]) throws(SteelyardError) {
    try refuseAfterFailure()
    guard !records.isEmpty else { return }
    try Appender.check(records, after: tables.head.position)
    try writing { (journal) throws(SteelyardError) in
      let head = try journal.appender.append(records, after: journal.tables.head)
      try journal.acknowledged.write(head)
      journal.tables.head = head
    }
  }

  /// Runs a write; a failure is kept and ends all writing.
  mutating func writing<Result>(
    _ body: (inout JournalFile) throws(SteelyardError) -> Result
  ) throws(SteelyardError) -> Result {
    try refuseAfterFailure()
    do {
      return try body(&self)
    } catch {
      failure = error
      throw error
    }
  }

  private func refuseAfterFailure() throws(SteelyardError) {
    guard let failure else { return }
    throw SteelyardError(
      .unavailable, "The journal takes nothing more since a write failed: \(failure.message)",
      remedy: "Stop the process, remedy the cause, start again: \(failure.remedy)",
      subject: failure.subject, cause: failure.cause)
  }
}

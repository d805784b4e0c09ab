/// A state of the caller as it was after a record.
public struct Snapshot: Sendable, Hashable {
  /// The last record that it contains.
  public let position: Int64
  /// The caller's bytes.
  public let bytes: [UInt8]
}

/// What a search for the latest snapshot came to.
public struct SnapshotSearch: Sendable, Hashable {
  /// The newest one that is whole; nil where none is.
  public let snapshot: Snapshot?
  /// Newer ones that were passed over because they are damaged, newest first.
  public let damaged: [JournalDamage]
}

public import SteelyardContracts
public import SteelyardStore

/// A journal that keeps snapshots beside its records, so that a start need not replay all of them.
public protocol SnapshotStore: Journal {
  /// Writes some parts of a snapshot; the call that finishes the draft makes it count.
  ///
  /// - Parameter partsMax: How many, at least 1; the writer waits meanwhile.
  /// - Throws: As `JournalFile.write(_:partsMax:)`.
  func write(_ draft: inout SnapshotDraft, partsMax: Int) throws(SteelyardError)
}

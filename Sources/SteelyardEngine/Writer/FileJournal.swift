public import SteelyardContracts
public import SteelyardStore
import Synchronization

/// The journal's file as the writer uses it.
public final class FileJournal: SnapshotStore {
  private let file: Mutex<JournalFile>

  /// Takes over an opened file.
  public init(_ file: consuming sending JournalFile) { self.file = Mutex(file) }

  /// Which journal it is.
  public var identity: JournalIdentity { file.withLock { $0.identity } }

  /// The position of the last record; 0 before the first.
  public var lastPosition: Int64 { file.withLock { $0.lastPosition } }

  /// Makes records durable, all of them or none, before it returns.
  public func append(_ records: [JournalRecord]) throws(SteelyardError) {
    try with { file throws(SteelyardError) in try file.append(records) }
  }

  /// The newest snapshot that is whole, and those that are not.
  public func latestSnapshot() throws(SteelyardError) -> SnapshotSearch {
    try with { file throws(SteelyardError) in try file.latestSnapshot() }
  }

  /// Calls with each record after a position.
  public func replay(
    after position: Int64, _ body: (JournalRecord) throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    try with { file throws(SteelyardError) in try file.replay(after: position, body) }
  }

  /// Keeps a state at a position.
  public func saveSnapshot(position: Int64, bytes: [UInt8]) throws(SteelyardError) {
    try with { file throws(SteelyardError) in
      try file.saveSnapshot(position: position, bytes: bytes)
    }
  }

  /// Writes some parts of a snapshot; batches that come meanwhile wait for it.
  public func write(_ draft: inout SnapshotDraft, partsMax: Int) throws(SteelyardError) {
    let begun = draft
    draft = try with { file throws(SteelyardError) in
      var working = begun
      try file.write(&working, partsMax: partsMax)
      return working
    }
  }

  /// Some records after a position.
  public func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [JournalRecord] {
    try with { file throws(SteelyardError) in try file.records(after: position, limit: limit) }
  }

  private func with<Value: Sendable>(
    _ body: (inout JournalFile) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    let result = file.withLock { file -> Result<Value, SteelyardError> in
      do throws(SteelyardError) { return .success(try body(&file)) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

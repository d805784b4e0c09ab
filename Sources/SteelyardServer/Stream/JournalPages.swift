public import SteelyardContracts
public import SteelyardEngine
import SteelyardStore
import Synchronization

/// Records out of a journal's file, read beside the writer: it is not held up.
public final class JournalPages: RecordArchive {
  private let directory: String
  /// Opened at the first use: until then nobody has asked for what is not in memory.
  private let reader = Mutex<JournalReader?>(nil)

  /// The journal of a directory.
  public init(directory: String) { self.directory = directory }

  /// The first records after a position, at most so many, each checked against the chain.
  ///
  /// - Throws: `notFound` for records that are in an archive; what opening and reading the file throws.
  public func records(
    after position: Int64, limit: Int
  ) throws(SteelyardError) -> [PublishedRecord] {
    let records = try reading { reader throws(SteelyardError) in
      try reader?.records(after: position, limit: limit) ?? []
    }
    var published: [PublishedRecord] = []
    for record in records { published.append(try PublishedRecord(record)) }
    return published
  }

  /// The position before the first record that is in the file.
  public func oldestAfter() throws(SteelyardError) -> Int64 {
    try reading { reader throws(SteelyardError) in
      try reader?.refresh()
      return reader?.basePosition ?? 0
    }
  }

  private func reading<Value: Sendable>(
    _ body: (inout JournalReader?) throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    // The lock is generic over untyped errors only, so the reason comes out as a value.
    let result = reader.withLock { held -> Result<Value, SteelyardError> in
      do throws(SteelyardError) {
        if held == nil { held = try JournalReader(directory: directory) }
        return .success(try body(&held))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

import SteelyardContracts
import SteelyardEngine

/// Records for the stream: out of the engine's memory, or where that no longer has them out of the journal's file.
struct StreamRecordSource: Sendable {
  let engine: Engine
  let archive: (any RecordArchive)?
  let inbox: StreamInbox

  /// The last record that can be read.
  var through: Int64 { inbox.recordsThrough }

  /// The first records after a position, at most so many.
  ///
  /// - Throws: `notFound` for records that are in an archive only; `unavailable` where there is no way to the file;
  ///   what reading it throws.
  func page(after position: Int64, limit: Int) throws(SteelyardError) -> [PublishedRecord] {
    let end = through
    guard position < end else { return [] }
    // An empty memory is that of a start: what was before is in the file.
    if let kept = engine.records(after: position, limit: limit), !kept.isEmpty { return kept }
    guard let archive else {
      throw SteelyardError(
        .notFound, "Record \(position + 1) is no longer in memory.",
        remedy: "Begin with a later one.")
    }
    return try archive.records(after: position, limit: limit).filter { $0.position <= end }
  }

  /// The position before the oldest record that can be read.
  var oldestReadable: Int64 { (try? archive?.oldestAfter()) ?? oldestInMemory }

  /// The same where the file can't be read.
  private var oldestInMemory: Int64 {
    var low: Int64 = 0
    var high = through
    // Positions are contiguous, so what is kept begins somewhere between.
    while low < high {
      let middle = low + (high - low) / 2
      if let kept = engine.records(after: middle, limit: 1), !kept.isEmpty {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return low
  }
}

import Synchronization

/// The last records, and who waits for more.
///
/// Readers pull from a position; one that falls behind what is kept reads the journal's file instead.
final class RecordLog: Sendable {
  private struct Contents {
    /// A ring once it is full.
    var records: [PublishedRecord] = []
    /// Where the oldest record stands.
    var start = 0
    var listeners: [Int: @Sendable (Int64) -> Void] = [:]
    var nextListener = 0

    /// A record by its age, 0 for the oldest.
    func record(_ age: Int) -> PublishedRecord { records[(start + age) % records.count] }
  }

  private let contents = Mutex(Contents())
  private let countMax: Int

  /// A log without records.
  ///
  /// - Parameter countMax: Most records that are kept; at least one is.
  init(countMax: Int) { self.countMax = max(1, countMax) }

  /// How many records are kept.
  var count: Int { contents.withLock { $0.records.count } }

  /// Adds records and tells the listeners.
  func append(_ records: [PublishedRecord]) {
    guard let last = records.last else { return }
    let listeners = contents.withLock { contents in
      for record in records {
        if contents.records.count < countMax {
          contents.records.append(record)
        } else {
          contents.records[contents.start] = record
          contents.start = (contents.start + 1) % countMax
        }
      }
      return Array(contents.listeners.values)
    }
    for listener in listeners { listener(last.position) }
  }

  /// Records after a position, at most so many; nil where some of them are no longer kept.
  func records(after position: Int64, limit: Int) -> [PublishedRecord]? {
    contents.withLock { contents in
      let count = contents.records.count
      guard count > 0 else { return [] }
      guard contents.record(0).position <= position + 1 else { return nil }
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if contents.record(middle).position <= position { low = middle + 1 } else { high = middle }
      }
      return (low..<min(count, low + max(0, limit))).map(contents.record)
    }
  }

  /// Calls with the last position whenever there is more, on the writer's thread: return at once.
  func listen(_ body: @escaping @Sendable (Int64) -> Void) -> Int {
    contents.withLock { contents in
      contents.nextListener += 1
      contents.listeners[contents.nextListener] = body
      return contents.nextListener
    }
  }

  /// Ends it.
  func unlisten(_ listener: Int) {
    contents.withLock { _ = $0.listeners.removeValue(forKey: listener) }
  }
}

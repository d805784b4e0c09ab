import Synchronization

/// The last records, and who waits for more.
///
/// Readers pull from a position; one that falls behind what is kept reads the journal's file instead.
final class RecordLog: Sendable {
  private struct Contents {
    var records: [PublishedRecord] = []
    /// How many at the front have been dropped and still stand in the array.
    var dropped = 0
    var listeners: [Int: @Sendable (Int64) -> Void] = [:]
    var nextListener = 0
  }

  private let contents = Mutex(Contents())
  private let countMax: Int

  init(countMax: Int) { self.countMax = countMax }

  /// Adds records and tells the listeners.
  func append(_ records: [PublishedRecord]) {
    guard let last = records.last else { return }
    let listeners = contents.withLock { contents in
      contents.records.append(contentsOf: records)
      contents.dropped = max(contents.dropped, contents.records.count - countMax)
      // The array is moved only once half of it is old.
      if contents.dropped > countMax {
        contents.records.removeFirst(contents.dropped)
        contents.dropped = 0
      }
      return Array(contents.listeners.values)
    }
    for listener in listeners { listener(last.position) }
  }

  /// Records after a position, at most so many; nil where some of them are no longer kept.
  func records(after position: Int64, limit: Int) -> [PublishedRecord]? {
    contents.withLock { contents in
      let kept = contents.records[contents.dropped...]
      guard let first = kept.first else { return [] }
      guard first.position <= position + 1 else { return nil }
      var low = kept.startIndex
      var high = kept.endIndex
      while low < high {
        let middle = (low + high) / 2
        if kept[middle].position <= position { low = middle + 1 } else { high = middle }
      }
      return Array(kept[low...].prefix(limit))
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

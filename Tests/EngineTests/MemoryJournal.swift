import SteelyardContracts
import SteelyardEngine
import SteelyardStore
import Synchronization

/// A journal in memory, which can be told to fail.
final class MemoryJournal: Journal {
  private struct Contents {
    var records: [JournalRecord] = []
    var isFailing = false
    var batches = 0
  }
  private let contents = Mutex(Contents())

  var lastPosition: Int64 { contents.withLock { Int64($0.records.count) } }
  var records: [JournalRecord] { contents.withLock { $0.records } }
  var batchCount: Int { contents.withLock { $0.batches } }

  func fail() { contents.withLock { $0.isFailing = true } }

  func append(_ records: [JournalRecord]) throws(SteelyardError) {
    let isFailing = contents.withLock { contents in
      if !contents.isFailing {
        contents.records += records
        contents.batches += 1
      }
      return contents.isFailing
    }
    if isFailing {
      throw SteelyardError(.unavailable, "The disk is full.", remedy: "Make room.")
    }
  }
}

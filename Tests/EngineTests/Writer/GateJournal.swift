import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardStore
import Synchronization

/// A journal in memory whose disk is slow on purpose: batches wait at a gate until it is opened.
final class GateJournal: Journal {
  private struct Contents {
    var batches: [[JournalRecord]] = []
    var arrivals = 0
    var failure: SteelyardError?
  }

  private let contents = Mutex(Contents())
  private let gate = NSCondition()
  nonisolated(unsafe) private var isOpen = true

  var lastPosition: Int64 { contents.withLock { Int64($0.batches.joined().count) } }
  /// The batches that passed.
  var batches: [[JournalRecord]] { contents.withLock { $0.batches } }
  /// Batches that have reached the gate.
  var arrivals: Int { contents.withLock { $0.arrivals } }

  /// From now on batches wait.
  func close() { setOpen(false) }
  /// Lets what waits pass, and all that comes.
  func open() { setOpen(true) }
  /// Fails what waits and what comes.
  func fail(_ error: SteelyardError) { contents.withLock { $0.failure = error } }

  func append(_ records: [JournalRecord]) throws(SteelyardError) {
    contents.withLock { $0.arrivals += 1 }
    gate.lock()
    while !isOpen { gate.wait() }
    gate.unlock()
    let failure = contents.withLock { contents in
      if contents.failure == nil { contents.batches.append(records) }
      return contents.failure
    }
    if let failure { throw failure }
  }

  private func setOpen(_ value: Bool) {
    gate.lock()
    isOpen = value
    gate.broadcast()
    gate.unlock()
  }
}

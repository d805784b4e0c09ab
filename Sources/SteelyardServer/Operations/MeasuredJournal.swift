import SteelyardContracts
import SteelyardEngine
import SteelyardStore
import Synchronization

/// A journal whose commits are timed and counted.
final class MeasuredJournal: SnapshotStore {
  private let journal: FileJournal
  private let duration: Histogram
  private let records: Counter
  private let failures: Counter
  private let failure = Mutex<SteelyardError?>(nil)
  private let recent = Mutex(Recent<Double>(countMax: 512))

  init(_ journal: FileJournal, _ metrics: Metrics) {
    self.journal = journal
    duration = metrics.histogram(
      "steelyard_journal_commit_duration_seconds", "Time to make a batch of records durable.")
    records = metrics.counter(
      "steelyard_journal_committed_records_total", "Records made durable since the start.")
    failures = metrics.counter(
      "steelyard_journal_failures_total", "Batches that could not be made durable.")
  }

  /// Why the journal takes no more; nil while it does.
  var lastFailure: SteelyardError? { failure.withLock { $0 } }

  /// What the last batches took to be made durable, in seconds.
  var commitSeconds: [Double] { recent.withLock { $0 }.values }

  var lastPosition: Int64 { journal.lastPosition }

  func append(_ batch: [JournalRecord]) throws(SteelyardError) {
    let start = Monotonic.seconds
    do throws(SteelyardError) {
      try journal.append(batch)
    } catch {
      failures.add()
      failure.withLock { $0 = error }
      throw error
    }
    let seconds = Monotonic.seconds - start
    duration.record(seconds)
    recent.withLock { $0.append(seconds) }
    records.add(Double(batch.count))
  }

  func write(_ draft: inout SnapshotDraft, partsMax: Int) throws(SteelyardError) {
    try journal.write(&draft, partsMax: partsMax)
  }
}

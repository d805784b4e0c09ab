import SteelyardContracts
import SteelyardStore
import Synchronization

/// Keeps a snapshot of the state every so many records, on a thread of its own.
///
/// The writer hands over a copy of the state, which shares its storage until the writer changes it, and goes
/// on; the copy is made into bytes and written in slices between the writer's batches. Snapshots that
/// come due while one is being written are passed over: the next batch after it asks again.
final class SnapshotKeeper: Sendable {
  /// Parts of 256 KiB that are written at once: about 5 ms during which a batch has to wait.
  private static let partsAtOnce = 2
  /// Milliseconds between two slices, in which batches go first.
  private static let pauseMilliseconds: Int64 = 2

  private struct Contents {
    var waiting: (state: EngineState, position: Int64)?
    var isBusy = false
    var isStopping = false
    /// The position of the last snapshot that was asked for.
    ///
    /// It begins at 0, so that a start on a long journal
    /// is followed by a snapshot, however many short runs were before it.
    var lastPosition: Int64 = 0
    var report = SnapshotReport(position: 0, failure: nil)
  }

  private let contents = Mutex(Contents())
  private let signal = Signal()
  private let store: any SnapshotStore
  private let interval: Int64
  private let thread: Mutex<EngineThread?> = Mutex(nil)

  /// A keeper whose thread has not started.
  ///
  /// - Parameter interval: Records from one snapshot to the next.
  init(store: any SnapshotStore, interval: Int64) {
    self.store = store
    self.interval = interval
  }

  /// Starts the thread.
  func start() {
    let thread = EngineThread(named: "snapshots", niceness: 5) { [self] in run() }
    self.thread.withLock { $0 = thread }
  }

  /// What became of the last snapshot.
  var report: SnapshotReport { contents.withLock { $0.report } }

  /// Takes the state where a snapshot is due; else returns at once.
  ///
  /// - Parameter position: Of the last durable record, which the state stands on.
  func offer(_ state: EngineState, at position: Int64) {
    let isTaken = contents.withLock { contents in
      guard !contents.isBusy, !contents.isStopping,
        position - contents.lastPosition >= interval
      else { return false }
      contents.isBusy = true
      contents.lastPosition = position
      contents.waiting = (state, position)
      return true
    }
    if isTaken { signal.raise() }
  }

  /// Gives up what is not finished, which counts for nothing, and ends the thread.
  func stop() {
    contents.withLock { $0.isStopping = true }
    signal.raise()
    thread.withLock { $0 }?.join()
  }

  private func run() {
    while true {
      let (work, isStopping) = contents.withLock { contents in
        defer { contents.waiting = nil }
        return (contents.waiting, contents.isStopping)
      }
      if isStopping { return }
      guard let work else {
        signal.wait()
        continue
      }
      let failure = keep(work.state, at: work.position)
      contents.withLock { contents in
        contents.isBusy = false
        contents.report = SnapshotReport(
          position: failure == nil ? work.position : contents.report.position, failure: failure)
      }
    }
  }

  /// Writes a snapshot; the reason where that failed.
  private func keep(_ state: EngineState, at position: Int64) -> SteelyardError? {
    do throws(SteelyardError) {
      var draft = try SnapshotDraft(position: position, bytes: state.bytes)
      while !draft.isFinished {
        if contents.withLock({ $0.isStopping }) {
          return SteelyardError(
            .unavailable, "The engine stopped while the snapshot at \(position) was written.",
            remedy: "Nothing is to be done: a start takes the one before it.")
        }
        try store.write(&draft, partsMax: SnapshotKeeper.partsAtOnce)
        Signal.rest(milliseconds: SnapshotKeeper.pauseMilliseconds)
      }
      return nil
    } catch {
      return error
    }
  }
}

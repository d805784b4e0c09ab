import CWebSockets
import Synchronization

/// Runs jobs of the loop's actor, and work posted to it, on the thread that serves the sockets.
///
/// The two share one queue, so what one thread posts arrives in its order. Only the first entry of an empty
/// queue wakes the loop: a burst of a thousand costs one write to its event descriptor.
final class LoopExecutor: SerialExecutor {
  private enum Entry {
    case job(UnownedJob)
    case work(@Sendable () -> Void)
  }

  private struct State {
    var entries: [Entry] = []
    /// Address of the libwebsockets context; 0 before it exists and after it is gone.
    var context: UInt = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let threadNumber = Atomic<Int>(0)

  init() {}

  /// Queues a job of the actor.
  func enqueue(_ job: consuming ExecutorJob) {
    add(.job(UnownedJob(job)))
  }

  /// Queues work; dropped when the loop has ended, because what it would act on is gone.
  func post(_ work: @escaping @Sendable () -> Void) { add(.work(work)) }

  private func add(_ entry: Entry) {
    let runHere = state.withLock { state -> Bool in
      if state.isClosed { return true }
      state.entries.append(entry)
      // The wake-up stays inside the lock, so that it never meets a context that is being destroyed.
      if state.entries.count == 1, let context = OpaquePointer(bitPattern: state.context) {
        lws_cancel_service(context)
      }
      return false
    }
    // After the end, jobs still have to run or their callers would wait for ever; nobody else can be on
    // the loop then, and what they find is an actor without a context.
    if runHere, case .job(let job) = entry { job.runSynchronously(on: asUnownedSerialExecutor()) }
  }

  /// Runs what was queued at the time of the call.
  ///
  /// - Returns: Whether more came in meanwhile.
  func drain() -> Bool {
    let entries = state.withLock { state -> [Entry] in
      let taken = state.entries
      state.entries = []
      return taken
    }
    for entry in entries {
      switch entry {
      case .job(let job): job.runSynchronously(on: asUnownedSerialExecutor())
      case .work(let work): work()
      }
    }
    return state.withLock { !$0.entries.isEmpty }
  }

  /// Says that the calling thread is the loop.
  func bind() {
    threadNumber.store(steelyard_thread_number(), ordering: .releasing)
  }

  /// Says which context to wake.
  func attach(_ context: OpaquePointer) {
    state.withLock { $0.context = UInt(bitPattern: context) }
  }

  /// No wake-ups from here on; called before the context is destroyed.
  func detach() { state.withLock { $0.context = 0 } }

  /// Nothing is queued from here on.
  func close() { state.withLock { $0.isClosed = true } }

  /// Whether the caller is on the loop's thread.
  var isCurrent: Bool {
    threadNumber.load(ordering: .acquiring) == steelyard_thread_number()
      || state.withLock { $0.isClosed }
  }

  /// Stops the process where somebody else claims to be on the loop.
  func checkIsolated() {
    precondition(isCurrent, "Code of the loop runs on another thread.")
  }

  /// The same question without the stop.
  func isIsolatingCurrentContext() -> Bool? { isCurrent }
}

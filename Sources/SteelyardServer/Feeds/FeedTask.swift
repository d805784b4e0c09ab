import SteelyardFeeds
import Synchronization

/// The task that a feed runs in, and what is seen of it from outside.
final class FeedTask: Sendable {
  private struct State {
    var task: Task<Void, Never>?
    var report = FeedReport(state: .connecting, reason: "not started")
    var isStopped = false
  }

  private let state = Mutex(State())

  var report: FeedReport {
    get { state.withLock { $0.report } }
    set { state.withLock { $0.report = newValue } }
  }

  /// Runs `body` in a task, once.
  func start(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard state.task == nil, !state.isStopped else { return }
      state.task = Task { await body() }
    }
  }

  /// Ends the task and waits for its end.
  func stop() async {
    let task = state.withLock { state in
      state.isStopped = true
      return state.task
    }
    task?.cancel()
    await task?.value
    report = FeedReport(state: .ended, reason: "stopped")
  }
}

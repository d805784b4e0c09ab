import Synchronization

/// Who is told of changes, on the thread that makes them.
final class EngineWatch: Sendable {
  typealias Body = @Sendable (EngineNotice) -> Void

  private struct Contents {
    var watchers: [Int: Body] = [:]
    var nextWatcher = 0
  }

  private let contents = Mutex(Contents())

  /// Tells everybody; the notice is made only where somebody watches.
  func tell(_ notice: () -> EngineNotice) {
    let watchers = contents.withLock { $0.watchers }
    guard !watchers.isEmpty else { return }
    let notice = notice()
    for watcher in watchers.values { watcher(notice) }
  }

  /// Begins to tell somebody, who must return at once.
  func add(_ body: @escaping Body) -> Int {
    contents.withLock { contents in
      contents.nextWatcher += 1
      contents.watchers[contents.nextWatcher] = body
      return contents.nextWatcher
    }
  }

  /// Ends it.
  func remove(_ watcher: Int) {
    contents.withLock { _ = $0.watchers.removeValue(forKey: watcher) }
  }
}

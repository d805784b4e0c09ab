import CThreads

/// Gives memory that the allocator keeps and nobody uses back to the system, at most once in a while.
///
/// Frames and books of a new universe are made beside the old ones; what these leave lies between smaller pieces that
/// stay, where the allocator by itself returns nothing. A service of a week then holds what its largest moments held.
final class HeapUpkeep: Sendable {
  private let task: Task<Void, Never>

  /// Between two looks.
  ///
  /// Returning a page costs a microsecond, and threads that allocate wait meanwhile.
  private static let intervalSeconds = 20
  /// What is kept is left alone below this share of what is used: the next frame takes it again.
  private static let keptShare = 0.25

  /// Starts it.
  init() {
    task = Task {
      while (try? await Task.sleep(for: .seconds(HeapUpkeep.intervalSeconds))) != nil {
        let heap = steelyard_measure_heap()
        if Double(heap.kept) > HeapUpkeep.keptShare * Double(heap.used) { steelyard_trim_heaps() }
      }
    }
  }

  /// Ends it.
  func stop() { task.cancel() }
}

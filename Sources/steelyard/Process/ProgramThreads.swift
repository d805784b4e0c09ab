import Dispatch
import SteelyardScenarios

/// The threads that the program lends to work which needs nothing of each other.
enum ProgramThreads {
  /// A sharing over so many threads, the calling one included.
  static func sharing(_ count: Int) -> WorkSharing {
    guard count > 1 else { return .callerAlone }
    return WorkSharing(workerCount: count) { pieces, body in
      // Worker w does pieces w, w + count, ...: no more threads than asked for.
      DispatchQueue.concurrentPerform(iterations: min(count, pieces)) { worker in
        for piece in stride(from: worker, to: pieces, by: count) { body(piece) }
      }
    }
  }
}

import CThreads
import Foundation
import SteelyardContracts
import Synchronization

/// Work that takes too long for the loop and for tasks: a few threads of its own while there is any, and a queue with an end.
final class WorkLane: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var threadCount = 0
  }

  private let name: String
  private let threadsMax: Int
  private let waitingMax: Int
  private let niceness: Int32
  private let state = Mutex(State())

  /// A lane.
  ///
  /// - Parameters:
  ///   - name: What its threads are called; at most 15 bytes.
  ///   - threadsMax: How many pieces are worked on at a time.
  ///   - waitingMax: How many may wait besides.
  ///   - niceness: 0 for what people wait for; above, others go first.
  init(name: String, threadsMax: Int, waitingMax: Int, niceness: Int32) {
    self.name = name
    self.threadsMax = threadsMax
    self.waitingMax = waitingMax
    self.niceness = niceness
  }

  /// Does a piece of work, and returns what comes of it.
  ///
  /// - Throws: `unavailable` where too many wait; what the work throws.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      do throws(SteelyardError) {
        try add { continuation.resume(with: Result { try body() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }

  private func add(_ piece: @escaping @Sendable () -> Void) throws(SteelyardError) {
    let isStarting: Bool? = state.withLock { state in
      guard state.waiting.count < waitingMax || state.threadCount < threadsMax else { return nil }
      state.waiting.append(piece)
      guard state.threadCount < threadsMax else { return false }
      state.threadCount += 1
      return true
    }
    guard let isStarting else {
      throw SteelyardError(
        .unavailable, "\(waitingMax) questions of this kind wait already.",
        remedy: "Ask again in a moment.")
    }
    if isStarting {
      Thread.detachNewThread { [self] in
        steelyard_name_thread(String(name.prefix(15)))
        if niceness != 0 { steelyard_lower_thread(niceness) }
        while let piece = next() { piece() }
      }
    }
  }

  /// The next piece; nil where there is none, and then the thread that asks ends.
  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.threadCount -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}

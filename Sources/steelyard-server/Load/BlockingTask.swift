import Dispatch
import SteelyardContracts
import Synchronization

/// Runs asynchronous work from a command, which is not.
enum BlockingTask {
  private final class Outcome: Sendable {
    let failure = Mutex<SteelyardError?>(nil)
  }

  /// Waits for it; only for the main thread, on which no task waits for another.
  ///
  /// - Throws: What the work throws.
  static func run(
    _ body: @escaping @Sendable () async throws(SteelyardError) -> Void
  ) throws(SteelyardError) {
    let outcome = Outcome()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(SteelyardError) { try await body() } catch {
        outcome.failure.withLock { $0 = error }
      }
      done.signal()
    }
    done.wait()
    if let failure = outcome.failure.withLock({ $0 }) { throw failure }
  }
}

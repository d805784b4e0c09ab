import Dispatch
import SteelyardContracts
import Synchronization

/// Runs asynchronous work from a command, which is not.
enum BlockingTask {
  private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, SteelyardError>?>(nil)
  }

  /// Waits for it; only for the main thread, on which no task waits for another.
  ///
  /// - Parameter whileWaiting: Called ten times a second.
  /// - Throws: What the work throws.
  static func run<Value: Sendable>(
    whileWaiting: () -> Void = {},
    _ body: @escaping @Sendable () async throws(SteelyardError) -> Value
  ) throws(SteelyardError) -> Value {
    let outcome = Outcome<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(SteelyardError) {
        let value = try await body()
        outcome.result.withLock { $0 = .success(value) }
      } catch {
        outcome.result.withLock { $0 = .failure(error) }
      }
      done.signal()
    }
    while done.wait(timeout: .now() + .milliseconds(100)) == .timedOut { whileWaiting() }
    guard let result = outcome.result.withLock({ $0 }) else {
      preconditionFailure("the work has ended")
    }
    return try result.get()
  }
}

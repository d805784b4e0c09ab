import CThreads
import Glibc
import Synchronization

/// A thread of the engine's own, which runs one function and is joined.
///
/// The engine's loops block and run for long, which tasks on the shared pool must not.
final class EngineThread: Sendable {
  private let thread: Mutex<pthread_t?>

  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - name: At most 15 bytes; it is what `top -H` shows.
  ///   - niceness: 0 for the writer; above, others go first.
  init(named name: String, niceness: Int32 = 0, _ body: @escaping @Sendable () -> Void) {
    let context = Unmanaged.passRetained(Start(name: name, niceness: niceness, body: body))
    var started = pthread_t()
    let status = pthread_create(
      &started, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        steelyard_name_thread(String(start.name.prefix(15)))
        if start.niceness != 0 { steelyard_lower_thread(start.niceness) }
        start.body()
        return nil
      }, context.toOpaque())
    // Without its threads there is no engine, and this is before anything was acknowledged.
    precondition(status == 0, "The system starts no more threads.")
    thread = Mutex(started)
  }

  /// Waits until its function has returned.
  func join() {
    let started = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let started { pthread_join(started, nil) }
  }

  private final class Start {
    let name: String
    let niceness: Int32
    let body: @Sendable () -> Void

    init(name: String, niceness: Int32, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.niceness = niceness
      self.body = body
    }
  }
}

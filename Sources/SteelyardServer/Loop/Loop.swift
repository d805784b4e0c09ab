import CThreads
import CWebSockets
import Foundation
public import SteelyardContracts

/// The thread that serves sockets, as an actor: whatever is isolated to it runs there, one thing at a time.
///
/// libwebsockets is not thread safe, so all of it lives here. Nothing on the loop may block or take longer
/// than a millisecond; handlers of requests run elsewhere and post their answers back. Names are resolved
/// by the system's blocking resolver, so clients that connect by name get a loop of their own.
public actor Loop {
  nonisolated let executor = LoopExecutor()
  /// The libwebsockets context; nil before the start and after the end.
  private var context: OpaquePointer?
  private var isStopping = false
  /// Called about every tenth of a second: what looks after deadlines.
  private var sweepers: [() -> Void] = []
  private var timer: UnsafeMutablePointer<steelyard_timer>?
  /// Connections to services of others.
  let clients = LoopClients()
  /// What libwebsockets has pointers to: it lives as long as the context.
  private var kept: [AnyObject] = []
  private var endWaiters: [CheckedContinuation<Void, Never>] = []

  /// The loop's thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  private init() {}

  /// How often deadlines are looked at, in microseconds.
  static let sweepMicroseconds: Int64 = 100_000

  /// Starts a loop on a thread of its own.
  ///
  /// - Parameter name: The thread's name, at most 15 bytes are shown by the system.
  /// - Throws: `unavailable` if libwebsockets cannot start.
  public static func start(name: String = "steelyard-loop") async throws(SteelyardError) -> Loop {
    LibraryLog.attach(nil)
    let loop = Loop()
    let thread = Thread { loop.run() }
    thread.name = name
    // Handlers that run inline parse and print JSON; the default of musl-like systems is too small.
    thread.stackSize = 8 << 20
    thread.start()
    guard await loop.isOpen else {
      throw SteelyardError(
        .unavailable, "libwebsockets could not start its loop.",
        remedy: "Look at the log line before this one; most often descriptors have run out.")
    }
    return loop
  }

  private var isOpen: Bool { context != nil }

  /// Queues work for the loop from any thread, without waiting.
  ///
  /// Dropped when the loop has ended.
  nonisolated func post(_ work: @escaping @Sendable (isolated Loop) -> Void) {
    executor.post { [self] in assumeIsolated { work($0) } }
  }

  /// Ends the loop: connections that are still open are cut.
  ///
  /// Returns when its thread is done.
  ///
  /// Servers are stopped first (`HTTPServer.stop`), so that their clients are told.
  public func stop() async {
    guard context != nil else { return }
    isStopping = true
    await withCheckedContinuation { endWaiters.append($0) }
  }

  // MARK: - The thread

  /// How long the loop asks to run before others: nothing on it takes longer, and risk cycles must not hold answers up.
  private static let turnNanoseconds: UInt64 = 200_000

  private nonisolated func run() {
    steelyard_shorten_turns(Loop.turnNanoseconds)
    executor.bind()
    assumeIsolated { $0.open() }
    while assumeIsolated({ !$0.isStopping && $0.context != nil }) {
      let isMore = executor.drain()
      let address = assumeIsolated { $0.isStopping ? 0 : UInt(bitPattern: $0.context) }
      guard let pointer = OpaquePointer(bitPattern: address) else { break }
      if lws_service(pointer, isMore ? -1 : 0) < 0 { break }
    }
    assumeIsolated { $0.end() }
    // Jobs that came while ending still run: their callers wait for them.
    while executor.drain() {}
    executor.close()
    _ = executor.drain()
  }

  private func open() {
    var information = lws_context_creation_info()
    information.options = steelyard_context_options()
    information.port = CONTEXT_PORT_NO_LISTEN
    information.user = Unmanaged.passUnretained(self).toOpaque()
    // One read or write of a connection moves at most this much.
    information.pt_serv_buf_size = UInt32(Loop.transferBytesMax)
    information.timeout_secs = 10
    context = lws_create_context(&information)
    guard let context else { return }
    executor.attach(context)
    let timer = UnsafeMutablePointer<steelyard_timer>.allocate(capacity: 1)
    timer.initialize(to: steelyard_timer())
    timer.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
    self.timer = timer
    scheduleSweep()
  }

  /// The largest single read or write of a connection, in bytes.
  static let transferBytesMax = 65_536

  private func end() {
    executor.detach()
    sweepers = []
    if let timer {
      steelyard_cancel(timer)
      timer.deinitialize(count: 1)
      timer.deallocate()
    }
    timer = nil
    if let context { lws_context_destroy(context) }
    context = nil
    kept = []
    for waiter in endWaiters { waiter.resume() }
    endWaiters = []
  }

  // MARK: - Deadlines

  private func scheduleSweep() {
    guard let context, let timer else { return }
    steelyard_schedule(
      context, timer,
      { list in
        guard let list else { return }
        // The list is the timer's first member.
        let timer = UnsafeMutableRawPointer(list).assumingMemoryBound(to: steelyard_timer.self)
        guard let opaque = timer.pointee.opaque else { return }
        Unmanaged<Loop>.fromOpaque(opaque).takeUnretainedValue().assumeIsolated { $0.sweep() }
      }, Loop.sweepMicroseconds)
  }

  private func sweep() {
    for sweeper in sweepers { sweeper() }
    clients.sweep()
    scheduleSweep()
  }

  /// Calls `sweeper` about every tenth of a second until the loop ends.
  func addSweeper(_ sweeper: @escaping () -> Void) { sweepers.append(sweeper) }

  /// Makes a host: what libwebsockets calls a set of protocols with its own TLS.
  ///
  /// - Throws: `unavailable` where the loop has ended or libwebsockets refuses.
  func makeHost(
    _ information: inout lws_context_creation_info
  ) throws(SteelyardError) -> OpaquePointer {
    guard let context, let host = lws_create_vhost(context, &information) else {
      throw SteelyardError(
        .unavailable, "libwebsockets refuses to serve with these options.",
        remedy: "Check that certificate and key can be read and belong together; the log says more."
      )
    }
    return host
  }

  /// Keeps an object as long as the context.
  func keep(_ object: AnyObject) { kept.append(object) }

  /// The context, for clients.
  ///
  /// - Throws: `unavailable` where the loop has ended.
  func openContext() throws(SteelyardError) -> OpaquePointer {
    guard let context else {
      throw SteelyardError(
        .unavailable, "The loop has ended.", remedy: "Start another one.")
    }
    return context
  }
}

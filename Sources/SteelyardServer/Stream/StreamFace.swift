import SteelyardContracts
public import SteelyardEngine
import Synchronization

/// The WebSocket `/api/v1/stream`: accounts, risk, market, events and alerts as they happen.
///
/// What is spoken stands in `docs/stream.md`. One task does all of it; messages are written once for all who may see
/// the same, and each client is sent no more than it takes.
public final class StreamFace: Sendable {
  /// Where the stream is.
  static let path = "/api/v1/stream"

  private let keyGuard: KeyGuard?
  private let engine: Engine
  private let limits: StreamLimits
  private let metrics: StreamMetrics
  private let inputs: AsyncStream<StreamInput>.Continuation
  private let listener: Int
  private let watcher: Int
  private let tasks: [Task<Void, Never>]
  private let openedCount = Atomic<UInt64>(0)

  /// A stream over an engine; it runs at once.
  ///
  /// - Parameters:
  ///   - keyGuard: Who checks keys; without one, everybody on this machine is the house.
  ///   - archive: Where records are read that the engine no longer has in memory; without it a client that
  ///     begins before them is told `gone`.
  ///   - log: Where it tells that it can't go on.
  ///   - metrics: Where it counts.
  public init(
    engine: Engine, keyGuard: KeyGuard?, archive: (any RecordArchive)?,
    limits: StreamLimits = StreamLimits(), log: Log? = nil, metrics: Metrics = Metrics()
  ) {
    self.engine = engine
    self.keyGuard = keyGuard
    self.limits = limits
    self.metrics = StreamMetrics(metrics)
    let (stream, inputs) = AsyncStream<StreamInput>.makeStream()
    self.inputs = inputs
    let inbox = StreamInbox(position: engine.position) { inputs.yield(.changed) }
    listener = engine.listen { inbox.take(recordsThrough: $0) }
    watcher = engine.watch { inbox.take($0) }
    // What was committed between the two lines above is behind a position that is read now.
    inbox.take(recordsThrough: engine.position)
    let source = StreamRecordSource(engine: engine, archive: archive, inbox: inbox)
    let counted = self.metrics
    tasks = [
      Task.detached {
        let desk = StreamDesk(
          engine: engine, keyGuard: keyGuard, source: source, limits: limits, inputs: inputs,
          log: log, metrics: counted)
        for await input in stream { desk.take(input) }
      },
      Task.detached {
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(StreamFace.tickMilliseconds))
          inputs.yield(.tick)
        }
      },
    ]
  }

  deinit { end() }

  /// How often deadlines are looked at, in milliseconds.
  private static let tickMilliseconds = 250

  /// Ends it; clients are told by the server that carries their sockets.
  public func stop() { end() }

  private func end() {
    engine.unlisten(listener)
    engine.unwatch(watcher)
    for task in tasks { task.cancel() }
    inputs.finish()
  }

  /// Adds its path.
  public func add(to router: inout Router) {
    var socketLimits = WebSocketLimits()
    socketLimits.messageBytesMax = limits.messageBytesMax
    // One batch and what is said between two of them.
    socketLimits.queueBytesMax = max(limits.batchBytesMax * 8, 4 << 20)
    router.add(
      WebSocketEndpoint(StreamFace.path, access: .open, limits: socketLimits) { [self] request in
        StreamSession(
          number: openedCount.add(1, ordering: .relaxed).newValue, path: request.path,
          principal: try principal(of: request), inputs: inputs, metrics: metrics)
      })
  }

  /// Who opens a socket, where its request says so.
  ///
  /// - Throws: As requests to routes with a key; browsers, which can't set the field, say it in a message.
  private func principal(of request: Request) throws(Problem) -> Principal? {
    guard let keyGuard else {
      return Principal(key: "local", tenant: .house, scopes: Set(Scope.allCases))
    }
    guard request.headers["authorization"] != nil else { return nil }
    return try keyGuard.principal(of: request, for: .read)
  }
}

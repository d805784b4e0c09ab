public import SteelyardContracts
public import SteelyardFeeds
import Synchronization

/// Deribit's live market over a WebSocket: the connection under `DeribitFeedSession`, which decides everything else.
public final class DeribitFeed: MarketFeed {
  /// Where the venue is, and how it is reached.
  public struct Options: Sendable {
    /// The venue's WebSocket.
    public var address: ServiceAddress
    /// A PEM file of authorities to trust in the place of the system's.
    public var authoritiesFile: String?
    /// Of the lot in reconnect delays: different for each process, so that they do not all come back at once.
    public var seed: UInt64 = 1
    /// Messages that may wait to be read; a feed that falls further behind connects again.
    public var waitingMax = 100_000

    /// The venue's public address with the system's authorities.
    ///
    /// - Throws: Nothing in practice.
    public init(url: String = "wss://www.deribit.com/ws/api/v2") throws(SteelyardError) {
      address = try ServiceAddress(url)
    }
  }

  /// What has happened on a connection.
  private enum Event: Sendable {
    case message([UInt8])
    case tick
    case closed(WebSocketClose)
  }

  /// Puts what comes over the socket into the feed's own line.
  private struct Line: WebSocketClientSession {
    let events: AsyncStream<Event>.Continuation

    func received(_ message: WebSocketMessage) {
      let bytes: [UInt8]
      switch message {
      case .text(let text): bytes = Array(text.utf8)
      case .binary(let binary): bytes = binary
      }
      // What does not fit is not left out unseen: the line ends, and the feed connects again.
      if case .dropped = events.yield(.message(bytes)) { events.finish() }
    }

    func closed(_ close: WebSocketClose) {
      events.yield(.closed(close))
      events.finish()
    }
  }

  /// Its name in every update.
  public let name: String
  private let settings: DeribitFeedSettings
  private let options: Options
  private let loop: Loop
  private let log: Log?
  private let now: @Sendable () -> Timestamp
  private let sink: @Sendable ([MarketUpdate]) -> Void
  private let task = FeedTask()
  private let counts = Mutex((messages: UInt64(0), gaps: 0, connections: 0))

  /// A feed that has not begun.
  ///
  /// - Parameters:
  ///   - settings: Currencies, books and patience.
  ///   - loop: Carries the socket; one of its own, because names are resolved on it.
  ///   - now: The world's clock.
  ///   - sink: Gets the updates, on the feed's task: `Engine.feed`.
  /// - Throws: `invalidInput` where a setting can't be, or the address is no WebSocket's.
  public init(
    settings: DeribitFeedSettings, options: Options, on loop: Loop, log: Log? = nil,
    now: @escaping @Sendable () -> Timestamp = { WallClock.now },
    sink: @escaping @Sendable ([MarketUpdate]) -> Void
  ) throws(SteelyardError) {
    try settings.check()
    guard options.address.scheme.isWebSocket else {
      throw SteelyardError(
        .invalidInput, "The feed's address begins with \(options.address.scheme.rawValue).",
        remedy: "Write wss://HOST/ws/api/v2, or ws:// on this machine.")
    }
    name = settings.feed
    self.settings = settings
    self.options = options
    self.loop = loop
    self.log = log
    self.now = now
    self.sink = sink
  }

  /// How it stands.
  public var report: FeedReport { task.report }
  /// Messages that came, gaps that were found in order books, and connections that stood.
  public var tally: (messages: UInt64, gaps: Int, connections: Int) { counts.withLock { $0 } }

  /// Begins to connect.
  public func start() { task.start { [self] in await run() } }

  /// Ends it, with its connection.
  public func stop() async { await task.stop() }

  private func run() async {
    var session: DeribitFeedSession
    do throws(SteelyardError) {
      session = try DeribitFeedSession(settings: settings, seed: options.seed)
    } catch {
      log?.write(.error, "feed refused", ["reason": .text(error.message)])
      task.report = FeedReport(state: .ended, reason: error.message)
      return
    }
    while !Task.isCancelled {
      let reason = await converse(&session)
      if Task.isCancelled { return }
      let step = session.closed(at: now(), reason: reason)
      task.report = FeedReport(state: .connecting, reason: reason)
      log?.write(.warning, "feed lost", ["feed": .text(name), "reason": .text(reason)])
      take(step, nil)
      guard case .open(let time) = step.connection else { continue }
      let wait = time.microseconds - now().microseconds
      if wait > 0 { try? await Task.sleep(for: .microseconds(wait)) }
    }
  }

  /// One connection, from its beginning to its end; says why it ended.
  private func converse(_ session: inout DeribitFeedSession) async -> String {
    let (events, line) = AsyncStream<Event>.makeStream(
      bufferingPolicy: .bufferingOldest(options.waitingMax))
    var client = WebSocketClient.Options()
    client.authoritiesFile = options.authoritiesFile
    let socket: WebSocketClient
    do throws(SteelyardError) {
      socket = try await WebSocketClient.connect(
        to: options.address, options: client, session: Line(events: line), on: loop)
    } catch {
      return error.cause.map { "\(error.message) (\($0))" } ?? error.message
    }
    counts.withLock { $0.connections += 1 }
    let ticks = Task {
      while !Task.isCancelled {
        line.yield(.tick)
        try? await Task.sleep(for: .milliseconds(DeribitFeed.tickMilliseconds))
      }
    }
    defer {
      ticks.cancel()
      socket.close()
    }
    take(session.start(at: now()), socket)
    for await event in events {
      let step: FeedStep
      switch event {
      case .message(let bytes): step = session.receive(bytes, at: now())
      case .tick: step = session.tick(at: now())
      case .closed(let close): return "closed with \(close.code) \(close.reason)"
      }
      take(step, socket)
      let (messages, gaps) = (session.messageCount, session.gapCount)
      counts.withLock { ($0.messages, $0.gaps) = (messages, gaps) }
      // Whether the other end answers the close is not waited for: the next connection is a new line.
      if case .close(let reason) = step.connection { return reason }
    }
    return Task.isCancelled ? "stopped" : "more than \(options.waitingMax) messages waited"
  }

  private func take(_ step: FeedStep, _ socket: WebSocketClient?) {
    for text in step.outgoing { socket?.send(text: text) }
    for problem in step.problems {
      log?.write(
        .warning, "feed problem",
        [
          "feed": .text(name), "code": .text(problem.code.rawValue),
          "problem": .text(problem.message), "about": .text(problem.subject.description),
        ])
    }
    if step.state != task.report.state {
      task.report = FeedReport(state: step.state, reason: "")
      log?.write(.info, "feed", ["feed": .text(name), "state": .text(step.state.rawValue)])
    }
    if !step.updates.isEmpty { sink(step.updates) }
  }

  /// How often the session is told the time, in milliseconds.
  private static let tickMilliseconds = 50
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFormats
import Synchronization

/// One client's WebSocket: its calls one after another, its channels, its signs of life.
final class DeribitSession: WebSocketSession {
  private struct State {
    var principal: Principal?
    var line: AsyncStream<String>.Continuation?
    var work: Task<Void, Never>?
    var life: Task<Void, Never>?
    /// Channels by the names they were asked for with.
    var channels: [String: DeribitSubscription] = [:]
    var hasAnswered = true
  }

  /// Calls that may wait for their turn.
  static let waitingMax = 1_000
  /// Channels of one socket.
  static let channelsMax = 5_000

  private let face: DeribitFace
  private let peer: Peer
  private let state = Mutex(State())

  init(face: DeribitFace, peer: Peer) {
    self.face = face
    self.peer = peer
  }

  func opened(_ socket: WebSocket) {
    let (calls, line) = AsyncStream<String>.makeStream(
      bufferingPolicy: .bufferingOldest(DeribitSession.waitingMax))
    let work = Task { [self] in
      for await text in calls { take(text, socket) }
    }
    state.withLock { ($0.line, $0.work) = (line, work) }
  }

  func received(_ message: WebSocketMessage, on socket: WebSocket) {
    guard case .text(let text) = message else {
      return socket.close(WebSocketClose(1003, "calls are text"))
    }
    let line = state.withLock { state in
      state.hasAnswered = true
      return state.line
    }
    if case .dropped = line?.yield(text) {
      socket.close(WebSocketClose(1008, "over \(DeribitSession.waitingMax) calls wait"))
    }
  }

  func closed(_ close: WebSocketClose, on socket: WebSocket) {
    let ended = state.withLock { state in
      defer { state = State() }
      return state
    }
    ended.line?.finish()
    ended.work?.cancel()
    ended.life?.cancel()
    face.channels.remove(socket)
  }

  /// Answers one call.
  private func take(_ text: String, _ socket: WebSocket) {
    let received = face.now()
    var envelope = DeribitEnvelope(identifier: .none, received: received)
    let bytes: [UInt8]
    var after: (() -> Void)?
    do throws(DeribitRefusal) {
      let document = try DeribitCall.document(Array(text.utf8))
      envelope = DeribitEnvelope(
        identifier: DeribitCall.identifier(of: document), received: received)
      let call = try DeribitCall(document)
      let body = try answer(call, socket, &after)
      do { bytes = try envelope.result(at: face.now(), body) } catch { throw DeribitRefusal(error) }
    } catch {
      bytes = envelope.refusal(error, at: face.now())
    }
    socket.send(WebSocketFrame(text: bytes))
    // Channels begin behind the answer that confirms them.
    after?()
  }

  private func answer(
    _ call: DeribitCall, _ socket: WebSocket, _ after: inout (() -> Void)?
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let parameters = call.parameters
    let caller = DeribitCaller(
      peer: peer, principal: state.withLock { $0.principal }, request: nil)
    switch call.method {
    case "public/auth":
      let (principal, body) = try face.authentication(parameters, caller)
      state.withLock { $0.principal = principal }
      return body
    case "public/set_heartbeat":
      guard let seconds = try parameters.integer("interval", 10...3_600) else {
        throw .parameter("interval", "is required")
      }
      beat(everySeconds: seconds, socket)
      return DeribitSession.ok
    case "public/disable_heartbeat":
      beat(everySeconds: nil, socket)
      return DeribitSession.ok
    case "private/logout":
      _ = try caller.identified(for: .read, face.keyGuard)
      socket.close(WebSocketClose(1000, "logged out"))
      return DeribitSession.ok
    case "public/subscribe", "private/subscribe":
      if call.method == "private/subscribe" {
        _ = try caller.identified(for: .read, face.keyGuard)
      }
      let names = try parameters.texts("channels")
      let accepted = try subscriptions(names, parameters, caller, call.method)
      let added = try state.withLock { state throws(DeribitRefusal) in
        let fresh = accepted.filter { state.channels[$0.name] == nil }
        guard state.channels.count + fresh.count <= DeribitSession.channelsMax else {
          throw .parameter("channels", "more than \(DeribitSession.channelsMax) channels")
        }
        for (name, subscription) in fresh { state.channels[name] = subscription }
        return fresh
      }
      after = { [face] in
        for (name, subscription) in added { face.channels.add(name, subscription, socket) }
      }
      return DeribitSession.names(accepted.map(\.name))
    case "public/unsubscribe", "private/unsubscribe":
      let names = try parameters.texts("channels")
      drop(names, socket)
      return DeribitSession.names(names)
    case "public/unsubscribe_all", "private/unsubscribe_all":
      drop(state.withLock { Array($0.channels.keys) }, socket)
      return DeribitSession.ok
    default: return try face.answer(call, caller)
    }
  }

  /// The channels that can be had; all others are left out of the answer, as Deribit does.
  private func subscriptions(
    _ names: [String], _ parameters: DeribitParameters, _ caller: DeribitCaller, _ method: String
  ) throws(DeribitRefusal) -> [(name: String, subscription: DeribitSubscription)] {
    let market = try DeribitMarket(face.engine)
    var accepted: [(name: String, subscription: DeribitSubscription)] = []
    for name in names {
      var account: AccountName?
      if DeribitSubscription.isPrivate(name) {
        let principal = try caller.identified(for: .read, face.keyGuard)
        if name.hasPrefix("user.") { account = try face.accountName(parameters, principal) }
      }
      guard let subscription = DeribitSubscription(name, account: account) else { continue }
      switch subscription {
      case .ticker(let instrument, _), .book(let instrument, _, _):
        guard (try? market.entry(named: instrument)) != nil else { continue }
      case .index(let index): guard market.index(named: index) != nil else { continue }
      case .portfolio(let account, _):
        do { _ = try face.engine.account(account) } catch { throw DeribitRefusal(error) }
      }
      accepted.append((name, subscription))
    }
    return accepted
  }

  private func drop(_ names: [String], _ socket: WebSocket) {
    let dropped = state.withLock { state in
      names.compactMap { name in state.channels.removeValue(forKey: name).map { (name, $0) } }
    }
    for (name, subscription) in dropped { face.channels.remove(name, subscription, socket) }
  }

  /// Asks for a sign of life every so often, and closes the socket where none comes.
  private func beat(everySeconds seconds: Int?, _ socket: WebSocket) {
    let life = seconds.map { seconds in
      Task { [self] in
        while true {
          do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
          let isAlive = state.withLock { state in
            defer { state.hasAnswered = false }
            return state.hasAnswered
          }
          guard isAlive else {
            return socket.close(WebSocketClose(1000, "no answer to a test request"))
          }
          socket.send(WebSocketFrame(text: DeribitEnvelope.heartbeat))
          socket.send(WebSocketFrame(text: DeribitEnvelope.testRequest))
        }
      }
    }
    let before = state.withLock { state in
      defer { state.life = life }
      state.hasAnswered = true
      return state.life
    }
    before?.cancel()
  }

  private static var ok: DeribitEnvelope.Body {
    { writer throws(SteelyardError) in writer.string("ok") }
  }

  private static func names(_ names: [String]) -> DeribitEnvelope.Body {
    { writer throws(SteelyardError) in
      try writer.array { writer throws(SteelyardError) in
        for name in names { writer.string(name) }
      }
    }
  }
}

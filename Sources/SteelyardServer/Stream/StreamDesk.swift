import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// All that the stream knows, in the one task that works on it.
///
/// What counts whole (records, alerts) waits for each client in its order; of everything else a client has the
/// numbers of what has changed, and gets the latest when it takes more.
final class StreamDesk {
  let engine: Engine
  let keyGuard: KeyGuard?
  let source: StreamRecordSource
  let limits: StreamLimits
  let inputs: AsyncStream<StreamInput>.Continuation
  let log: Log?
  let metrics: StreamMetrics
  var clients: [UInt64: StreamClient] = [:]
  var accounts: StreamAccounts
  var records: StreamRecords
  var market: StreamMarket
  /// Since when records can't be read, in monotonic seconds.
  var unreadableSince: Double?

  init(
    engine: Engine, keyGuard: KeyGuard?, source: StreamRecordSource, limits: StreamLimits,
    inputs: AsyncStream<StreamInput>.Continuation, log: Log?, metrics: StreamMetrics
  ) {
    self.engine = engine
    self.keyGuard = keyGuard
    self.source = source
    self.limits = limits
    self.inputs = inputs
    self.log = log
    self.metrics = metrics
    accounts = StreamAccounts(engine)
    records = StreamRecords(engine, source)
    market = StreamMarket(engine)
  }

  /// Seconds after which clients are sent away because the journal can't be read.
  static let unreadableSeconds = 5.0

  /// Works on one input.
  func take(_ input: StreamInput) {
    switch input {
    case .opened(let number, let socket, let path, let principal):
      open(number, socket, path, principal)
    case .text(let number, let text):
      guard let client = clients[number] else { return }
      read(text, of: client)
      flush(client)
    case .drained(let number):
      guard let client = clients[number] else { return }
      client.isReady = true
      flush(client)
    case .closed(let number): forget(number)
    case .changed:
      follow()
      for client in clients.values { flush(client) }
    case .tick: tick()
    case .page(let number, let place, let result):
      guard let client = clients[number], let subscription = client.subscription(place) else {
        return
      }
      take(result, for: subscription, of: client)
      flush(client)
    }
  }

  private func open(
    _ number: UInt64, _ socket: WebSocket, _ path: String, _ principal: Principal?
  ) {
    let client = StreamClient(number, socket, path: path, now: Monotonic.seconds)
    guard clients.count < limits.clientsMax else {
      let closing = StreamClosing.limit("\(limits.clientsMax) clients listen already")
      metrics.dropped.add(1, [closing.word])
      return socket.close(WebSocketClose(1013, closing.close.reason))
    }
    clients[number] = client
    client.answers.append(StreamMessage.welcome(at: engine.now, limits))
    if let principal { identify(client, as: principal, .none) }
    flush(client)
  }

  /// Takes note of who a client is, and tells it.
  func identify(
    _ client: StreamClient, as principal: Principal, _ identifier: StreamRequest.Identifier
  ) {
    client.principal = principal
    metrics.clients.add(1)
    client.answers.append(StreamMessage.authenticated(principal, identifier))
  }

  /// Sends a client away.
  func close(_ client: StreamClient, _ closing: StreamClosing) {
    metrics.dropped.add(1, [closing.word])
    client.socket.close(closing.close)
    forget(client.number)
  }

  private func forget(_ number: UInt64) {
    guard let client = clients.removeValue(forKey: number) else { return }
    if client.principal != nil { metrics.clients.add(-1) }
    for subscription in client.subscriptions { release(subscription) }
  }

  /// Looks at what the engine has new, and marks for each client what it is to be told.
  func follow() {
    let changes = source.inbox.takeChanges()
    accounts.forget(holdings: changes.accounts)
    accounts.forget(figures: changes.figures)
    for place in accounts.learn() { want(account: place) }
    mark(.accounts, changes.accounts)
    mark(.risk, changes.figures)
    if changes.isFrameNew { followMarket() }
    do throws(SteelyardError) {
      try records.follow()
      unreadableSince = nil
    } catch {
      wait(because: error)
    }
  }

  /// The market is looked at only while somebody listens to it.
  private func followMarket() {
    let isHeard = clients.values.contains { $0.subscriptions.contains { $0.channel == .market } }
    if isHeard { lookAtMarket() }
  }

  /// Takes the latest frame.
  func lookAtMarket() {
    let (new, moved, gone) = market.look()
    for place in new { want(part: place) }
    mark(.market, moved)
    if !gone.isEmpty { forget(parts: gone) }
  }

  /// Parts whose numbers are given to others soon.
  private func forget(parts gone: PlaceSet) {
    for subscription in clients.values.flatMap(\.subscriptions)
    where subscription.channel == .market {
      guard case .places(var queue, let wants) = subscription.content else { continue }
      queue.forget(gone)
      subscription.content = .places(queue, wants: wants)
    }
  }

  /// Marks what has changed for everybody who listens to it.
  private func mark(_ channel: StreamChannel, _ changed: PlaceSet) {
    guard !changed.isEmpty else { return }
    var repeated = 0
    for client in clients.values {
      for subscription in client.subscriptions where subscription.channel == channel {
        guard case .places(var queue, let wants) = subscription.content else { continue }
        repeated += queue.mark(changed)
        subscription.content = .places(queue, wants: wants)
      }
    }
    if repeated > 0 { metrics.coalesced.add(Double(repeated), [channel.rawValue]) }
  }

  /// A journal that can't be read for a moment is read again; after that clients are told.
  private func wait(because error: SteelyardError) {
    let now = Monotonic.seconds
    guard let since = unreadableSince else {
      unreadableSince = now
      return
    }
    guard now > since + StreamDesk.unreadableSeconds else { return }
    unreadableSince = nil
    log?.write(.error, "stream has lost the journal", ["reason": .text(error.message)])
    for client in clients.values
    where client.subscriptions.contains(where: \.channel.isEveryMessageTold) {
      close(client, .slow("the server can't read the journal"))
    }
  }

  private func tick() {
    follow()
    let now = Monotonic.seconds
    for client in clients.values {
      if client.principal == nil, now > client.openedAt + limits.authenticationSeconds {
        close(
          client,
          .unauthenticated("nobody said who it is for \(Int(limits.authenticationSeconds)) s"))
      } else if !client.isReady, now > client.sentAt + limits.stallSeconds {
        close(client, .slow("nothing was read for \(Int(limits.stallSeconds)) s"))
      } else if now > client.heartbeatAt + limits.heartbeatSeconds {
        client.heartbeatAt = now
        guard isKeyValid(of: client) else {
          close(client, .revoked)
          continue
        }
        client.answers.append(heartbeat())
      }
    }
    for client in clients.values { flush(client) }
    forgetOldRecords()
  }

  /// Revoking a key ends its streams too, at the next sign of life.
  private func isKeyValid(of client: StreamClient) -> Bool {
    guard let keyGuard, let principal = client.principal else { return true }
    return keyGuard.isValid(principal)
  }

  private func heartbeat() -> [UInt8] {
    StreamMessage.message("heartbeat") { writer throws(SteelyardError) in
      writer.field("time", engine.now)
      writer.field("position", Int(records.position))
      writer.optional("frame", engine.frame.map { Int($0.number) })
    }
  }

  /// Forgets messages that every listener of their audience has had.
  private func forgetOldRecords() {
    var first: [ObjectIdentifier: (audience: StreamAudience, next: Int)] = [:]
    for client in clients.values {
      for subscription in client.subscriptions {
        guard case .live(let audience, let next, _) = subscription.content else { continue }
        let held = first[ObjectIdentifier(audience)]?.next ?? next
        first[ObjectIdentifier(audience)] = (audience, min(held, next))
      }
    }
    for (audience, next) in first.values { audience.forget(before: next) }
  }
}

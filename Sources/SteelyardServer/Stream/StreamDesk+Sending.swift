import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

// What leaves for clients.
extension StreamDesk {
  /// Sends a client what waits for it, as much as is sent at once; nothing while it has not taken the last.
  func flush(_ client: StreamClient) {
    // It may have been sent away by what was just read.
    guard clients[client.number] != nil, !isTooFarBehind(client) else { return }
    guard client.isReady else { return }
    var batch = WebSocketBatch()
    for answer in client.answers { batch.append(text: answer) }
    client.answers = []
    let subscriptions = client.subscriptionsInTurn().filter { !$0.isQuiet }
    if !subscriptions.isEmpty {
      // Each has its share, so that none is kept from being told by the others.
      let share = max(limits.batchBytesMax / subscriptions.count, 1)
      for subscription in subscriptions {
        fill(&batch, through: batch.byteCount + share, subscription, client)
      }
    }
    guard batch.count > 0 else { return }
    client.isReady = false
    client.sentAt = Monotonic.seconds
    client.heartbeatAt = client.sentAt
    client.socket.send(batch)
  }

  private func fill(
    _ batch: inout WebSocketBatch, through bytesMax: Int, _ subscription: StreamSubscription,
    _ client: StreamClient
  ) {
    var count = 0
    while batch.byteCount < bytesMax, let tail = nextTail(subscription, client) {
      let head = StreamMessage.head(
        "data", subscription: subscription.number, sequence: subscription.nextSequence())
      batch.append(text: head, tail)
      count += 1
    }
    if !subscription.isCurrent, hasAll(subscription) {
      subscription.isCurrent = true
      let head = StreamMessage.head(
        "current", subscription: subscription.number, sequence: subscription.nextSequence())
      let tail = StreamMessage.tail(subscription.channel) { writer throws(SteelyardError) in
        writer.field("position", Int(records.position))
      }
      batch.append(text: head, tail)
    }
    if count > 0 { metrics.messages.add(Double(count), [subscription.channel.rawValue]) }
  }

  /// The next message of a subscription, without its head; nil where there is none for now.
  private func nextTail(
    _ subscription: StreamSubscription, _ client: StreamClient
  ) -> [UInt8]? {
    switch subscription.content {
    case .places(var queue, let wants):
      defer { subscription.content = .places(queue, wants: wants) }
      while let place = queue.take() {
        if let tail = tail(of: place, subscription.channel) { return tail }
      }
      return nil
    case .live(let audience, var next, let after):
      defer { subscription.content = .live(audience, next: next, after: after) }
      while let entry = audience.entry(next) {
        next += 1
        if entry.position > after { return entry.tail }
      }
      return nil
    case .older(let key, var history):
      defer {
        if case .older = subscription.content { subscription.content = .older(key, history) }
      }
      if let tail = history.waiting.popLast() { return tail }
      guard !history.isReading else { return nil }
      if history.position >= records.position {
        let audience = records.audience(key)
        subscription.content = .live(audience, next: audience.end, after: history.position)
        return nil
      }
      history.isReading = true
      read(after: history.position, for: subscription, of: client)
      return nil
    }
  }

  private func tail(of place: Int, _ channel: StreamChannel) -> [UInt8]? {
    switch channel {
    case .accounts: accounts.holdings(of: place)
    case .risk: accounts.figures(of: place)
    case .market: market.tail(of: place)
    case .events, .alerts: preconditionFailure("\(channel) has no places.")
    }
  }

  /// Whether everything is told that there was when the client came.
  private func hasAll(_ subscription: StreamSubscription) -> Bool {
    switch subscription.content {
    case .places(let queue, _): queue.isEmpty
    case .live(let audience, let next, _): next >= audience.end
    case .older: false
    }
  }

  /// Ends a client that has left too many messages unread that count whole.
  private func isTooFarBehind(_ client: StreamClient) -> Bool {
    for subscription in client.subscriptions {
      guard case .live(let audience, let next, _) = subscription.content else { continue }
      let waiting = audience.waiting(from: next)
      if waiting.count > limits.recordsBehindMax {
        close(client, .slow("over \(limits.recordsBehindMax) messages wait"))
        return true
      }
      if waiting.bytes > limits.bytesBehindMax {
        close(client, .slow("over \(limits.bytesBehindMax) bytes wait"))
        return true
      }
    }
    return false
  }
}

// What was before a client came.
extension StreamDesk {
  /// Records that are read of the past at once.
  private static let pageCount = 500

  /// Reads on, in a task: the file may take its time, and others do not wait for it.
  private func read(
    after position: Int64, for subscription: StreamSubscription, of client: StreamClient
  ) {
    let (number, place) = (client.number, subscription.number)
    Task.detached { [source, inputs] in
      let result: Result<[PublishedRecord], SteelyardError>
      do throws(SteelyardError) {
        result = .success(try source.page(after: position, limit: StreamDesk.pageCount))
      } catch {
        result = .failure(error)
      }
      inputs.yield(.page(number, subscription: place, result))
    }
  }

  /// Takes records that were read of the past.
  func take(
    _ result: Result<[PublishedRecord], SteelyardError>, for subscription: StreamSubscription,
    of client: StreamClient
  ) {
    guard case .older(let key, var history) = subscription.content else { return }
    history.isReading = false
    switch result {
    case .success(let page):
      let directory = engine.directory
      history.waiting =
        page.flatMap { StreamAudience.tails(of: $0, for: key, directory) }.reversed()
      history.position = page.last?.position ?? history.position
      subscription.content = .older(key, history)
    case .failure(let error): tellGone(subscription, of: client, because: error)
    }
  }

  /// Says that records are not there any more, and ends the subscription.
  private func tellGone(
    _ subscription: StreamSubscription, of client: StreamClient, because error: SteelyardError
  ) {
    _ = client.remove(subscription.number)
    release(subscription)
    let problem = Problem(error)
    var text = StreamMessage.head(
      "gone", subscription: subscription.number, sequence: subscription.nextSequence())
    text += StreamMessage.tail(subscription.channel) { writer throws(SteelyardError) in
      writer.field("code", problem.code)
      writer.field("detail", problem.detail)
      writer.field("oldest_after", Int(source.oldestReadable))
    }
    client.answers.append(text)
  }

  /// Lets go of what a subscription held.
  func release(_ subscription: StreamSubscription) {
    metrics.subscriptions.add(-1, [subscription.channel.rawValue])
    guard case .live(let audience, _, _) = subscription.content else { return }
    let isHeld = clients.values.contains { client in
      client.subscriptions.contains { other in
        guard other !== subscription, case .live(let held, _, _) = other.content else {
          return false
        }
        return held === audience
      }
    }
    if !isHeld { records.end(audience.key) }
  }
}

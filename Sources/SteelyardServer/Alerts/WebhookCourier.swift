import SteelyardContracts
import SteelyardEngine
import SteelyardFormats

/// Brings alerts to one subscriber, in order and at least once, over restarts too.
///
/// The next alert is tried until the subscriber takes it or the rules give it up. How far it has come is kept in a
/// file after each step; alerts themselves are made again from the journal.
struct WebhookCourier {
  private let subscriber: WebhookSubscriber
  private let rules: AlertDeliveryRules
  private let client: HTTPClient
  private let file: DeliveryFile
  private let log: Log
  private let metrics: AlertMetrics
  private let now: @Sendable () -> Timestamp
  private var outbox: AlertOutbox
  private var follower: RecordFollower
  /// The mark that is in the file.
  private var kept: DeliveryMark?

  /// A courier as an earlier run left it; of a new subscriber, one that begins with the next alert.
  ///
  /// - Throws: `corruptData` for a delivery file that is damaged.
  init(
    _ subscriber: WebhookSubscriber, rules: AlertDeliveryRules, directory: String,
    engine: Engine, archive: (any RecordArchive)?, log: Log, metrics: AlertMetrics,
    on loop: Loop, now: @escaping @Sendable () -> Timestamp
  ) throws(SteelyardError) {
    self.subscriber = subscriber
    self.rules = rules
    self.log = log
    self.metrics = metrics
    self.now = now
    var options = HTTPClient.Options()
    options.seconds = rules.leaseSeconds
    options.authoritiesFile = subscriber.authoritiesFile
    options.bodyBytesMax = WebhookCourier.answerBytesMax
    client = HTTPClient(options: options, on: loop)
    file = DeliveryFile(directory: directory, subscriber: subscriber.name)
    let seed = subscriber.name.utf8.reduce(UInt64(5381)) { $0 &* 33 ^ UInt64($1) }
    outbox = AlertOutbox(subscriber: subscriber.name, seed: seed)
    kept = try file.read()
    if let kept { outbox.resume(kept) }
    let position = kept?.followed ?? engine.position
    follower = RecordFollower(engine, archive, after: position)
    if kept == nil { try keep() }
  }

  /// A receiver's answer is not read; a long one is a mistake.
  private static let answerBytesMax = 65_536
  /// Milliseconds after which a file or journal that failed is tried again.
  private static let pauseMilliseconds = 1_000

  /// Delivers until the task is cancelled.
  ///
  /// - Parameter wake: Comes when there may be more records.
  mutating func run(_ wake: AsyncStream<Void>) async {
    var events = wake.makeAsyncIterator()
    while !Task.isCancelled {
      do throws(SteelyardError) {
        try await deliver()
      } catch {
        log.write(
          .error, "webhook stopped",
          ["subscriber": .text(subscriber.name), "reason": .text(error.message)])
        try? await Task.sleep(for: .milliseconds(WebhookCourier.pauseMilliseconds))
        continue
      }
      guard await events.next() != nil else { return }
    }
  }

  /// Queues what is new, and makes every attempt that is due.
  private mutating func deliver() async throws(SteelyardError) {
    while !Task.isCancelled {
      try queue()
      guard let attempt = outbox.attempt(at: now(), rules: rules) else {
        // Without anything waiting, the file says how far the journal is done with; not after every record.
        if outbox.waiting.isEmpty, follower.position >= (kept?.followed ?? 0) + 10_000 {
          try keep()
        }
        return
      }
      let failure = await send(attempt)
      // An attempt that the end of the service cut short is made again after the start.
      if failure != nil, Task.isCancelled { return }
      try settle(attempt, failure)
    }
  }

  private mutating func queue() throws(SteelyardError) {
    defer { measure() }
    while outbox.waiting.count < rules.waitingMax {
      let page = try follower.next()
      guard !page.isEmpty else { return }
      for alert in page.flatMap(\.alerts) where subscriber.wants(alert) {
        for event in outbox.enqueue(alert, at: now(), rules: rules) { tell(event) }
      }
    }
  }

  /// Makes an attempt.
  ///
  /// - Returns: Why it failed; nil where the subscriber took it.
  private func send(_ attempt: AlertOutbox.Attempt) async -> String? {
    do throws(SteelyardError) {
      var writer = JSONWriter(.compact)
      try writer.object { writer throws(SteelyardError) in try writer.alert(attempt.alert) }
      let headers = Headers([
        "content-type": "application/json", "user-agent": "steelyard",
        "steelyard-alert": attempt.alert.identifier, "steelyard-attempt": "\(attempt.number)",
        WebhookSignature.headerName.lowercased(): try WebhookSignature.header(
          body: writer.text, at: now(), secrets: subscriber.secrets),
      ])
      let answer = try await client.send(
        .post, to: subscriber.address, headers: headers, body: writer.text)
      return (200..<300).contains(answer.status.code)
        ? nil : "it answered \(answer.status.code)"
    } catch {
      return error.cause.map { "\(error.message) (\($0))" } ?? error.message
    }
  }

  private mutating func settle(
    _ attempt: AlertOutbox.Attempt, _ failure: String?
  ) throws(SteelyardError) {
    let event: OutboxEvent?
    if let failure {
      event = outbox.failed(attempt.alert.sequence, reason: failure, at: now(), rules: rules)
    } else {
      event = outbox.delivered(attempt.alert.sequence, at: now())
    }
    if let event { tell(event) }
    measure()
    try keep()
  }

  private mutating func keep() throws(SteelyardError) {
    let mark = outbox.mark(followed: follower.position)
    guard mark != kept else { return }
    try file.write(mark)
    kept = mark
  }

  private func tell(_ event: OutboxEvent) {
    switch event.kind {
    case .queued: break
    case .delivered: metrics.deliveries.add(1, [subscriber.name, "delivered"])
    case .failed(let sequence, let attempt, let nextAttempt, let reason):
      metrics.deliveries.add(1, [subscriber.name, "failed"])
      log.write(
        .warning, "webhook failed",
        [
          "subscriber": .text(subscriber.name), "alert": .text("alert-\(sequence)"),
          "attempt": .integer(attempt), "next": .text(nextAttempt.description),
          "reason": .text(reason),
        ])
    case .dead(let sequence, let reason):
      metrics.deliveries.add(1, [subscriber.name, "given_up"])
      log.write(
        .error, "webhook given up",
        [
          "subscriber": .text(subscriber.name), "alert": .text("alert-\(sequence)"),
          "reason": .text(reason),
        ])
    }
  }

  private func measure() {
    metrics.waiting.set(Double(outbox.waiting.count), [subscriber.name])
    // By the engine's clock, which the alert's time is of.
    let age = outbox.waiting.first.map {
      Double(follower.engine.now.microseconds - $0.alert.time.microseconds) * 1e-6
    }
    metrics.lag.set(max(0, age ?? 0), [subscriber.name])
  }
}

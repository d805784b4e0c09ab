public import SteelyardContracts
import SteelyardMath

/// What one subscriber is still to be told: at least once, in order, without a clock or a socket.
///
/// The head of the queue is tried until it is delivered or given up; nothing overtakes it. What is in
/// flight is no part of the state: after a restart it is sent again, and the receiver drops it by
/// `Alert.identifier`. Alerts come from the journal, so a `DeliveryMark` is all that must be kept.
public struct AlertOutbox: Sendable, Hashable {
  /// An alert that waits.
  public struct Waiting: Sendable, Hashable {
    /// The alert.
    public let alert: Alert
    /// How often it was tried.
    public internal(set) var attempts: Int
    /// Not to be tried before; nil for at once.
    public internal(set) var notBefore: Timestamp?
  }

  /// An alert that was given up.
  public struct Dead: Sendable, Hashable {
    /// The alert.
    public let alert: Alert
    /// Why.
    public let reason: String
  }

  /// One attempt that the caller is to make now.
  public struct Attempt: Sendable, Hashable {
    /// What to send.
    public let alert: Alert
    /// Which attempt it is, from 1.
    public let number: Int
    /// When it counts as failed without an answer.
    public let leaseEnd: Timestamp
  }

  /// Given-up alerts that are kept; older ones are in the journal only.
  public static let deadCountMax = 1000

  /// Who is told.
  public let subscriber: String
  /// The alerts that wait, the oldest first.
  public internal(set) var waiting: [Waiting] = []
  /// The alerts that were given up, the oldest first.
  public internal(set) var dead: [Dead] = []
  /// How many were given up in all.
  public internal(set) var deadCount = 0
  /// The last alert that was queued; an earlier one is a repetition.
  public internal(set) var sequenceQueued: UInt64?
  /// The last alert that was delivered or given up.
  public internal(set) var sequenceSettled: UInt64?
  let seed: UInt64
  private var leaseEnd: Timestamp?
  /// What an earlier run has left, until the first alert is queued.
  private var resumed: DeliveryMark?

  /// An empty outbox.
  ///
  /// - Parameter seed: Of the chance in its waits; the caller's own for each subscriber.
  public init(subscriber: String, seed: UInt64) {
    self.subscriber = subscriber
    self.seed = seed
  }

  /// Takes up where an earlier run stopped: what was settled is passed over, and the next keeps its attempts.
  ///
  /// - Parameter mark: Of this subscriber; to be called before anything is queued.
  public mutating func resume(_ mark: DeliveryMark) {
    sequenceQueued = mark.sequenceSettled
    sequenceSettled = mark.sequenceSettled
    deadCount = mark.deadCount
    resumed = mark
  }

  /// What a file keeps of the outbox, so that a restart loses nothing and repeats one alert at most.
  ///
  /// - Parameter followed: The last record whose alerts were queued.
  public func mark(followed: Int64) -> DeliveryMark {
    let head = waiting.first
    return DeliveryMark(
      subscriber: subscriber, followed: head.map { max(0, $0.alert.position - 1) } ?? followed,
      sequenceSettled: sequenceSettled, attempts: head?.attempts ?? 0,
      notBefore: head?.notBefore, deadCount: deadCount)
  }

  /// Queues an alert; none of the events where it was queued before.
  public mutating func enqueue(
    _ alert: Alert, at now: Timestamp, rules: AlertDeliveryRules
  ) -> [OutboxEvent] {
    guard sequenceQueued.map({ $0 < alert.sequence }) ?? true else { return [] }
    var events = [event(.queued(alert), now)]
    apply(events[0])
    while waiting.count > rules.waitingMax {
      events.append(
        event(
          .dead(waiting[0].alert.sequence, reason: "\(rules.waitingMax) newer alerts wait"), now))
      apply(events[events.count - 1])
    }
    return events
  }

  /// The attempt to make now; nil while one is in flight, the head waits, or nothing is queued.
  public mutating func attempt(at now: Timestamp, rules: AlertDeliveryRules) -> Attempt? {
    guard let head = waiting.first, leaseEnd == nil, head.notBefore.map({ $0 <= now }) ?? true
    else { return nil }
    let end = now.advanced(byFractionalSeconds: rules.leaseSeconds)
    leaseEnd = end
    return Attempt(alert: head.alert, number: head.attempts + 1, leaseEnd: end)
  }

  /// The receiver took it; nil for an answer that comes too late.
  public mutating func delivered(_ sequence: UInt64, at now: Timestamp) -> OutboxEvent? {
    guard waiting.first?.alert.sequence == sequence else { return nil }
    let event = event(.delivered(sequence), now)
    apply(event)
    return event
  }

  /// An attempt failed: it waits, longer each time, or is given up; nil for an answer that comes too late.
  public mutating func failed(
    _ sequence: UInt64, reason: String, at now: Timestamp, rules: AlertDeliveryRules
  ) -> OutboxEvent? {
    guard let head = waiting.first, head.alert.sequence == sequence, leaseEnd != nil else {
      return nil
    }
    let attempt = head.attempts + 1
    let event: OutboxEvent
    if attempt >= rules.attemptsMax {
      event = self.event(
        .dead(sequence, reason: "\(attempt) attempts failed; the last: \(reason)"), now)
    } else {
      var chance = SplitMix64(
        seed: seed ^ (sequence &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(attempt))
      let delay = rules.delaySeconds(after: attempt, unit: chance.nextUnit())
      event = self.event(
        .failed(
          sequence, attempt: attempt, nextAttempt: now.advanced(byFractionalSeconds: delay),
          reason: reason), now)
    }
    apply(event)
    return event
  }

  /// Fails an attempt whose lease has ended; nil where none has.
  public mutating func advance(to now: Timestamp, rules: AlertDeliveryRules) -> OutboxEvent? {
    guard let leaseEnd, leaseEnd <= now, let head = waiting.first else { return nil }
    return failed(
      head.alert.sequence, reason: "no answer within \(rules.leaseSeconds) s", at: now, rules: rules
    )
  }

  /// The next instant with something to do, which may be past; nil where nothing waits.
  public var nextInstant: Timestamp? {
    guard let head = waiting.first else { return nil }
    return leaseEnd ?? head.notBefore ?? head.alert.time
  }

  /// Takes over what an event says: replay, and the last step of everything above.
  public mutating func apply(_ event: OutboxEvent) {
    switch event.kind {
    case .queued(let alert):
      var entry = Waiting(alert: alert, attempts: 0, notBefore: nil)
      if waiting.isEmpty, let mark = resumed {
        (entry.attempts, entry.notBefore) = (mark.attempts, mark.notBefore)
      }
      resumed = nil
      waiting.append(entry)
      sequenceQueued = alert.sequence
    case .failed(let sequence, let attempt, let nextAttempt, _):
      guard waiting.first?.alert.sequence == sequence else { return }
      waiting[0].attempts = attempt
      waiting[0].notBefore = nextAttempt
      leaseEnd = nil
    case .delivered(let sequence):
      guard waiting.first?.alert.sequence == sequence else { return }
      waiting.removeFirst()
      sequenceSettled = sequence
      leaseEnd = nil
    case .dead(let sequence, let reason):
      guard waiting.first?.alert.sequence == sequence else { return }
      dead.append(Dead(alert: waiting.removeFirst().alert, reason: reason))
      if dead.count > Self.deadCountMax { dead.removeFirst() }
      deadCount += 1
      sequenceSettled = sequence
      leaseEnd = nil
    }
  }

  private func event(_ kind: OutboxEvent.Kind, _ time: Timestamp) -> OutboxEvent {
    OutboxEvent(subscriber: subscriber, time: time, kind: kind)
  }
}

extension Timestamp {
  /// The instant a span later, to the nearest microsecond; the span is bounded by the rules it comes from.
  func advanced(byFractionalSeconds seconds: Double) -> Timestamp {
    Timestamp(microseconds: microseconds + Int64((seconds * 1e6).rounded()))
  }
}

/// One client of the stream.
final class StreamClient {
  let number: UInt64
  let socket: WebSocket
  /// The socket's path, which its signature covers.
  let path: String
  /// Who it is; nil until it has said so.
  var principal: Principal?
  /// Answers that wait to be sent.
  var answers: [[UInt8]] = []
  private(set) var subscriptions: [StreamSubscription] = []
  /// Whether what was sent last has left.
  var isReady = true
  /// Since when the client is known, and since when it takes what was sent last, in monotonic seconds.
  let openedAt: Double
  var sentAt: Double
  var heartbeatAt: Double
  var malformedCount = 0
  private var subscriptionCount = 0
  /// Whose turn it is to fill the next batch first.
  private var turn = 0

  init(_ number: UInt64, _ socket: WebSocket, path: String, now: Double) {
    self.number = number
    self.socket = socket
    self.path = path
    openedAt = now
    sentAt = now
    heartbeatAt = now
  }

  /// Begins to listen.
  func add(_ channel: StreamChannel, _ content: StreamSubscription.Content) -> StreamSubscription {
    subscriptionCount += 1
    let subscription = StreamSubscription(subscriptionCount, channel, content)
    subscriptions.append(subscription)
    return subscription
  }

  /// Ends one; nil where there is none of that number.
  func remove(_ number: Int) -> StreamSubscription? {
    guard let place = subscriptions.firstIndex(where: { $0.number == number }) else { return nil }
    return subscriptions.remove(at: place)
  }

  /// One by its number.
  func subscription(_ number: Int) -> StreamSubscription? {
    subscriptions.first { $0.number == number }
  }

  /// Subscriptions in the order in which they fill the next batch: each is first in its turn.
  func subscriptionsInTurn() -> [StreamSubscription] {
    guard subscriptions.count > 1 else { return subscriptions }
    turn = (turn + 1) % subscriptions.count
    return Array(subscriptions[turn...] + subscriptions[..<turn])
  }
}

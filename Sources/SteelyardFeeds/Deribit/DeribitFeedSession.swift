public import SteelyardContracts
import SteelyardFormats

/// Deribit's WebSocket protocol without a socket: messages in, updates and messages out.
///
/// Whoever owns the socket calls `start(at:)` once it is open, `receive(_:at:)` for each message, `tick(at:)` at least
/// every 100 ms and `closed(at:reason:)` once it is closed, sends what a step says, and closes or opens
/// when a step says so. Every decision is made here: the same calls give the same steps.
///
/// After the connection is open the session introduces itself, asks for heartbeats and for the instruments of each
/// currency, and subscribes to their channels in chunks. It is `live` once all of that is answered. A gap in an
/// order book voids that book and asks for it again; until it is whole the feed is `recovering`.
public struct DeribitFeedSession: Sendable {
  /// An instrument that is followed.
  struct Followed: Sendable {
    let instrument: Instrument
    /// The currency under which the venue lists it.
    let currency: Currency
  }

  /// What is asked for, and how patiently.
  public let settings: DeribitFeedSettings
  /// How the feed stands.
  public internal(set) var state = FeedState.connecting
  /// How many messages came.
  public private(set) var messageCount: UInt64 = 0
  /// How many gaps were found in order books.
  public internal(set) var gapCount = 0

  let table: ContractTermsTable
  var queue: RequestQueue
  var followed: [String: Followed] = [:]
  var books: [String: BookSequence] = [:]
  var indices: Set<PriceIndexName> = []
  var deliveries = DeliveryWatch()
  var fundingRates: [String: Double] = [:]
  /// Currencies whose instruments are still to be answered.
  var pendingCurrencies: Set<Currency> = []
  private var delay: ReconnectDelay
  private var sequence: UInt64 = 0
  private var isOpen = false
  private var isClosing = false
  private var lastMessageTime: Timestamp?
  private var liveSince: Timestamp?
  private var badMessageCount = 0

  /// A session that is not connected yet.
  ///
  /// - Parameter seed: Of the lot in reconnect delays.
  /// - Throws: `invalidInput` where a setting can't be.
  public init(settings: DeribitFeedSettings, seed: UInt64) throws(SteelyardError) {
    try settings.check()
    self.settings = settings
    table = try ContractTermsTable.embedded()
    queue = RequestQueue(settings)
    delay = ReconnectDelay(
      millisecondsMin: settings.reconnectMillisecondsMin,
      millisecondsMax: settings.reconnectMillisecondsMax, seed: seed)
  }

  /// The instruments that are followed, in their order.
  public var instruments: [Instrument] { followed.values.map(\.instrument).sorted() }

  /// The connection is open: says what is to be sent first.
  public mutating func start(at time: Timestamp) -> FeedStep {
    isOpen = true
    isClosing = false
    lastMessageTime = time
    badMessageCount = 0
    queue = RequestQueue(settings)
    queue.add(.hello(clientName: settings.clientName, clientVersion: settings.clientVersion))
    queue.add(.setHeartbeat(intervalSeconds: settings.heartbeatSeconds))
    pendingCurrencies = Set(settings.currencies)
    for currency in settings.currencies { queue.add(.instruments(currency: currency)) }
    indices = []
    let extra = settings.priceIndices.map { PriceIndexName(base: $0.base, quote: $0.quote) }
    subscribeToIndices(extra)
    var step = FeedStep()
    say(.feed(FeedReport(state: .connecting, reason: "connected")), at: time, &step)
    finish(&step, at: time)
    return step
  }

  /// Takes one message.
  ///
  /// What can't be read is a problem of the step; the feed goes on until there are too many in a row.
  public mutating func receive(_ message: [UInt8], at time: Timestamp) -> FeedStep {
    var step = FeedStep()
    guard isOpen else {
      step.state = state
      return step
    }
    messageCount += 1
    lastMessageTime = time
    do throws(SteelyardError) {
      try take(try DeribitMessage.read(message), at: time, &step)
      badMessageCount = 0
    } catch {
      step.problems.append(error)
      badMessageCount += 1
      if error.code == .unavailable {
        close(error.message, &step)
      } else if badMessageCount >= settings.badMessagesMax {
        close("\(badMessageCount) messages in a row can't be read", &step)
      }
    }
    finish(&step, at: time)
    return step
  }

  /// Lets time pass: asks again, gives up, looks for delivery prices.
  public mutating func tick(at time: Timestamp) -> FeedStep {
    var step = FeedStep()
    guard isOpen else {
      step.state = state
      return step
    }
    if let last = lastMessageTime,
      last.advanced(bySeconds: Int64(settings.silenceSecondsMax)) <= time
    {
      close("no message for \(settings.silenceSecondsMax) s", &step)
    }
    askForLateBooks(at: time, &step)
    for index in deliveries.due(at: time) {
      queue.add(.deliveryPrices(index: index, count: DeliveryWatch.pricesCount))
    }
    step.problems += deliveries.takeProblems()
    if let since = liveSince,
      since.advanced(byMilliseconds: Int64(settings.reconnectMillisecondsMax)) <= time
    {
      delay.reset()
    }
    finish(&step, at: time)
    return step
  }

  /// The connection is closed, or could not be opened: says when to open the next.
  public mutating func closed(at time: Timestamp, reason: String) -> FeedStep {
    isOpen = false
    liveSince = nil
    var step = FeedStep()
    for name in books.keys.sorted() { voidBook(name, at: time, &step) }
    books = [:]
    state = .connecting
    say(
      .feed(FeedReport(state: .connecting, reason: String(reason.prefix(200)))), at: time, &step)
    step.connection = .open(at: time.advanced(byMilliseconds: delay.next()))
    step.state = state
    return step
  }

  /// Adds an update to a step.
  mutating func say(_ content: MarketUpdate.Content, at time: Timestamp, _ step: inout FeedStep) {
    sequence += 1
    step.updates.append(
      MarketUpdate(feed: settings.feed, sequence: sequence, time: time, content))
  }

  /// Asks for the connection to be closed, once.
  mutating func close(_ reason: String, _ step: inout FeedStep) {
    guard !isClosing else { return }
    isClosing = true
    step.connection = .close(reason: reason)
  }

  /// Sends what is due and says how the feed stands, where that has changed.
  private mutating func finish(_ step: inout FeedStep, at time: Timestamp) {
    do throws(SteelyardError) {
      step.outgoing += try queue.due(at: time)
    } catch {
      step.problems.append(error)
      close(error.message, &step)
    }
    let lost = books.values.count { !$0.isFollowed }
    let now: FeedState
    if !pendingCurrencies.isEmpty || (state == .connecting && (lost > 0 || !queue.isEmpty)) {
      now = .connecting
    } else {
      now = lost > 0 ? .recovering : .live
    }
    if now != state {
      state = now
      let reason = now == .recovering ? "\(lost) order books are asked for again" : ""
      say(.feed(FeedReport(state: now, reason: reason)), at: time, &step)
    }
    if now == .live { liveSince = liveSince ?? time }
    step.state = state
  }
}

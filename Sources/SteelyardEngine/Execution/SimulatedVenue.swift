public import SteelyardContracts
public import SteelyardLedger
import SteelyardMath

/// A venue without a socket or a clock: orders and quotes in, reports out, by a seed.
///
/// Others are a quote with depth; orders trade with it and with each other, price first and then time.
/// Depth that was taken is gone until the next quote. Fees are the instrument's own, as maker or taker.
/// The same calls with the same seed give the same reports.
public struct SimulatedVenue: Sendable {
  /// Most orders that are live at once.
  public static let liveCountMax = 1_000_000
  /// Finished orders that are remembered at least, and half of those that are at most: one handed in again
  /// does nothing.
  public static let finishedCountMax = 1000

  let rules: SimulatedVenueRules
  private var chance: SplitMix64
  var books: [Instrument: VenueBook] = [:]
  var orders: [OrderIdentifier: Standing] = [:]
  private var finished: [OrderIdentifier] = []
  /// The largest number of a finished order that is forgotten.
  private var forgotten: OrderIdentifier?
  /// When the next book closes.
  private var nextExpiry: Timestamp?
  private var arrivals: [Scheduled<Instruction>] = []
  private var outgoing: [Scheduled<OrderReport.Content>] = []
  private var reportNumber: UInt64 = 0
  private(set) var now: Timestamp

  /// A venue that lists nothing yet.
  public init(rules: SimulatedVenueRules, seed: UInt64, at now: Timestamp) {
    self.rules = rules
    chance = SplitMix64(seed: seed)
    self.now = now
  }

  /// Sends an order; the same one a second time does nothing.
  ///
  /// Orders are sent in the order of their numbers: one below a number that is finished and forgotten is rejected,
  /// so that nothing is carried out twice.
  ///
  /// - Throws: `conflict` where the identifier is another order's, `limitExceeded` for too many orders.
  public mutating func submit(
    _ order: VenueOrder, at time: Timestamp
  ) throws(SteelyardError) {
    if let known = orders[order.identifier] {
      guard known.submitted == order else {
        throw SteelyardError(
          .conflict, "Order \(order.identifier) was sent with other terms.",
          remedy: "Amend it, or give the new order its own number.")
      }
      return
    }
    if let forgotten, order.identifier <= forgotten {
      let reason = "The venue has forgotten orders with higher numbers than this."
      return report(.answer(.rejected(reason: reason)), of: order.identifier, after: latency())
    }
    guard orders.count - finished.count < Self.liveCountMax else {
      throw SteelyardError(
        .limitExceeded, "The simulated venue has \(Self.liveCountMax) live orders.",
        remedy: "Cancel some.")
    }
    orders[order.identifier] = Standing(submitted: order)
    send(.submit, of: order.identifier, at: time)
  }

  /// Asks for another total quantity and limit.
  public mutating func amend(
    _ order: OrderIdentifier, quantity: Amount, price: Amount?, at time: Timestamp
  ) {
    send(.amend(quantity: quantity, price: price), of: order, at: time)
  }

  /// Asks for an order's end.
  public mutating func cancel(_ order: OrderIdentifier, at time: Timestamp) {
    send(.cancel, of: order, at: time)
  }

  /// Puts an order back that rested when the process ended; nothing is reported.
  ///
  /// - Parameter filled: What was filled of it, with its sign.
  public mutating func restore(_ order: VenueOrder, filled: Amount) {
    var standing = Standing(submitted: order)
    standing.filled = filled
    standing.phase = .working
    orders[order.identifier] = standing
    rest(order.identifier)
  }

  /// What others offer and ask for from now on; lists the instrument.
  ///
  /// The book of an instrument that has expired is closed: it is not listed any more, and what rested in it can only
  /// be cancelled.
  public mutating func quote(_ instrument: Instrument, _ quote: VenueQuote, at time: Timestamp) {
    process(until: time)
    if let expiry = instrument.expiry {
      guard expiry > now else { return }
      nextExpiry = min(nextExpiry ?? expiry, expiry)
    }
    guard var book = books[instrument] else {
      var book = VenueBook(quote: quote)
      // Orders put back before the first quote wait for their book.
      for identifier in orders.keys.sorted()
      where orders[identifier]?.submitted.instrument == instrument
        && orders[identifier]?.phase == .working
      {
        if let resting = resting(identifier) { book.join(resting) }
      }
      books[instrument] = book
      self.quote(instrument, quote, at: time)
      return
    }
    let matches = book.update(quote)
    books[instrument] = book
    for case .trade(let quantity, let price, let identifier?) in matches {
      fill(identifier, quantity, at: price, as: .maker)
    }
  }

  /// Lets time pass; the reports that have come back by then, in the order of their time.
  public mutating func advance(to time: Timestamp) -> [OrderReport] {
    process(until: time)
    let count = outgoing.firstIndex { $0.time > now } ?? outgoing.count
    let due = outgoing.prefix(count)
    outgoing.removeFirst(count)
    return due.map { scheduled in
      reportNumber += 1
      return OrderReport(
        order: scheduled.order, time: scheduled.time, number: reportNumber,
        content: scheduled.content)
    }
  }

  /// The next instant with something to do or to report; nil where nothing is under way.
  public var nextInstant: Timestamp? {
    [arrivals.first?.time, outgoing.first?.time].compactMap { $0 }.min()
  }
}

extension SimulatedVenue {
  /// An order as the venue knows it.
  struct Standing: Sendable, Hashable {
    enum Phase { case sent, working, finished }
    /// As it was first sent.
    let submitted: VenueOrder
    var quantity: Amount
    var price: Amount?
    var filled = Amount.zero
    var phase = Phase.sent
    /// When its last report comes back: the next one comes no earlier.
    var reportedAt: Timestamp?

    init(submitted: VenueOrder) {
      self.submitted = submitted
      quantity = submitted.quantity
      price = submitted.price
    }

    /// What may still fill, with the order's sign.
    var remaining: Amount { Amount(units: quantity.units - filled.units) }
  }

  enum Instruction: Sendable, Hashable {
    case submit
    case amend(quantity: Amount, price: Amount?)
    case cancel
    /// An instruction that never arrived, found to be lost.
    indirect case lost(Instruction)
    /// What the sender is told of an instruction that is late.
    case overdue
  }

  private struct Scheduled<Content: Sendable>: Sendable {
    let time: Timestamp
    let order: OrderIdentifier
    let content: Content
  }

  private mutating func send(
    _ instruction: Instruction, of order: OrderIdentifier, at time: Timestamp
  ) {
    let sent = max(time, now)
    guard chance.nextUnit() < rules.timeoutShare else {
      return schedule(instruction, of: order, at: sent.advanced(byFractionalSeconds: latency()))
    }
    let isLost = chance.nextUnit() < rules.lostShare
    schedule(.overdue, of: order, at: sent.advanced(byFractionalSeconds: rules.overdueSeconds))
    schedule(
      isLost ? .lost(instruction) : instruction, of: order,
      at: sent.advanced(byFractionalSeconds: rules.lateSeconds))
  }

  private mutating func schedule(
    _ instruction: Instruction, of order: OrderIdentifier, at time: Timestamp
  ) {
    let place = arrivals.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    arrivals.insert(
      Scheduled(time: time, order: order, content: instruction), at: place)
  }

  /// What the venue says travels back; one order's reports never overtake each other.
  mutating func report(
    _ content: OrderReport.Content, of order: OrderIdentifier, after seconds: Double
  ) {
    let earliest = now.advanced(byFractionalSeconds: seconds)
    let time = max(earliest, orders[order]?.reportedAt ?? earliest)
    orders[order]?.reportedAt = time
    let place = outgoing.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    outgoing.insert(
      Scheduled(time: time, order: order, content: content), at: place)
  }

  mutating func latency() -> Double {
    rules.latencySecondsMin
      + (rules.latencySecondsMax - rules.latencySecondsMin) * chance.nextUnit()
  }

  /// Whether the venue refuses an order for no reason of its own.
  mutating func refusesAnyway() -> Bool { chance.nextUnit() < rules.rejectShare }

  /// Carries out what has arrived by a time, in the order of arrival.
  private mutating func process(until time: Timestamp) {
    while let next = arrivals.first, next.time <= time {
      arrivals.removeFirst()
      now = max(now, next.time)
      carryOut(next.content, of: next.order)
    }
    now = max(now, time)
    closeExpired()
  }

  private mutating func closeExpired() {
    guard let nextExpiry, nextExpiry <= now else { return }
    books = books.filter { book in book.key.expiry.map { $0 > now } ?? true }
    self.nextExpiry = books.keys.compactMap(\.expiry).min()
  }

  /// Instruments with a book.
  public var bookCount: Int { books.count }

  /// Orders that are live or remembered.
  public var orderCount: Int { orders.count }

  /// Remembers that nothing can happen to an order any more, and forgets the oldest such order.
  mutating func finish(_ order: OrderIdentifier) {
    guard orders[order]?.phase != .finished else { return }
    orders[order]?.phase = .finished
    finished.append(order)
    // The oldest are forgotten in one go, so that no single order pays for the move of the rest.
    guard finished.count >= 2 * Self.finishedCountMax else { return }
    for old in finished.prefix(Self.finishedCountMax) {
      orders[old] = nil
      forgotten = max(forgotten ?? old, old)
    }
    finished.removeFirst(Self.finishedCountMax)
  }
}

public import SteelyardContracts
public import SteelyardLedger
import Synchronization

/// A simulated venue behind the port that every venue has: a lock, a clock and a sink around the value.
///
/// Somebody has to let time pass: `deliver()` at `nextInstant`, or every few milliseconds.
public final class SimulatedVenuePort: ExecutionPort {
  private let venue: Mutex<SimulatedVenue>
  private let clock: any EngineClock
  private let sink: OrderReportSink
  // Reports leave one at a time, in the venue's order, whoever lets time pass.
  private let delivery = Mutex(())

  /// A port to a venue.
  ///
  /// - Parameter sink: Receives reports on the thread that calls `deliver()`; it must not call back into
  ///   `deliver()`.
  public init(
    _ venue: SimulatedVenue, clock: any EngineClock, sink: @escaping OrderReportSink
  ) {
    self.venue = Mutex(venue)
    self.clock = clock
    self.sink = sink
  }

  /// Sends an order.
  public func submit(_ order: VenueOrder) throws(SteelyardError) {
    let now = clock.now()
    // A closure's error is not inferred through a lock, so it comes out as a value.
    let failure = venue.withLock { venue -> SteelyardError? in
      do throws(SteelyardError) {
        try venue.submit(order, at: now)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// Asks for another total quantity and limit.
  public func amend(
    _ order: OrderIdentifier, quantity: Amount, price: Amount?
  ) throws(SteelyardError) {
    let now = clock.now()
    venue.withLock { $0.amend(order, quantity: quantity, price: price, at: now) }
  }

  /// Asks for an order's end.
  public func cancel(_ order: OrderIdentifier) throws(SteelyardError) {
    let now = clock.now()
    venue.withLock { $0.cancel(order, at: now) }
  }

  /// Puts an order back that rested when the process ended.
  public func restore(_ order: VenueOrder, filled: Amount) {
    venue.withLock { $0.restore(order, filled: filled) }
  }

  /// What others offer and ask for from now on.
  public func quote(_ instrument: Instrument, _ quote: VenueQuote) {
    let now = clock.now()
    venue.withLock { $0.quote(instrument, quote, at: now) }
  }

  /// Orders that it holds, finished ones that it remembers among them, and instruments with a book.
  public var counts: (orders: Int, books: Int) {
    venue.withLock { ($0.orderCount, $0.bookCount) }
  }

  /// Hands over the reports that have come back by now; the next instant with something to do.
  @discardableResult
  public func deliver() -> Timestamp? {
    let now = clock.now()
    return delivery.withLock { _ in
      let (reports, next) = venue.withLock { ($0.advance(to: now), $0.nextInstant) }
      if !reports.isEmpty { sink(reports) }
      return next
    }
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Synchronization
import Testing

private final class Reports: Sendable {
  private let list = Mutex<[OrderReport]>([])
  func add(_ reports: [OrderReport]) { list.withLock { $0 += reports } }
  var texts: [String] { list.withLock { $0.map(\.text) } }
  var actions: [LedgerAction] { list.withLock { $0.map(\.action) } }
}

@Suite("The port of a simulated venue")
struct SimulatedVenuePortTests {
  @Test(
    "instructions go in by the clock, reports come out through the sink, as the ledger's commands")
  func roundTrip() throws {
    let clock = HandClock(.second(0))
    let reports = Reports()
    let rules = try SimulatedVenueRules(
      latencySecondsMin: 1, latencySecondsMax: 1, rejectShare: 0, timeoutShare: 0, lostShare: 0,
      overdueSeconds: 5, lateSeconds: 30)
    let port = SimulatedVenuePort(
      SimulatedVenue(rules: rules, seed: 1, at: .second(0)), clock: clock,
      sink: { reports.add($0) })
    port.quote(
      .perpetual, try VenueQuote(bids: [], asks: [.init(price: Amount(101), quantity: Amount(5))]))
    let execution: any ExecutionPort = port
    try execution.submit(.of(1, 2, 101))
    try execution.submit(.of(1, 2, 101))
    let conflict = #expect(throws: SteelyardError.self) { try execution.submit(.of(1, 3, 101)) }
    #expect(conflict?.code == .conflict)
    try execution.cancel(OrderIdentifier(rawValue: 1))
    #expect(port.deliver() == .second(1))
    #expect(reports.texts.isEmpty)
    clock.set(.second(1))
    #expect(port.deliver() == .second(2))
    clock.set(.second(2))
    #expect(port.deliver() == nil)
    #expect(
      reports.texts == [
        "1 accepted", "1 fills 2 at 101 as taker",
        "1 not cancelled: The order is filled or out of the book.",
      ])
    let order = OrderIdentifier(rawValue: 1)
    #expect(
      Array(reports.actions.prefix(2)) == [
        .reportAnswer(order, .accepted),
        .reportFill(
          FillReport(order: order, quantity: Amount(2), price: Amount(101), fee: .taker)),
      ])
  }
}

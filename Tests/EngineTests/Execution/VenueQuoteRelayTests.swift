import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import Synchronization
import Testing

private final class Fills: Sendable {
  private let list = Mutex<[Amount]>([])
  func add(_ reports: [OrderReport]) {
    list.withLock { list in
      for case .reportFill(let fill) in reports.map(\.action) { list.append(fill.quantity) }
    }
  }
  var quantities: [Amount] { list.withLock { $0 } }
}

@Suite("Quotes on their way to the simulated venue")
struct VenueQuoteRelayTests {
  private static let perpetual = Instrument.perpetual

  /// A directory that lists the perpetual in lots of 5.
  private func directory() throws -> LedgerDirectory {
    var ledger = Ledger()
    for action: LedgerAction in [
      .listAsset(.usdc),
      .listInstrument(
        try InstrumentListing(
          instrument: .perpetual, venue: try OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(1), tick: Amount(1), lot: Amount(5), averagingWindowSeconds: 0,
            delivery: .none),
          fees: .free)),
    ] {
      for event in try ledger.decide(LedgerCommand(action), at: .second(0)) {
        try ledger.apply(event, at: .second(0))
      }
    }
    var directory = LedgerDirectory()
    directory.take(ledger, settled: [])
    return directory
  }

  /// What an order of 20 fills against asks of 8.09 and 13, relayed by what is listed.
  private func fills(_ directory: @escaping @Sendable () -> LedgerDirectory) throws -> [Amount] {
    let clock = HandClock(.second(0))
    let fills = Fills()
    let port = SimulatedVenuePort(
      SimulatedVenue(
        rules: try SimulatedVenueRules(
          latencySecondsMin: 0, latencySecondsMax: 0, rejectShare: 0, timeoutShare: 0,
          lostShare: 0, overdueSeconds: 5, lateSeconds: 30), seed: 1, at: .second(0)),
      clock: clock, sink: { fills.add($0) })
    let relay = VenueQuoteRelay(port, directory: directory)
    relay.take([
      MarketUpdate(
        feed: "test", sequence: 1, time: .second(0),
        .book(
          BookUpdate(
            instrument: Self.perpetual, kind: .snapshot, bids: [],
            asks: [BookLevel(price: 100, amount: 8.09), BookLevel(price: 101, amount: 13)])))
    ])
    try port.submit(.of(1, 20, 110))
    clock.set(.second(1))
    _ = port.deliver()
    return fills.quantities
  }

  @Test("depth comes in whole lots, so that every fill can be booked")
  func lots() throws {
    let listed = try directory()
    #expect(try fills { listed } == [Amount(5), Amount(10)])
  }

  @Test("what is not listed is not quoted")
  func unlisted() throws {
    #expect(try fills { LedgerDirectory() }.isEmpty)
  }
}

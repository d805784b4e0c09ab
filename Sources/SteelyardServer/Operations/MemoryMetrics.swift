import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger

/// How full the memories of a service are: each with its limit, so that an alert can compare the two.
enum MemoryMetrics {
  private struct Memory {
    let name: String
    let count: Int
    let limit: Int
  }

  /// Adds them.
  static func add(
    to metrics: Metrics, _ engine: Engine, _ venue: SimulatedVenuePort, _ relay: VenueQuoteRelay
  ) {
    metrics.observed(
      "steelyard_memory_entries", "Entries of a memory that is bounded.", labels: ["memory"]
    ) {
      memories(engine, venue, relay).map { ([$0.name], Double($0.count)) }
    }
    metrics.observed(
      "steelyard_memory_entries_max", "The most entries that it may have.", labels: ["memory"]
    ) {
      memories(engine, venue, relay).map { ([$0.name], Double($0.limit)) }
    }
  }

  private static func memories(
    _ engine: Engine, _ venue: SimulatedVenuePort, _ relay: VenueQuoteRelay
  ) -> [Memory] {
    let memory = engine.memory
    let atVenue = venue.counts
    let instruments = InstrumentUniverse.instrumentsMax
    return [
      Memory(name: "accounts", count: memory.accounts, limit: Ledger.accountsMax),
      Memory(
        name: "accounts_to_evaluate", count: memory.waitingAccounts, limit: Ledger.accountsMax),
      Memory(
        name: "orders", count: memory.orders,
        limit: Ledger.ordersPerAccountMax * Ledger.accountsMax),
      Memory(
        name: "records", count: memory.records, limit: engine.configuration.recordsKept),
      Memory(name: "ledger_instruments", count: memory.instruments, limit: instruments),
      Memory(name: "settled_instruments", count: memory.settledInstruments, limit: instruments),
      Memory(
        name: "market_instruments", count: engine.boardInstrumentCount,
        limit: engine.configuration.board.instrumentsMax),
      Memory(
        name: "frame_instruments", count: engine.frame?.universe.count ?? 0, limit: instruments),
      Memory(name: "quoted_instruments", count: relay.instrumentCount, limit: instruments),
      Memory(name: "venue_books", count: atVenue.books, limit: instruments),
      Memory(
        name: "venue_orders", count: atVenue.orders,
        limit: SimulatedVenue.liveCountMax + 2 * SimulatedVenue.finishedCountMax),
    ]
  }
}

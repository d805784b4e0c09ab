import SteelyardContracts
public import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket
import Synchronization

/// Gives a simulated venue the quotes that the feeds tell: order books where there are any, else the best prices.
public final class VenueQuoteRelay: Sendable {
  private struct Contents {
    var withBook: Set<Instrument> = []
    var lots: [Instrument: Amount] = [:]
    var listedCount = 0
    var unusable: UInt64 = 0

    /// What is settled is quoted no more.
    mutating func forget(_ settlement: SettlementUpdate) {
      func isLeft(_ instrument: Instrument) -> Bool {
        instrument.underlying != settlement.underlying || instrument.expiry != settlement.expiry
      }
      lots = lots.filter { isLeft($0.key) }
      withBook = withBook.filter(isLeft)
    }
  }

  private let port: SimulatedVenuePort
  private let directory: @Sendable () -> LedgerDirectory
  private let contents = Mutex(Contents())

  /// A relay to a port.
  ///
  /// - Parameter directory: What is listed. Other quotes are not relayed: nothing of theirs can be ordered.
  public init(
    _ port: SimulatedVenuePort, directory: @escaping @Sendable () -> LedgerDirectory
  ) {
    self.port = port
    self.directory = directory
  }

  /// Updates whose levels made no quote: crossed, or no numbers.
  public var unusableCount: UInt64 { contents.withLock { $0.unusable } }

  /// Takes what a feed says.
  ///
  /// Of order books only whole ones are relayed; changes wait for the next.
  public func take(_ updates: [MarketUpdate]) {
    for update in updates {
      switch update.content {
      case .book(let book) where book.kind == .snapshot:
        guard let lot = lot(of: book.instrument) else { continue }
        contents.withLock { _ = $0.withBook.insert(book.instrument) }
        relay(
          book.instrument, lot,
          bids: book.bids.map { ($0.price, $0.amount) },
          asks: book.asks.map { ($0.price, $0.amount) })
      case .ticker(let ticker):
        guard let quotes = ticker.quotes,
          !contents.withLock({ $0.withBook.contains(ticker.instrument) }),
          let lot = lot(of: ticker.instrument)
        else { continue }
        relay(
          ticker.instrument, lot,
          bids: quotes.bid.map { [($0.price, $0.amount)] } ?? [],
          asks: quotes.ask.map { [($0.price, $0.amount)] } ?? [])
      case .settled(let settlement):
        contents.withLock { $0.forget(settlement) }
      default: continue
      }
    }
  }

  /// Instruments whose quotes are relayed.
  public var instrumentCount: Int { contents.withLock { $0.lots.count } }

  /// In what steps an instrument is traded; nil for one that is not listed yet.
  private func lot(of instrument: Instrument) -> Amount? {
    contents.withLock { contents in
      if let lot = contents.lots[instrument] { return lot }
      let listed = directory().instruments
      for entry in listed.dropFirst(contents.listedCount) where entry.status == .listed {
        contents.lots[entry.listing.instrument] = entry.listing.terms.lot
      }
      contents.listedCount = listed.count
      return contents.lots[instrument]
    }
  }

  private func relay(
    _ instrument: Instrument, _ lot: Amount, bids: [(price: Double, amount: Double?)],
    asks: [(price: Double, amount: Double?)]
  ) {
    func levels(_ side: [(price: Double, amount: Double?)]) -> [VenueQuote.Level] {
      side.compactMap { level in
        guard let price = Amount.nearest(level.price),
          let amount = level.amount.flatMap(Amount.nearest),
          price > .zero, amount >= lot
        else { return nil }
        // Fills come in whole lots: the ledger refuses any other.
        let rest = amount.units % lot.units
        return VenueQuote.Level(price: price, quantity: Amount(units: amount.units - rest))
      }
    }
    guard
      let quote = try? VenueQuote(
        bids: levels(bids).sorted { $0.price > $1.price },
        asks: levels(asks).sorted { $0.price < $1.price })
    else { return contents.withLock { $0.unusable += 1 } }
    port.quote(instrument, quote)
  }
}

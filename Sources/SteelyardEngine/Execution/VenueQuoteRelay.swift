import SteelyardContracts
public import SteelyardFeeds
import SteelyardMarket
import Synchronization

/// Gives a simulated venue the quotes that the feeds tell: order books where there are any, else the best prices.
public final class VenueQuoteRelay: Sendable {
  private struct Contents {
    var withBook: Set<Instrument> = []
    var unusable: UInt64 = 0
  }

  private let port: SimulatedVenuePort
  private let contents = Mutex(Contents())

  /// A relay to a port.
  public init(_ port: SimulatedVenuePort) { self.port = port }

  /// Updates whose levels made no quote: crossed, or no numbers.
  public var unusableCount: UInt64 { contents.withLock { $0.unusable } }

  /// Takes what a feed says.
  ///
  /// Of order books only whole ones are relayed; changes wait for the next.
  public func take(_ updates: [MarketUpdate]) {
    for update in updates {
      switch update.content {
      case .book(let book) where book.kind == .snapshot:
        contents.withLock { _ = $0.withBook.insert(book.instrument) }
        relay(
          book.instrument,
          bids: book.bids.map { ($0.price, $0.amount) },
          asks: book.asks.map { ($0.price, $0.amount) })
      case .ticker(let ticker):
        guard let quotes = ticker.quotes,
          !contents.withLock({ $0.withBook.contains(ticker.instrument) })
        else { continue }
        relay(
          ticker.instrument,
          bids: quotes.bid.map { [($0.price, $0.amount)] } ?? [],
          asks: quotes.ask.map { [($0.price, $0.amount)] } ?? [])
      default: continue
      }
    }
  }

  private func relay(
    _ instrument: Instrument, bids: [(price: Double, amount: Double?)],
    asks: [(price: Double, amount: Double?)]
  ) {
    func levels(_ side: [(price: Double, amount: Double?)]) -> [VenueQuote.Level] {
      side.compactMap { level in
        guard let price = Amount.nearest(level.price),
          let amount = level.amount.flatMap(Amount.nearest),
          price > .zero, amount > .zero
        else { return nil }
        return VenueQuote.Level(price: price, quantity: amount)
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

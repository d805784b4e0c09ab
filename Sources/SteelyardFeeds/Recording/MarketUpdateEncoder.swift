import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// Turns updates into bytes; instruments stand as names, which are made once each.
struct MarketUpdateEncoder: Sendable {
  /// Most names remembered.
  private static let namesMax = 50_000
  private var names: [Instrument: String] = [:]

  /// The bytes of an update, without any frame.
  ///
  /// - Throws: `unsupported` for an instrument that has no name.
  mutating func bytes(of update: MarketUpdate) throws(SteelyardError) -> [UInt8] {
    var writer = ByteWriter(reserving: 160)
    writer.write(update.feed)
    writer.write(update.sequence)
    writer.write(update.time)
    switch update.content {
    case .ticker(let ticker):
      writer.write(byte: 0)
      try write(ticker, &writer)
    case .book(let book):
      writer.write(byte: 1)
      writer.write(try name(of: book.instrument))
      writer.write(byte: book.kind.rawValue)
      for side in [book.bids, book.asks] {
        writer.write(list: side) { writer, level in
          writer.write(level.price)
          writer.write(level.amount)
        }
      }
    case .price(let price):
      writer.write(byte: 2)
      writer.write(price.pair.base.code)
      writer.write(price.pair.quote.code)
      writer.write(price.venue)
      writer.write(price.price)
      writer.write(optional: price.confidence) { $0.write($1) }
    case .funding(let funding):
      writer.write(byte: 3)
      writer.write(try name(of: funding.instrument))
      writer.write(funding.rate)
      writer.write(funding.intervalSeconds)
    case .listed(let listing):
      writer.write(byte: 4)
      writer.write(try name(of: listing.instrument))
      writer.write(optional: listing.terms) { writer, terms in Self.write(terms, &writer) }
    case .delisted(let instrument):
      writer.write(byte: 5)
      writer.write(try name(of: instrument))
    case .settled(let settlement):
      writer.write(byte: 6)
      writer.write(settlement.underlying.base.code)
      writer.write(settlement.underlying.quote.code)
      writer.write(settlement.underlying.settlement.code)
      writer.write(settlement.expiry)
      writer.write(settlement.deliveryPrice)
    case .trade(let trade):
      writer.write(byte: 7)
      writer.write(try name(of: trade.instrument))
      writer.write(trade.price)
      writer.write(trade.amount)
      writer.write(byte: trade.taker.rawValue)
    case .feed(let report):
      writer.write(byte: 8)
      writer.write(report.state.rawValue)
      writer.write(report.reason)
    }
    return writer.bytes
  }

  private mutating func name(of instrument: Instrument) throws(SteelyardError) -> String {
    if let name = names[instrument] { return name }
    if names.count >= Self.namesMax { names.removeAll(keepingCapacity: true) }
    let name = try InstrumentNaming.steelyard.name(of: instrument)
    names[instrument] = name
    return name
  }

  private mutating func write(
    _ ticker: Ticker, _ writer: inout ByteWriter
  ) throws(SteelyardError) {
    writer.write(try name(of: ticker.instrument))
    for value in [
      ticker.markPrice, ticker.markVolatility, ticker.underlyingPrice, ticker.indexPrice,
      ticker.interestRate, ticker.openInterest, ticker.volume,
    ] {
      writer.write(optional: value) { $0.write($1) }
    }
    writer.write(optional: ticker.quotes) { writer, quotes in
      for side in [quotes.bid, quotes.ask] {
        writer.write(optional: side) { writer, quote in
          writer.write(quote.price)
          writer.write(optional: quote.amount) { $0.write($1) }
          writer.write(optional: quote.volatility) { $0.write($1) }
        }
      }
    }
    writer.write(optional: ticker.underlyingPriceSource) { writer, source in
      switch source {
      case .index: writer.write(byte: 0)
      case .future(let name):
        writer.write(byte: 1)
        writer.write(name)
      case .synthetic(let name):
        writer.write(byte: 2)
        writer.write(name)
      }
    }
    writer.write(optional: ticker.settlementAverage) { writer, average in
      writer.write(average.average)
      writer.write(average.elapsed)
    }
  }

  private static func write(_ terms: ContractTerms, _ writer: inout ByteWriter) {
    writer.write(terms.multiplier)
    writer.write(terms.tick)
    writer.write(list: terms.tickSteps) { writer, step in
      writer.write(step.abovePrice)
      writer.write(step.tick)
    }
    writer.write(terms.lot)
    writer.write(terms.averagingWindowSeconds)
    writer.write(terms.delivery.rawValue)
  }
}

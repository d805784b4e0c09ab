import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

/// Turns bytes back into updates and trusts none of them.
struct MarketUpdateDecoder: Sendable {
  private static let namesMax = 50_000
  private var instruments: [String: Instrument] = [:]

  /// The update of one record.
  ///
  /// - Throws: `corruptData` where the bytes are no update; `invalidInput` where a name or code can't be.
  mutating func update(of bytes: [UInt8]) throws(SteelyardError) -> MarketUpdate {
    var reader = ByteReader(bytes)
    let feed = try reader.readString()
    let sequence = try reader.readUInt64()
    let time = try reader.readTimestamp()
    let content = try content(&reader)
    try reader.finish()
    return MarketUpdate(feed: feed, sequence: sequence, time: time, content)
  }

  private mutating func content(
    _ reader: inout ByteReader
  ) throws(SteelyardError) -> MarketUpdate.Content {
    switch try reader.readByte() {
    case 0: return .ticker(try ticker(&reader))
    case 1:
      let instrument = try instrument(&reader)
      guard let kind = BookUpdate.Kind(rawValue: try reader.readByte()) else {
        throw reader.corrupt("a book is of no kind")
      }
      return .book(
        BookUpdate(
          instrument: instrument, kind: kind, bids: try reader.readList(Self.level),
          asks: try reader.readList(Self.level)))
    case 2:
      let pair = try PricePair(
        base: try Currency(try reader.readString()), quote: try Currency(try reader.readString()))
      return .price(
        SourcePrice(
          pair: pair, venue: try reader.readString(), price: try reader.readDouble(),
          confidence: try reader.readOptional(Self.number)))
    case 3:
      return .funding(
        FundingUpdate(
          instrument: try instrument(&reader), rate: try reader.readDouble(),
          intervalSeconds: try reader.readInt64()))
    case 4:
      return .listed(
        ListingUpdate(
          instrument: try instrument(&reader), terms: try reader.readOptional(Self.terms)))
    case 5: return .delisted(try instrument(&reader))
    case 6:
      let underlying = try Underlying(
        base: try Currency(try reader.readString()), quote: try Currency(try reader.readString()),
        settlement: try Currency(try reader.readString()))
      return .settled(
        SettlementUpdate(
          underlying: underlying, expiry: try reader.readTimestamp(),
          deliveryPrice: try reader.readAmount()))
    case 7:
      let instrument = try instrument(&reader)
      let (price, amount) = (try reader.readDouble(), try reader.readDouble())
      guard let taker = MarketTrade.Taker(rawValue: try reader.readByte()) else {
        throw reader.corrupt("a trade has no taker")
      }
      return .trade(
        MarketTrade(instrument: instrument, price: price, amount: amount, taker: taker))
    case 8:
      guard let state = FeedState(rawValue: try reader.readString()) else {
        throw reader.corrupt("a feed is in no state")
      }
      return .feed(FeedReport(state: state, reason: try reader.readString()))
    case let other: throw reader.corrupt("\(other) is no kind of update")
    }
  }

  private mutating func instrument(
    _ reader: inout ByteReader
  ) throws(SteelyardError) -> Instrument {
    let name = try reader.readString()
    if let instrument = instruments[name] { return instrument }
    if instruments.count >= Self.namesMax { instruments.removeAll(keepingCapacity: true) }
    let instrument = try InstrumentNaming.steelyard.instrument(named: name)
    instruments[name] = instrument
    return instrument
  }

  private mutating func ticker(_ reader: inout ByteReader) throws(SteelyardError) -> Ticker {
    var ticker = Ticker(instrument: try instrument(&reader))
    ticker.markPrice = try reader.readOptional(Self.number)
    ticker.markVolatility = try reader.readOptional(Self.number)
    ticker.underlyingPrice = try reader.readOptional(Self.number)
    ticker.indexPrice = try reader.readOptional(Self.number)
    ticker.interestRate = try reader.readOptional(Self.number)
    ticker.openInterest = try reader.readOptional(Self.number)
    ticker.volume = try reader.readOptional(Self.number)
    ticker.quotes = try reader.readOptional { reader throws(SteelyardError) in
      Ticker.Quotes(
        bid: try reader.readOptional(Self.quote), ask: try reader.readOptional(Self.quote))
    }
    ticker.underlyingPriceSource = try reader.readOptional(Self.source)
    ticker.settlementAverage = try reader.readOptional { reader throws(SteelyardError) in
      .init(average: try reader.readDouble(), elapsed: try reader.readDouble())
    }
    return ticker
  }

  private static func number(_ reader: inout ByteReader) throws(SteelyardError) -> Double {
    try reader.readDouble()
  }

  private static func level(_ reader: inout ByteReader) throws(SteelyardError) -> BookLevel {
    BookLevel(price: try reader.readDouble(), amount: try reader.readDouble())
  }

  private static func quote(
    _ reader: inout ByteReader
  ) throws(SteelyardError) -> InstrumentObservation.Quote {
    .init(
      price: try reader.readDouble(), amount: try reader.readOptional(number),
      volatility: try reader.readOptional(number))
  }

  private static func source(
    _ reader: inout ByteReader
  ) throws(SteelyardError) -> InstrumentObservation.UnderlyingPriceSource {
    switch try reader.readByte() {
    case 0: .index
    case 1: .future(try reader.readString())
    case 2: .synthetic(try reader.readString())
    case let other: throw reader.corrupt("\(other) is no source of a forward")
    }
  }

  private static func terms(_ reader: inout ByteReader) throws(SteelyardError) -> ContractTerms {
    let (multiplier, tick) = (try reader.readAmount(), try reader.readAmount())
    let steps = try reader.readList { reader throws(SteelyardError) in
      ContractTerms.TickStep(abovePrice: try reader.readAmount(), tick: try reader.readAmount())
    }
    let (lot, window) = (try reader.readAmount(), try reader.readInt())
    guard let delivery = ContractTerms.Delivery(rawValue: try reader.readString()) else {
      throw reader.corrupt("a contract delivers in no known way")
    }
    return ContractTerms(
      multiplier: multiplier, tick: tick, tickSteps: steps, lot: lot,
      averagingWindowSeconds: window, delivery: delivery)
  }
}

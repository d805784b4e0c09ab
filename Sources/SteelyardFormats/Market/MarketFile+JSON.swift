public import SteelyardContracts
public import SteelyardMarket

extension MarketFile {
  /// A market in Steelyard's own format, version 1: indented JSON in UTF-8 that `read` gives back
  /// without loss.
  ///
  /// - Throws: `invalidInput` where a number is not finite, `unsupported` where an instrument has
  ///   no name.
  public static func json(
    time: Timestamp, observations: [InstrumentObservation], expiries: [ExpiryObservation],
    indices: [IndexObservation], assetPrices: [AssetPrice]
  ) throws(SteelyardError) -> [UInt8] {
    var writer = JSONWriter(.indented)
    try writer.object { writer throws(SteelyardError) in
      SteelyardHeader.write(kind: "market", &writer)
      writer.key("time")
      try write(time, &writer)
      writer.key("observations")
      try writer.array { writer throws(SteelyardError) in
        for observation in observations { try write(observation, &writer) }
      }
      if !expiries.isEmpty {
        writer.key("expiries")
        try writer.array { writer throws(SteelyardError) in
          for expiry in expiries { try write(expiry, &writer) }
        }
      }
      if !indices.isEmpty {
        writer.key("indices")
        try writer.array { writer throws(SteelyardError) in
          for index in indices { try write(index, &writer) }
        }
      }
      writer.key("asset_prices")
      try writer.array { writer throws(SteelyardError) in
        for price in assetPrices { try write(price, &writer) }
      }
    }
    return writer.text + [UInt8(ascii: "\n")]
  }

  /// A snapshot's time, what was observed, and asset prices in Steelyard's own format.
  ///
  /// - Throws: As the function with the parts.
  public static func json(of snapshot: MarketSnapshot) throws(SteelyardError) -> [UInt8] {
    try json(
      time: snapshot.time, observations: snapshot.observations,
      expiries: snapshot.expiryObservations, indices: snapshot.indexObservations,
      assetPrices: snapshot.assetPrices)
  }

  private static func write(
    _ observation: InstrumentObservation, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let name = try InstrumentNaming.steelyard.name(of: observation.instrument)
    try writer.object { writer throws(SteelyardError) in
      writer.key("instrument")
      writer.string(name)
      writer.key("time")
      try write(observation.time, &writer)
      try write(observation.origin, &writer)
      try write("mark_price", observation.markPrice, &writer)
      try write("stable_mark", observation.stableMarkPrice, &writer)
      try write("mark_volatility", observation.markVolatility, &writer)
      try write("bid", observation.bid, &writer)
      try write("ask", observation.ask, &writer)
      try write("underlying_price", observation.underlyingPrice, &writer)
      if let source = observation.underlyingPriceSource { try write(source, &writer) }
      try write("index_price", observation.indexPrice, &writer)
      try write("interest_rate", observation.interestRate, &writer)
      try write("open_interest", observation.openInterest, &writer)
      try write("volume", observation.volume, &writer)
      write("confidence", observation.confidence, &writer)
      try write(observation.settlementAverage, &writer)
    }
  }

  static func write(
    _ origin: InstrumentObservation.Origin, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    writer.key("origin")
    try writer.object { writer in
      writer.key("file")
      writer.string(origin.file)
      writer.key("row")
      writer.integer(origin.row)
    }
  }

  static func write(
    _ average: InstrumentObservation.SettlementAverage?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard let average else { return }
    writer.key("settlement_average")
    try writer.object { writer throws(SteelyardError) in
      try write("average", average.average, &writer)
      try write("elapsed", average.elapsed, &writer)
    }
  }

  static func write(
    _ time: Timestamp, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard ObservationCheck.timestamp(time.microseconds, microsecondsEach: 1) != nil else {
      throw SteelyardError(
        .invalidInput, "The time \(time.microseconds) µs is outside the years 1970 to 9999.",
        remedy: "Correct it.")
    }
    writer.string(time.description)
  }

  static func write(
    _ key: StaticString, _ number: Double?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard let number else { return }
    writer.key(key)
    try writer.number(number)
  }

  static func write(
    _ key: StaticString, _ confidence: Amount?, _ writer: inout JSONWriter
  ) {
    guard let confidence else { return }
    writer.key(key)
    writer.string(confidence.description)
  }

  private static func write(
    _ key: StaticString, _ quote: InstrumentObservation.Quote?, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    guard let quote else { return }
    writer.key(key)
    try writer.object { writer throws(SteelyardError) in
      try write("price", quote.price, &writer)
      try write("amount", quote.amount, &writer)
      try write("volatility", quote.volatility, &writer)
    }
  }

  private static func write(
    _ source: InstrumentObservation.UnderlyingPriceSource, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let (kind, name): (String, String?) =
      switch source {
      case .future(let name): ("future", name)
      case .synthetic(let name): ("synthetic", name)
      case .index: ("index", nil)
      }
    writer.key("underlying_price_source")
    try writer.object { writer in
      writer.key("kind")
      writer.string(kind)
      if let name {
        writer.key("name")
        writer.string(name)
      }
    }
  }

  private static func write(
    _ price: AssetPrice, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      writer.key("asset")
      writer.string(price.asset.code)
      try write("price_usd", price.priceUSD, &writer)
      writer.key("source")
      writer.string(price.source)
      write("confidence", price.confidence, &writer)
      try write("stable_price_usd", price.stablePriceUSD, &writer)
    }
  }
}

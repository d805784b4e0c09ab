import SteelyardContracts
import SteelyardFormats
import SteelyardMarket

extension DeribitFace {
  /// Answers a call that needs no socket.
  ///
  /// - Returns: What writes the result.
  func answer(
    _ call: DeribitCall, _ caller: DeribitCaller
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let parameters = call.parameters
    switch call.method {
    case "public/test", "public/hello":
      return { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          writer.field("version", DeribitFace.version)
        }
      }
    case "public/get_time":
      let milliseconds = Int(now().microseconds / 1000)
      return { writer throws(SteelyardError) in writer.integer(milliseconds) }
    case "public/status":
      return { writer throws(SteelyardError) in
        try writer.object { writer throws(SteelyardError) in
          writer.field("locked", "false")
        }
      }
    case "public/auth": return try authentication(parameters, caller).body
    case "public/get_currencies": return try currencies()
    case "public/get_instruments": return try instruments(parameters)
    case "public/get_instrument":
      let market = try DeribitMarket(engine)
      let entry = try market.entry(named: try parameters.requiredText("instrument_name"))
      return { [table] writer throws(SteelyardError) in
        try market.writeInstrument(entry, table, &writer)
      }
    case "public/ticker":
      let market = try DeribitMarket(engine)
      let entry = try market.entry(named: try parameters.requiredText("instrument_name"))
      return { writer throws(SteelyardError) in try market.writeTicker(entry, &writer) }
    case "public/get_order_book":
      let market = try DeribitMarket(engine)
      let entry = try market.entry(named: try parameters.requiredText("instrument_name"))
      let depth = try parameters.integer("depth", 1...10_000) ?? 5
      return { writer throws(SteelyardError) in try market.writeBook(entry, depth: depth, &writer) }
    case "public/get_book_summary_by_currency":
      let currency = try currency(parameters, "currency")
      let entries = try DeribitMarket(engine).entries(
        currency: currency, kind: try kind(parameters))
      return try summaries(entries)
    case "public/get_book_summary_by_instrument":
      let name = try parameters.requiredText("instrument_name")
      return try summaries([try DeribitMarket(engine).entry(named: name)])
    case "public/get_index_price": return try indexPrice(parameters)
    case "public/get_index_price_names":
      let market = try DeribitMarket(engine)
      let names = Set(market.market.underlyings.map { DeribitMarket.indexName(of: $0.underlying) })
      return { writer throws(SteelyardError) in
        try writer.array { writer throws(SteelyardError) in
          for name in names.sorted() { writer.string(name) }
        }
      }
    default:
      guard call.method.hasPrefix("private/") else { throw .method(call.method) }
      return try privateAnswer(call, caller)
    }
  }

  /// What clients are told that speaks to them.
  static let version = "steelyard-0.1.0"

  /// The currency of a parameter; nil for `any`.
  func currency(
    _ parameters: DeribitParameters, _ name: String
  ) throws(DeribitRefusal) -> Currency? {
    guard let text = try parameters.text(name), text.lowercased() != "any" else { return nil }
    do { return try Currency(text) } catch { throw .parameter(name, "invalid currency") }
  }

  private func kind(_ parameters: DeribitParameters) throws(DeribitRefusal) -> String? {
    guard let kind = try parameters.text("kind"), kind != "any" else { return nil }
    // Combos are known to clients and never listed here, which an empty list says.
    guard ["future", "option", "spot", "future_combo", "option_combo"].contains(kind) else {
      throw .parameter("kind", "must be future, option, spot, future_combo, option_combo or any")
    }
    return kind
  }

  private func instruments(
    _ parameters: DeribitParameters
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let market = try DeribitMarket(engine)
    // What has expired is not kept with its terms, so it can't be listed.
    let isExpired = try parameters.boolean("expired") ?? false
    let (currency, kind) = (try currency(parameters, "currency"), try kind(parameters))
    let entries = isExpired ? [] : market.entries(currency: currency, kind: kind)
    return { [table] writer throws(SteelyardError) in
      try writer.array { writer throws(SteelyardError) in
        for entry in entries { try market.writeInstrument(entry, table, &writer) }
      }
    }
  }

  private func summaries(
    _ entries: [DeribitMarket.Entry]
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let market = try DeribitMarket(engine)
    return { writer throws(SteelyardError) in
      try writer.array { writer throws(SteelyardError) in
        for entry in entries { try market.writeSummary(entry, &writer) }
      }
    }
  }

  private func currencies() throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let market = try DeribitMarket(engine)
    var all = Set(market.market.assetPrices.map(\.asset))
    for underlying in market.market.underlyings.map(\.underlying) {
      all.formUnion([underlying.base, underlying.settlement])
    }
    return { writer throws(SteelyardError) in
      try writer.array { writer throws(SteelyardError) in
        for currency in all.sorted() where currency != .usd {
          try writer.object { writer throws(SteelyardError) in
            writer.field("currency", currency.code)
            writer.field("currency_long", currency.code)
            writer.field("coin_type", currency.code)
          }
        }
      }
    }
  }

  private func indexPrice(
    _ parameters: DeribitParameters
  ) throws(DeribitRefusal) -> DeribitEnvelope.Body {
    let market = try DeribitMarket(engine)
    let name = try parameters.requiredText("index_name")
    guard let price = market.index(named: name) else {
      throw .parameter("index_name", "there is no index \"\(name.prefix(40))\" here")
    }
    return { writer throws(SteelyardError) in
      try writer.object { writer throws(SteelyardError) in
        try writer.field("index_price", price)
        try writer.field("estimated_delivery_price", price)
      }
    }
  }
}

extension DeribitMarket {
  /// An index by its name; nil where there is none.
  func index(named name: String) -> Double? {
    market.underlyings.first { DeribitMarket.indexName(of: $0.underlying) == name }?.index
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMarket

/// The options of one expiry, calls beside puts.
enum ChainOperations {
  static let all: [APIOperation] = [
    .read(
      "/chain", "getChain", "The options of an expiry by strike, and the expiries that there are.",
      audience: .everyone, freshness: .untagged,
      query: [
        .underlying,
        APIParameter(
          name: "expiry", schema: .time("Which expiry; the nearest with options where left out.")),
      ], answer: .object(ChainSchemas.chain), chain)
  ]

  private static let sides: [(name: StaticString, right: OptionRight)] = [
    ("call", .call), ("put", .put),
  ]

  @Sendable private static func chain(_ call: APICall) throws(SteelyardError) -> Response {
    let (frame, underlying) = try call.marketQuestion()
    let wanted = try call.time("expiry")
    let market = frame.board.market
    let known = market.market(of: underlying)
    let expiries = (known?.expiries ?? []).filter { !$0.options.isEmpty }
    let expiry = wanted.map { wanted in expiries.first { $0.expiry == wanted } } ?? expiries.first
    if let wanted, expiry == nil {
      throw SteelyardError(
        .notFound, "\(underlying) has no options at \(wanted).",
        remedy: "Ask without an expiry for those that there are.",
        subject: .place(file: "query", row: nil, field: "expiry"))
    }
    return try call.answer(on: frame) { writer throws(SteelyardError) in
      writer.field("frame", Int(frame.number))
      writer.field("time", frame.time)
      writer.field("underlying", underlying.description)
      try writer.optional("index", known?.index)
      try writer.objects("expiries", expiries) { writer, expiry throws(SteelyardError) in
        writer.field("expiry", expiry.expiry)
        try writer.field("days", market.time.days(to: expiry.expiry))
        writer.field("options", expiry.options.count)
      }
      writer.optional("expiry", expiry?.expiry)
      try writer.optional("forward", expiry?.forward.value)
      let steps = listings(call.engine, underlying, expiry?.expiry)
      let strikes = Dictionary(grouping: expiry?.options ?? []) { row in
        row.instrument.optionTerms?.strike ?? .zero
      }.sorted { $0.key < $1.key }
      try writer.objects("rows", strikes) { writer, entry throws(SteelyardError) in
        try writer.field("strike", entry.key.doubleValue)
        for (name, right) in ChainOperations.sides {
          writer.key(name)
          guard let expiry,
            let row = entry.value.first(where: { $0.instrument.optionTerms?.right == right })
          else {
            writer.null()
            continue
          }
          let quote = OptionQuote(row, in: expiry, of: market)
          try writer.object { writer throws(SteelyardError) in
            try writer.quote(quote, steps[row.instrument])
          }
        }
      }
    }
  }

  /// Tick and lot of the options of an expiry that the ledger lists.
  private static func listings(
    _ engine: Engine, _ underlying: Underlying, _ expiry: Timestamp?
  ) -> [Instrument: ContractTerms] {
    var terms: [Instrument: ContractTerms] = [:]
    for entry in engine.directory.instruments where entry.status == .listed {
      let instrument = entry.listing.instrument
      if instrument.underlying == underlying, instrument.expiry == expiry, instrument.isOption {
        terms[instrument] = entry.listing.terms
      }
    }
    return terms
  }
}

extension JSONWriter {
  /// One side of a strike.
  fileprivate mutating func quote(
    _ quote: OptionQuote, _ terms: ContractTerms?
  ) throws(SteelyardError) {
    let row = quote.row
    field("instrument", APIInstrument.name(row.instrument))
    optional("deribit_name", try? InstrumentNaming.deribit.name(of: row.instrument))
    try optional("bid", row.bid?.price)
    try optional("ask", row.ask?.price)
    try optional("mark", row.markPrice)
    let priceUSD = quote.priceUSD
    try optional("mark_usd", row.markPrice.flatMap { mark in priceUSD.map { mark * $0 } })
    try optional("mark_volatility", quote.markVolatility)
    try optional("bid_volatility", quote.bidVolatility)
    try optional("ask_volatility", quote.askVolatility)
    try optional("delta", quote.deltaUSD)
    try optional("gamma", quote.gammaUSD)
    try optional("vega", quote.vegaUSD)
    try optional("theta", quote.thetaUSD)
    try optional("open_interest", row.openInterest)
    optional("tick", terms?.tick)
    optional("lot", terms?.lot)
  }
}

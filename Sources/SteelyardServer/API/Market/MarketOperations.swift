import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardLedger
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// Instruments, prices and surfaces.
enum MarketOperations {
  static let all: [APIOperation] = [
    .read(
      "/instruments", "listInstruments", "The instruments of the ledger, by number.",
      audience: .everyone,
      query: [
        .limit, .cursor,
        APIParameter(
          name: "status", schema: .choice("Only those.", ["listed", "settled"])),
      ], answer: .object(MarketSchemas.instruments), instruments),
    .read(
      "/market", "getMarket", "Indices and what the oracle says of them, by source.",
      audience: .everyone, answer: .object(MarketSchemas.market)
    ) { call in
      let frame = try call.checkFrame()
      return try .object { writer throws(SteelyardError) in try writer.market(frame) }
    },
    .read(
      "/surface", "getSurface", "The fitted volatility surface of an underlying.",
      audience: .everyone,
      query: [
        APIParameter(
          name: "underlying",
          schema: .text(
            "Which.", pattern: APISchema.instrumentPattern, example: "BTC/USD:BTC"),
          presence: .required)
      ], answer: .object(MarketSchemas.surface), surface),
  ]

  private enum Status: String, CaseIterable {
    case listed, settled

    var ledger: LedgerInstrument.Status {
      switch self {
      case .listed: .listed
      case .settled: .settled
      }
    }
  }

  @Sendable private static func instruments(_ call: APICall) throws(SteelyardError) -> Response {
    let (start, limit) = try call.page()
    let status = try call.choice("status", Status.self)
    let all = call.engine.directory.instruments
    let found = all.enumerated().dropFirst(start).filter {
      status == nil || $0.element.status == status?.ledger
    }
    let page = found.prefix(limit)
    let next = found.dropFirst(limit).first?.offset
    return try .object { writer throws(SteelyardError) in
      try writer.objects("instruments", page.map(\.element)) { writer, entry in
        let listing = entry.listing
        let instrument = listing.instrument
        writer.field("instrument", APIInstrument.name(instrument))
        writer.optional("deribit_name", try? InstrumentNaming.deribit.name(of: instrument))
        writer.field("status", "\(entry.status)")
        writer.field("underlying", instrument.underlying.description)
        writer.optional("expiry", instrument.expiry)
        writer.field("venue", listing.venue.description)
        writer.field("quantity_currency", instrument.quantityCurrency.code)
        writer.field("price_currency", instrument.priceCurrency.code)
        writer.field("settlement_currency", instrument.underlying.settlement.code)
        writer.field("tick", listing.terms.tick)
        writer.field("lot", listing.terms.lot)
        writer.field("multiplier", listing.terms.multiplier)
        writer.field("maker_fee", listing.fees.maker)
        writer.field("taker_fee", listing.fees.taker)
      }
      writer.optional("next", next)
    }
  }

  @Sendable private static func surface(_ call: APICall) throws(SteelyardError) -> Response {
    let field = SteelyardError.Subject.place(file: "query", row: nil, field: "underlying")
    guard let name = try call.request.query.value("underlying") else {
      throw SteelyardError(
        .invalidInput, "No underlying is named.", remedy: "Pass underlying=BTC/USD:BTC.",
        subject: field)
    }
    let frame = try call.checkFrame()
    guard
      let underlying = frame.board.standings.keys.first(where: { $0.description == name })
    else {
      throw SteelyardError(
        .notFound, "The market has no underlying \"\(name.prefix(60))\".",
        remedy: "Ask /market for its underlyings.", subject: field)
    }
    let fit = try frame.board.market.fittedSurface(of: underlying, options: .standard)
    let report = try SurfaceReport(fits: [fit], snapshot: frame.board.market)
    return try Response.object { writer in
      writer.field("frame", Int(frame.number))
      writer.field("time", frame.time)
      writer.field("underlying", underlying.description)
    }.adding("surface", json: try report.json().utf8)
  }
}

extension JSONWriter {
  /// The market of a frame as its oracle sees it.
  mutating func market(_ frame: LiveFrame) throws(SteelyardError) {
    let board = frame.board
    field("frame", Int(frame.number))
    field("time", frame.time)
    try objects("underlyings", board.standings.sorted { $0.key < $1.key }) {
      writer, entry throws(SteelyardError) in
      writer.field("underlying", entry.key.description)
      writer.field("state", entry.value.state.rawValue)
      writer.key("index")
      if let price = board.index(of: entry.key) {
        try writer.object { writer throws(SteelyardError) in try writer.oracle(price) }
      } else {
        writer.null()
      }
    }
    try objects("prices", board.prices.sorted { "\($0.key)" < "\($1.key)" }) {
      writer, entry throws(SteelyardError) in
      writer.field("base", entry.key.base.code)
      writer.field("quote", entry.key.quote.code)
      try writer.object("price") { writer throws(SteelyardError) in
        try writer.oracle(entry.value)
      }
    }
    try objects("problems", board.problems) { writer, problem in
      writer.field("subject", problem.subject.description)
      writer.field("message", problem.message)
    }
  }

  private mutating func oracle(_ price: OraclePrice) throws(SteelyardError) {
    try field("price", price.price)
    field("price_time", price.priceTime)
    try optional("stable_price", price.stable.value)
    field("state", price.state.rawValue)
    try strings("reasons", price.reasons.map(\.rawValue))
    try optional("median", price.median)
    try optional("dispersion", price.dispersion)
    try optional("confidence", price.confidence)
    try objects("sources", price.verdicts) { writer, verdict throws(SteelyardError) in
      writer.field("venue", verdict.source.venue)
      try writer.optional("price", verdict.source.price)
      writer.field("time", verdict.source.time)
      writer.field("ruling", verdict.ruling.rawValue)
      try writer.optional("deviation", verdict.deviation)
    }
  }
}

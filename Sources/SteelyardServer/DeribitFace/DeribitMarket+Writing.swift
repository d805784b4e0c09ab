import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import SteelyardPricing

extension DeribitMarket {
  /// An instrument as `public/get_instruments` lists it.
  func writeInstrument(
    _ entry: Entry, _ table: ContractTermsTable, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let instrument = entry.instrument
    let underlying = instrument.underlying
    let terms = terms(of: instrument, table)
    try writer.object { writer throws(SteelyardError) in
      writer.field("instrument_name", entry.name)
      writer.field("kind", DeribitMarket.kind(of: instrument))
      writer.field("base_currency", underlying.base.code)
      writer.field("quote_currency", instrument.priceCurrency.code)
      writer.field("counter_currency", underlying.quote.code)
      writer.field("settlement_currency", underlying.settlement.code)
      writer.field("instrument_type", underlying.isInverse ? "reversed" : "linear")
      writer.field("price_index", DeribitMarket.indexName(of: underlying))
      writer.field("is_active", is: true)
      writer.field("state", "open")
      switch instrument.product {
      case .perpetual:
        writer.field("settlement_period", "perpetual")
        writer.field("expiration_timestamp", DeribitMarket.perpetualExpiry)
      case .future(let expiry):
        writer.field("settlement_period", period(to: expiry))
        writer.field("expiration_timestamp", Int(expiry.microseconds / 1000))
      case .option(let option), .barrierOption(let option, _):
        writer.field("settlement_period", period(to: option.expiry))
        writer.field("expiration_timestamp", Int(option.expiry.microseconds / 1000))
        try writer.field("strike", option.strike.doubleValue)
        writer.field("option_type", option.right == .call ? "call" : "put")
      case .spot: break
      }
      if let terms {
        try writer.field("contract_size", terms.multiplier.doubleValue)
        try writer.field("tick_size", terms.tick.doubleValue)
        try writer.field("min_trade_amount", terms.lot.doubleValue)
        writer.key("tick_size_steps")
        try writer.array { writer throws(SteelyardError) in
          for step in terms.tickSteps {
            try writer.object { writer throws(SteelyardError) in
              try writer.field("above_price", step.abovePrice.doubleValue)
              try writer.field("tick_size", step.tick.doubleValue)
            }
          }
        }
      }
    }
  }

  /// What `public/ticker` answers and `ticker.*` carries.
  func writeTicker(_ entry: Entry, _ writer: inout JSONWriter) throws(SteelyardError) {
    try writer.object { writer throws(SteelyardError) in
      try writeTickerFields(entry, &writer)
    }
  }

  private func writeTickerFields(
    _ entry: Entry, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let (row, instrument) = (entry.observation, entry.instrument)
    let index = index(of: instrument.underlying)
    writer.field("timestamp", Int(row.time.microseconds / 1000))
    writer.field("state", "open")
    writer.field("instrument_name", entry.name)
    try writer.field("mark_price", row.markPrice)
    try writer.optional("best_bid_price", row.bid?.price)
    try writer.field("best_bid_amount", row.bid?.amount ?? 0)
    try writer.optional("best_ask_price", row.ask?.price)
    try writer.field("best_ask_amount", row.ask?.amount ?? 0)
    writer.key("last_price")
    writer.null()
    try writer.field("index_price", row.indexPrice ?? index)
    try writer.field("estimated_delivery_price", index)
    try writer.field("open_interest", row.openInterest)
    writer.key("stats")
    try writer.object { writer throws(SteelyardError) in
      try writer.optional("volume", row.volume)
      for name in ["high", "low", "price_change"] {
        writer.key(named: name)
        writer.null()
      }
    }
    if instrument.isOption {
      try writer.field("mark_iv", row.markVolatility.map { $0 * 100 })
      try writer.field("bid_iv", row.bid?.volatility.map { $0 * 100 })
      try writer.field("ask_iv", row.ask?.volatility.map { $0 * 100 })
      try writer.field("underlying_price", forward(of: entry))
      if let name = underlyingName(of: entry) { writer.field("underlying_index", name) }
      try writer.field("interest_rate", row.interestRate ?? 0)
      if let greeks = greeks(of: entry) {
        writer.key("greeks")
        try writer.object { writer throws(SteelyardError) in
          try writer.field("delta", greeks.forwardDelta)
          try writer.field("gamma", greeks.gamma)
          try writer.field("vega", greeks.vega)
          try writer.field("theta", greeks.theta)
          try writer.field("rho", greeks.rho)
        }
      }
    }
    if let funding = funding(of: instrument) {
      let eightHours = funding.ratePerHour * 8
      try writer.field("current_funding", eightHours)
      try writer.field("funding_8h", eightHours)
    }
  }

  /// What `public/get_book_summary_by_currency` says of an instrument.
  func writeSummary(_ entry: Entry, _ writer: inout JSONWriter) throws(SteelyardError) {
    let (row, instrument) = (entry.observation, entry.instrument)
    let middle = row.bid.flatMap { bid in row.ask.map { (bid.price + $0.price) / 2 } }
    try writer.object { writer throws(SteelyardError) in
      writer.field("instrument_name", entry.name)
      writer.field("base_currency", instrument.underlying.base.code)
      writer.field("quote_currency", instrument.priceCurrency.code)
      writer.field("creation_timestamp", Int(row.time.microseconds / 1000))
      try writer.field("mark_price", row.markPrice)
      try writer.optional("bid_price", row.bid?.price)
      try writer.optional("ask_price", row.ask?.price)
      try writer.optional("mid_price", middle)
      try writer.field("open_interest", row.openInterest)
      try writer.optional("volume", row.volume)
      for name in ["last", "high", "low", "price_change"] {
        writer.key(named: name)
        writer.null()
      }
      try writer.field("estimated_delivery_price", index(of: instrument.underlying))
      if instrument.isOption {
        try writer.field("mark_iv", row.markVolatility.map { $0 * 100 })
        try writer.field("underlying_price", forward(of: entry))
        if let name = underlyingName(of: entry) { writer.field("underlying_index", name) }
        try writer.field("interest_rate", row.interestRate ?? 0)
      }
      if let funding = funding(of: instrument) {
        try writer.field("current_funding", funding.ratePerHour * 8)
        try writer.field("funding_8h", funding.ratePerHour * 8)
      }
    }
  }

  /// What `public/get_order_book` answers: the ticker with so many levels a side.
  ///
  /// Where no book is fed, the best quotes are its one level.
  func writeBook(
    _ entry: Entry, depth: Int, _ writer: inout JSONWriter
  ) throws(SteelyardError) {
    let levels = levels(of: entry, depth: depth)
    try writer.object { writer throws(SteelyardError) in
      try writeTickerFields(entry, &writer)
      writer.field("change_id", Int(frame.number))
      for (key, side) in [("bids", levels.bids), ("asks", levels.asks)] {
        writer.key(named: key)
        try writer.array { writer throws(SteelyardError) in
          for level in side {
            try writer.row { writer throws(SteelyardError) in
              try writer.number(level.price)
              try writer.number(level.amount)
            }
          }
        }
      }
    }
  }

  /// The levels of an instrument, the best first.
  func levels(of entry: Entry, depth: Int) -> (bids: [BookLevel], asks: [BookLevel]) {
    if let book = book(of: entry.instrument) {
      return (Array(book.bids.prefix(depth)), Array(book.asks.prefix(depth)))
    }
    func one(_ quote: InstrumentObservation.Quote?) -> [BookLevel] {
      guard let quote, let amount = quote.amount, amount > 0 else { return [] }
      return [BookLevel(price: quote.price, amount: amount)]
    }
    return (one(entry.observation.bid), one(entry.observation.ask))
  }

  /// By how far away it is, as Deribit names its expiries: it lists days, weeks and months ahead.
  private func period(to expiry: Timestamp) -> String {
    let days = market.time.days(to: expiry)
    return days <= 4 ? "day" : days <= 32 ? "week" : "month"
  }

  /// The year 3000, by which Deribit says never.
  private static let perpetualExpiry = 32_503_708_800_000
}

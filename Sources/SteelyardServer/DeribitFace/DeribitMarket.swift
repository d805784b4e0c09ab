import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardFormats
import SteelyardMarket
import SteelyardPricing

/// The market of one frame as Deribit's clients know it; what Deribit's names can't say is not in it.
struct DeribitMarket {
  let frame: LiveFrame
  private let engine: Engine

  init(_ engine: Engine) throws(DeribitRefusal) {
    guard let frame = engine.frame else {
      throw DeribitRefusal(
        10040, "retry", reason: "the market is not complete yet", status: .unavailable)
    }
    self.engine = engine
    self.frame = frame
  }

  var market: MarketSnapshot { frame.board.market }

  /// One instrument of the market.
  struct Entry {
    let name: String
    let observation: InstrumentObservation
    var instrument: Instrument { observation.instrument }
  }

  /// An instrument by its name.
  func entry(named name: String) throws(DeribitRefusal) -> Entry {
    let instrument: Instrument
    do { instrument = try InstrumentNaming.deribit.instrument(named: name) } catch {
      throw .instrument(name)
    }
    guard let observation = market.observation(of: instrument) else { throw .instrument(name) }
    return Entry(name: name, observation: observation)
  }

  /// The instruments of a currency (nil for all) and a kind (nil for all), in their order.
  func entries(currency: Currency?, kind: String?) -> [Entry] {
    market.observations.compactMap { observation in
      let instrument = observation.instrument
      guard kind == nil || kind == DeribitMarket.kind(of: instrument),
        currency == nil || currency == DeribitMarket.currency(of: instrument),
        let name = try? InstrumentNaming.deribit.name(of: instrument)
      else { return nil }
      return Entry(name: name, observation: observation)
    }
  }

  /// The currency under which Deribit lists it: the settlement currency.
  static func currency(of instrument: Instrument) -> Currency { instrument.underlying.settlement }

  /// `option`, `future` (perpetuals too) or `spot`.
  static func kind(of instrument: Instrument) -> String {
    switch instrument.product {
    case .spot: "spot"
    case .perpetual, .future: "future"
    case .option, .barrierOption: "option"
    }
  }

  /// The name of the index of an underlying.
  static func indexName(of underlying: Underlying) -> String {
    PriceIndexName(base: underlying.base, quote: underlying.quote).text
  }

  /// The index of an underlying, in its quote currency.
  func index(of underlying: Underlying) -> Double? { market.market(of: underlying)?.index }

  /// The forward of an option's expiry, in quote currency.
  func forward(of entry: Entry) -> Double? {
    guard let expiry = entry.instrument.expiry else { return nil }
    return entry.observation.underlyingPrice
      ?? market.market(of: entry.instrument.underlying)?.market(at: expiry)?.forward.value
  }

  /// Where an option's forward is read from, as Deribit writes it.
  func underlyingName(of entry: Entry) -> String? {
    switch entry.observation.underlyingPriceSource {
    case .future(let name): return name
    case .synthetic(let name): return name
    case .index: return "index_price"
    case nil:
      guard let expiry = entry.instrument.expiry,
        let future = try? Instrument(entry.instrument.underlying, .future(expiry: expiry)),
        let name = try? InstrumentNaming.deribit.name(of: future)
      else { return nil }
      return market.observation(of: future) == nil ? "SYN.\(name)" : name
    }
  }

  /// An option's Greeks as Deribit gives them: Black-76 on the forward, vega and theta in quote currency for a
  /// point and a day; nil without forward or volatility.
  func greeks(of entry: Entry) -> Greeks? {
    guard let terms = entry.instrument.optionTerms, let forward = forward(of: entry),
      let volatility = entry.observation.markVolatility,
      let option = try? InverseOption(
        forward: forward, strike: terms.strike.doubleValue,
        timeToExpiry: max(0, market.time.years(to: terms.expiry)), volatility: volatility)
    else { return nil }
    return option.greeks(terms.right, convention: .exchange)
  }

  /// The terms of an instrument: the feed's, else those of the venue's documents; nil where neither has them.
  func terms(of instrument: Instrument, _ table: ContractTermsTable) -> ContractTerms? {
    engine.terms(of: instrument) ?? (try? table.terms(for: instrument, listedOn: .deribit))
  }

  /// The order book; nil where none is fed.
  func book(of instrument: Instrument) -> OrderBook? { engine.book(of: instrument) }

  /// The funding of a perpetual; nil where none is fed.
  func funding(of instrument: Instrument) -> FundingUpdate? { frame.board.funding[instrument] }

  /// US dollars for one unit of a currency.
  func priceUSD(of currency: Currency) -> Double? { try? market.priceUSD(of: currency) }
}

import SteelyardCommandLine
import SteelyardContracts
import SteelyardMarket
import SteelyardPricing
import SteelyardReports

/// One option and the market it is priced in, from a name, a market or numbers alone.
struct OptionQuestion {
  let name: String
  let right: OptionRight
  let strike: Double
  let base: Currency
  let quote: Currency
  /// Whether it is priced and paid in the coin.
  let isInverse: Bool
  let barrier: Barrier?
  /// Years of 365 days.
  let timeToExpiry: Double
  /// Nil where neither an option nor a market gives one.
  let forward: Double?
  /// Interest per year, continuous, decimal.
  let rate: Double
  /// The instrument and the market, where both are named.
  let listing: Listing?
  /// Where the numbers came from, for the answer.
  private(set) var sources: [String]

  /// An instrument in a market.
  struct Listing {
    let instrument: Instrument
    let market: MarketInput
  }

  init(_ arguments: ParsedArguments) throws(SteelyardError) {
    let terms = try Terms(arguments)
    name = terms.name
    right = terms.right
    strike = terms.strike
    base = terms.base
    quote = terms.quote
    isInverse = terms.isInverse
    barrier = terms.barrier
    rate = try arguments.value(OptionQuestionOptions.rate) ?? 0
    try StandardInputUse.check(try arguments.values(MarketOptions.market))
    sources = []
    let hasMarket = !(try arguments.values(MarketOptions.market)).isEmpty
    if hasMarket, let instrument = terms.instrument {
      listing = Listing(instrument: instrument, market: try MarketInput(arguments, prices: []))
    } else if hasMarket {
      throw SteelyardError(
        .invalidInput, "--market needs the name of an instrument.",
        remedy: "Name it, or leave --market out.")
    } else {
      listing = nil
    }
    timeToExpiry = try OptionQuestion.timeToExpiry(
      arguments, of: terms.instrument, in: listing?.market.snapshot)
    if let given = try arguments.value(OptionQuestionOptions.forward) {
      forward = given
      sources.append("forward: --forward")
    } else if let listing, let expiry = listing.instrument.expiry {
      let snapshot = listing.market.snapshot
      guard
        let found = snapshot.market(of: listing.instrument.underlying)?.market(at: expiry)?.forward
      else {
        throw SteelyardError(
          .missingMarketData, "The market at \(snapshot.time) has no row of this expiry.",
          remedy: "Add a market file with it, or pass --forward.", subject: .instrument(terms.name))
      }
      forward = found.value
      sources.append("forward: \(found.source.told)")
    } else {
      forward = nil
    }
  }

  /// The forward, which must be known.
  ///
  /// - Throws: `invalidInput` where it is not.
  func requiredForward() throws(SteelyardError) -> Double {
    if let forward { return forward }
    throw SteelyardError(
      .invalidInput, "The forward is missing.",
      remedy: "Add --forward PRICE, or the instrument's name and --market FILE.")
  }

  /// The volatility that the market gives the option, with a word on where it came from.
  ///
  /// - Throws: `missingMarketData` where it gives none; `invalidInput` without a market.
  func marketVolatility() throws(SteelyardError) -> (value: Double, source: String) {
    guard let listing else {
      throw SteelyardError(
        .invalidInput, "The volatility is missing.",
        remedy: "Add --volatility 0.6127, or the instrument's name and --market FILE.")
    }
    if let problem = listing.market.problemOfInstrument[listing.instrument] { throw problem }
    let snapshot = listing.market.snapshot
    let surfaces = FittedSurfaces(
      for: [listing.instrument], source: .marks, in: snapshot, progress: { Progress.stage($0) })
    let found = try snapshot.volatility(
      of: listing.instrument, source: .marks, surfaces: surfaces.surfaces)
    return (found.value, "volatility: \(found.origin.told)")
  }

  private static func timeToExpiry(
    _ arguments: ParsedArguments, of instrument: Instrument?, in snapshot: MarketSnapshot?
  ) throws(SteelyardError) -> Double {
    let days = try arguments.value(OptionQuestionOptions.days)
    let years = try arguments.value(OptionQuestionOptions.years)
    if days != nil, years != nil {
      throw SteelyardError(
        .invalidInput, "--days and --years say the same thing twice.",
        remedy: "Keep one of the two.")
    }
    if let given = years ?? days.map({ $0 / 365 }) {
      guard given >= 0 else {
        throw SteelyardError(
          .invalidInput, "The time to expiry is \(given) years.", remedy: "Give 0 or more.")
      }
      return given
    }
    guard let expiry = instrument?.expiry else {
      throw SteelyardError(
        .invalidInput, "The time to expiry is missing.", remedy: "Add --days or --years.")
    }
    let given = try arguments.value(MarketOptions.time)
    guard let time = snapshot?.time ?? given else {
      throw SteelyardError(
        .invalidInput, "The time to price at is missing.",
        remedy: "Add --time ISO8601, --days, --years or --market FILE.")
    }
    guard time < expiry else {
      throw SteelyardError(
        .invalidInput, "It expired at \(expiry), before \(time).",
        remedy: "Give an earlier --time or market.", subject: .instrument(arguments.operands[0]))
    }
    return time.years(to: expiry)
  }
}

extension OptionQuestion {
  /// The terms of the option asked about.
  private struct Terms {
    let name: String
    let instrument: Instrument?
    let right: OptionRight
    let strike: Double
    let base: Currency
    let quote: Currency
    let isInverse: Bool
    let barrier: Barrier?

    init(_ arguments: ParsedArguments) throws(SteelyardError) {
      if let name = arguments.operands.first {
        try self.init(named: name, arguments)
      } else {
        try self.init(numbers: arguments)
      }
    }

    private init(named name: String, _ arguments: ParsedArguments) throws(SteelyardError) {
      let instrument = try InstrumentName.instrument(
        named: name, naming: try arguments.value(OptionQuestionOptions.from))
      guard let terms = instrument.optionTerms else {
        throw SteelyardError(
          .notApplicable, "\(instrument) is not an option.",
          remedy: "Name an option; `steelyard names` tells what a name says.",
          subject: .instrument(name))
      }
      for option in OptionQuestionOptions.terms where arguments.has(optionNamed: option.name) {
        throw SteelyardError(
          .invalidInput, "--\(option.name) and the name \(name) both say the terms.",
          remedy: "Leave one of the two out.")
      }
      self.name = name
      self.instrument = instrument
      right = terms.right
      strike = terms.strike.doubleValue
      base = instrument.underlying.base
      quote = instrument.underlying.quote
      isInverse = instrument.underlying.isInverse
      if case .barrierOption(_, let barrier) = instrument.product {
        self.barrier = barrier
      } else {
        barrier = nil
      }
    }

    private init(numbers arguments: ParsedArguments) throws(SteelyardError) {
      instrument = nil
      barrier = nil
      right = try arguments.required(OptionQuestionOptions.right)
      strike = try arguments.required(OptionQuestionOptions.strike)
      let coin = try Currency("COIN")
      base = try arguments.value(OptionQuestionOptions.base) ?? coin
      quote = try arguments.value(OptionQuestionOptions.quote) ?? .usd
      isInverse = arguments.has(OptionQuestionOptions.inverse)
      name = "\(base)/\(quote) \(right.rawValue)"
    }
  }
}

extension ForwardPrice.Source {
  /// The source for people.
  fileprivate var told: String {
    switch self {
    case .published: "published for this expiry"
    case .putCallParity(let strikes): "put-call parity over \(strikes) strikes"
    case .underlyingPrice: "printed by the venue with the options of this expiry"
    case .future: "mark of the listed future"
    case .interpolated: "interpolated between neighbouring expiries"
    case .index: "the index, for want of a forward"
    }
  }
}

extension OptionVolatility.Origin {
  /// The origin for people.
  fileprivate var told: String {
    switch self {
    case .markVolatility: "the option's own mark volatility"
    case .markPrice: "solved from the option's own mark price"
    case .venueSlice: "the venue's slice of this expiry"
    case .fittedSurface, .fittedSurfaceForWantOfMark: "the fitted surface, for want of a mark"
    }
  }
}

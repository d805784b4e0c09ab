public import SteelyardContracts

/// What a portfolio holds as plain numbers, for values and exposures that are computed often.
public struct BookLines: Sendable {
  /// One holding.
  public struct Line: Sendable {
    /// What is held; spot for a coin in the balances.
    public let instrument: Instrument
    /// The place of its coin among those that are followed.
    package let coin: Int
    /// How much, in coins.
    public internal(set) var quantity: Double
    /// The entry price of a future or perpetual, in US dollars; nil for what is worth its whole price.
    let entry: Double?
    /// The strike of an option.
    let strike: Double
  }

  /// What is held, spot first.
  public private(set) var lines: [Line] = []
  /// US dollars, negative for a debt.
  public private(set) var cash = 0.0

  /// The lines of a portfolio.
  ///
  /// - Throws: `notFound` for something that is on no coin that is followed.
  public init(_ portfolio: Portfolio, in market: MarketPast) throws(SteelyardError) {
    for balance in portfolio.balances {
      if balance.asset == .usdc {
        cash = balance.amount.doubleValue
        continue
      }
      let place = try BookLines.place(of: balance.asset, market)
      lines.append(
        Line(
          instrument: market.coins[place].spot, coin: place,
          quantity: balance.amount.doubleValue, entry: nil, strike: 0))
    }
    for position in portfolio.positions {
      let instrument = position.instrument
      lines.append(
        Line(
          instrument: instrument,
          coin: try BookLines.place(of: instrument.underlying.base, market),
          quantity: position.quantity.doubleValue,
          entry: instrument.isOption ? nil : position.averagePrice?.doubleValue,
          strike: instrument.optionTerms?.strike.doubleValue ?? 0))
    }
  }

  private static func place(
    of coin: Currency, _ market: MarketPast
  ) throws(SteelyardError) -> Int {
    guard let place = market.place(of: coin) else {
      throw SteelyardError(
        .notFound, "The portfolio holds \(coin), which is not followed.",
        remedy: "Name the coin when the strategy begins.")
    }
    return place
  }

  /// The same with a trade more, as far as quantities go.
  mutating func add(
    _ instrument: Instrument, _ quantity: Double, in market: MarketPast
  ) throws(SteelyardError) {
    if let place = lines.firstIndex(where: { $0.instrument == instrument }) {
      lines[place].quantity += quantity
      return
    }
    lines.append(
      Line(
        instrument: instrument,
        coin: try BookLines.place(of: instrument.underlying.base, market), quantity: quantity,
        entry: nil, strike: instrument.optionTerms?.strike.doubleValue ?? 0))
  }

  /// What an option line is worth and how it moves; nil where no price or volatility is known.
  func quote(_ line: Line, in market: MarketPast, _ listing: OptionListing) -> OptionQuote? {
    let coin = market.coins[line.coin]
    guard let terms = line.instrument.optionTerms else { return nil }
    return listing.quote(terms, strike: line.strike, in: coin, at: market.time)
  }

  /// What everything is worth at the marks, in US dollars.
  ///
  /// - Throws: `missingMarketData` for something without a price.
  public func value(
    in market: MarketPast, _ listing: OptionListing
  ) throws(SteelyardError) -> Double {
    var value = cash
    for line in lines where line.quantity != 0 {
      switch line.instrument.product {
      case .spot: value += line.quantity * (try price(of: line, in: market))
      case .perpetual, .future:
        let price = try price(of: line, in: market)
        value += line.quantity * (price - (line.entry ?? price))
      case .option, .barrierOption:
        guard let quote = quote(line, in: market, listing) else { throw BookLines.unpriced(line) }
        value += line.quantity * quote.value
      }
    }
    return value
  }

  private func price(
    of line: Line, in market: MarketPast
  ) throws(SteelyardError) -> Double {
    let coin = market.coins[line.coin]
    let price =
      switch line.instrument.product {
      case .spot: coin.price
      case .perpetual: coin.perpetualPrice
      default: market.price(of: line.instrument)
      }
    guard let price else { throw BookLines.unpriced(line) }
    return price
  }

  private static func unpriced(_ line: Line) -> SteelyardError {
    SteelyardError(
      .missingMarketData, "\(line.instrument) has no price.",
      remedy: "Add its history: prices, and a volatility index for options.",
      subject: .instrument(line.instrument.description))
  }
}

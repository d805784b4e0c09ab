import Glibc
import SteelyardAllocation
import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing

/// A standard book at one day's prices: what is held of each instrument and asset.
struct StruckBook {
  /// One leg at the day's prices.
  struct Leg {
    let leg: BacktestLeg
    /// Nil for a balance.
    let instrument: Instrument?
    /// In the instrument's unit, or coins of a balance.
    let quantity: Double
    /// US dollars of delta.
    let deltaUSD: Double
    /// US dollars for one coin when it was struck.
    let price: Double

    /// Coins of the underlying, which is what moves with its price in US dollars.
    var coins: Double {
      guard let instrument, instrument.underlying.isInverse, !instrument.isOption else {
        return quantity
      }
      return quantity / price
    }
  }

  let legs: [Leg]

  /// Strikes a book at the end of a day, or nil where a price is not known.
  init?(_ book: BacktestBook, _ history: BacktestHistory, on day: Int) throws(SteelyardError) {
    var legs: [Leg] = []
    for leg in book.legs {
      guard let struck = try StruckBook.struck(leg, legs, history, on: day) else { return nil }
      legs.append(struck)
    }
    self.legs = legs
  }

  /// The book as an account holds it.
  func portfolio() throws(SteelyardError) -> Portfolio {
    try StruckBook.portfolio(of: legs)
  }

  static func portfolio(of legs: [Leg]) throws(SteelyardError) -> Portfolio {
    var quantities: [Instrument: Double] = [:]
    var balances: [Currency: Double] = [:]
    for leg in legs {
      if let instrument = leg.instrument {
        quantities[instrument, default: 0] += leg.quantity
      } else {
        balances[leg.leg.coin, default: 0] += leg.quantity
      }
    }
    var positions: [Position] = []
    for (instrument, quantity) in quantities.sorted(by: { $0.key < $1.key }) {
      positions.append(Position(instrument: instrument, quantity: try exact(quantity)))
    }
    var held: [AssetBalance] = []
    for (asset, amount) in balances.sorted(by: { $0.key < $1.key }) {
      held.append(AssetBalance(asset: asset, amount: try exact(amount)))
    }
    return try Portfolio(positions: positions, balances: held)
  }

  /// A quantity to the 12th decimal, more than any venue trades in.
  private static func exact(_ quantity: Double) throws(SteelyardError) -> Amount {
    guard quantity.isFinite, abs(quantity) < 1e20 else {
      throw SteelyardError(
        .limitExceeded, "A leg has the size \(quantity).", remedy: "Use smaller sizes.")
    }
    return Amount(units: Int128((quantity * 1e12).rounded()) * 1_000_000)
  }

  private static func struck(
    _ leg: BacktestLeg, _ others: [Leg], _ history: BacktestHistory, on day: Int
  ) throws(SteelyardError) -> Leg? {
    guard let price = history.price(of: leg.coin, on: day) else { return nil }
    let dollars: Double
    switch leg.size {
    case .dollars(let size): dollars = size
    case .deltaHedge:
      dollars = -others.reduce(0) { $0 + ($1.leg.coin == leg.coin ? $1.deltaUSD : 0) }
    case .betaHedge(let other, let size, let days):
      guard day > days,
        let beta = history.beta(of: other, to: leg.coin, days: days, upTo: day)
      else { return nil }
      dollars = -size * beta
    }
    let time = history.calibration.days[day]
    switch leg.kind {
    case .balance:
      return Leg(
        leg: leg, instrument: nil, quantity: dollars / price, deltaUSD: dollars, price: price)
    case .perpetual:
      let contract = try Instrument(dollarSettled(leg.coin), .perpetual)
      return Leg(
        leg: leg, instrument: contract, quantity: dollars / price, deltaUSD: dollars, price: price)
    case .inversePerpetual:
      let contract = try Instrument(inverse(leg.coin), .perpetual)
      return Leg(leg: leg, instrument: contract, quantity: dollars, deltaUSD: dollars, price: price)
    case .inverseFuture(let days):
      let contract = try Instrument(
        inverse(leg.coin), .future(expiry: time.adding(days: days)))
      return Leg(leg: leg, instrument: contract, quantity: dollars, deltaUSD: dollars, price: price)
    case .future(let days):
      let contract = try Instrument(
        dollarSettled(leg.coin), .future(expiry: time.adding(days: days)))
      return Leg(
        leg: leg, instrument: contract, quantity: dollars / price, deltaUSD: dollars, price: price)
    case .option(let right, let moneyness, let days),
      .dollarOption(let right, let moneyness, let days):
      guard let level = history.level(of: leg.coin, on: day) else { return nil }
      let years = days / 365
      let strike = StruckBook.strike(price * exp(moneyness * level * years.squareRoot()))
      let volatility = history.smile.volatility(
        level: level, logStrike: log(strike.doubleValue / price), years: years)
      let option = try InverseOption(
        forward: price, strike: strike.doubleValue, timeToExpiry: years, volatility: volatility)
      let greeks = option.greeks(right, convention: .exchange)
      let underlying =
        if case .option = leg.kind { try inverse(leg.coin) } else { try dollarSettled(leg.coin) }
      let contract = try Instrument(
        underlying,
        .option(OptionTerms(expiry: time.adding(days: days), strike: strike, right: right)))
      let coins = dollars / price
      return Leg(
        leg: leg, instrument: contract, quantity: coins,
        deltaUSD: coins * greeks.forwardDelta * price, price: price)
    }
  }

  /// A strike in whole cents, of cheap coins in millionths of a dollar, so that equal legs of two
  /// books are one instrument.
  private static func strike(_ price: Double) -> Amount {
    let perDollar: Int128 = price < 10 ? 1_000_000 : 100
    let units = Int128((price * Double(perDollar)).rounded())
    return Amount(units: max(1, units) * (1_000_000_000_000_000_000 / perDollar))
  }

  private static func dollarSettled(_ coin: Currency) throws(SteelyardError) -> Underlying {
    try Underlying(base: coin, quote: .usdc, settlement: .usdc)
  }

  private static func inverse(_ coin: Currency) throws(SteelyardError) -> Underlying {
    try Underlying(base: coin, quote: .usd, settlement: coin)
  }
}

extension Timestamp {
  /// The instant so many days of 86,400 seconds later.
  func adding(days: Double) -> Timestamp {
    Timestamp(microseconds: microseconds + Int64(days * 86_400_000_000))
  }
}

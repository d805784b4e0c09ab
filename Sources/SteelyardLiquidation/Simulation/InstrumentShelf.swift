public import SteelyardContracts
import SteelyardPricing

/// The places of all instruments of a market: perpetuals, then coins, then options, and what one unit of each is worth.
struct InstrumentShelf: Sendable {
  /// Terms of an option.
  struct Option: Sendable {
    let coin: Int
    let strike: Double
    /// Years to expiry at the beginning.
    let years: Double
    let side: Double
  }

  let coinCount: Int
  let options: [Option]
  private let strikes: Int
  private let days: Int

  init(_ market: CascadeMarket) {
    coinCount = market.coins.count
    strikes = market.options.strikes.count
    days = market.options.days.count
    var options: [Option] = []
    for (place, coin) in market.coins.enumerated() {
      for strike in market.options.strikes {
        for days in market.options.days {
          for side in [1.0, -1.0] {
            options.append(
              Option(
                coin: place, strike: strike * coin.price, years: days / 365, side: side))
          }
        }
      }
    }
    self.options = options
  }

  /// How many instruments there are.
  var count: Int { 2 * coinCount + options.count }

  /// The coin of an instrument.
  func coin(of instrument: Int) -> Int {
    instrument < coinCount
      ? instrument
      : instrument < 2 * coinCount
        ? instrument - coinCount : options[instrument - 2 * coinCount].coin
  }

  /// The place of an instrument; nil where the market has it not.
  func place(of instrument: Population.Instrument) -> Int? {
    switch instrument {
    case .perpetual(let coin): (0..<coinCount).contains(coin) ? coin : nil
    case .spot(let coin): (0..<coinCount).contains(coin) ? coinCount + coin : nil
    case .option(let coin, let strike, let day, let right):
      (0..<coinCount).contains(coin) && (0..<strikes).contains(strike) && (0..<days).contains(day)
        ? 2 * coinCount + ((coin * strikes + strike) * days + day) * 2 + (right == .call ? 0 : 1)
        : nil
    }
  }

  /// What one unit of everything is worth, USD, at prices and their implied volatilities; shape `[instrument]`.
  func values(prices: [Double], volatilities: [Double]) -> [Double] {
    prices + prices
      + optionValues(
        prices: prices, volatilities: volatilities, Array(options.indices))
  }

  /// The same where only the prices moved away from those of the market.
  func values(prices: [Double], market: CascadeMarket) -> [Double] {
    values(prices: prices, volatilities: market.volatilities(at: prices))
  }

  /// Black-76 values of some options; the forward is the price of the coin.
  ///
  /// - Parameter elapsed: Years since the beginning; who has expired is worth what it pays.
  func optionValues(
    prices: [Double], volatilities: [Double], _ chosen: [Int], elapsed: Double = 0
  ) -> [Double] {
    var forward: [Double] = []
    var strike: [Double] = []
    var deviation: [Double] = []
    var side: [Double] = []
    for place in chosen {
      let option = options[place]
      forward.append(prices[option.coin])
      strike.append(option.strike)
      deviation.append(volatilities[option.coin] * max(option.years - elapsed, 0).squareRoot())
      side.append(option.side)
    }
    var value = [Double](repeating: 0, count: chosen.count)
    var column = value.mutableSpan
    Black76Columns.values(
      level: .portable, forward: forward.span, strike: strike.span, deviation: deviation.span,
      side: side.span, into: &column)
    return value
  }

  /// Change of an option's value for the price of its coin: Black-76 forward delta.
  func delta(
    _ place: Int, price: Double, volatility: Double, elapsed: Double
  ) throws(SteelyardError) -> Double {
    let option = options[place]
    return try Black76(
      forward: price, strike: option.strike, timeToExpiry: option.years - elapsed,
      volatility: volatility, rate: 0
    ).forwardDelta(option.side > 0 ? .call : .put)
  }
}

extension CascadeMarket {
  /// Implied volatilities after the prices have moved away from those before the shock; never below a fifth of what they were.
  func volatilities(at prices: [Double]) -> [Double] {
    zip(coins, prices).map { coin, price in
      let rise = -coin.volatilityBeta * (price / coin.price - 1)
      return min(coin.impliedVolatility * max(1 + rise, 0.2), 20)
    }
  }
}

extension CascadeMarket {
  /// What a unit of something is worth before the shock, USD.
  ///
  /// - Throws: `invalidInput` where the market has it not.
  public func valueBefore(
    _ instrument: Population.Instrument
  ) throws(SteelyardError) -> Double {
    let shelf = InstrumentShelf(self)
    guard let place = shelf.place(of: instrument) else {
      throw SteelyardError(
        .invalidInput, "The market has no such instrument.",
        remedy: "Give coins, strikes and days of the market.")
    }
    return shelf.values(prices: coins.map(\.price), market: self)[place]
  }
}

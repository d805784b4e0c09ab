public import SteelyardContracts

/// What has been seen of a market up to its time: it is told facts one by one, and never holds a later one.
///
/// There is no way to look ahead, because there is nothing ahead: whoever runs a strategy, on history or live, adds
/// what
/// became known and then asks.
public struct MarketPast: Sendable {
  /// Most coins of one strategy.
  public static let coinsMax = 200

  /// The instant that everything here was known at.
  public private(set) var time: Timestamp
  /// Each coin, in the order they were named in.
  public private(set) var coins: [CoinMarket] = []

  /// A market of which nothing is known yet.
  ///
  /// - Throws: `invalidInput` for no coin, one that is named twice or has no perpetual of its own; `limitExceeded`
  ///   beyond
  ///   `coinsMax`.
  public init(coins names: [Currency], from time: Timestamp) throws(SteelyardError) {
    guard !names.isEmpty, Set(names).count == names.count else {
      throw SteelyardError(
        .invalidInput, "The coins of a strategy are \(names.map(\.code).joined(separator: ", ")).",
        remedy: "Name at least one, and each once.")
    }
    guard names.count <= MarketPast.coinsMax else {
      throw SteelyardError(
        .limitExceeded, "A strategy of \(names.count) coins, more than \(MarketPast.coinsMax).",
        remedy: "Name fewer.")
    }
    self.time = time
    for name in names { coins.append(try CoinMarket(name)) }
  }

  /// A coin's market; nil for one that is not followed.
  public subscript(coin: Currency) -> CoinMarket? {
    coins.firstIndex { $0.coin == coin }.map { coins[$0] }
  }

  /// The place of a coin; nil for one that is not followed.
  public func place(of coin: Currency) -> Int? { coins.firstIndex { $0.coin == coin } }

  /// What an instrument that is no option stands at, in US dollars; nil where it is not known.
  public func price(of instrument: Instrument) -> Double? {
    guard let place = place(of: instrument.underlying.base) else { return nil }
    switch instrument.product {
    case .spot: return coins[place].price
    case .perpetual: return coins[place].perpetualPrice
    case .future:
      return coins[place].futures.first { $0.instrument == instrument }?.prices.last
    case .option, .barrierOption: return nil
    }
  }

  /// Lets time pass: futures that have settled by then are no longer listed.
  ///
  /// - Throws: `invalidInput` for a time that is not later.
  public mutating func advance(to later: Timestamp) throws(SteelyardError) {
    guard later >= time else {
      throw SteelyardError(
        .invalidInput, "\(later) is before \(time), which was known already.",
        remedy: "Tell facts in order of time.")
    }
    time = later
    for place in coins.indices where coins[place].futures.first.map({ $0.expiry <= later }) == true
    {
      coins[place].futures.removeAll { $0.expiry <= later }
    }
  }

  /// Adds what became known by now.
  ///
  /// - Throws: `invalidInput` for a price or level that is not above zero, or a rate that is no number; `notFound`
  ///   for a
  ///   coin that is not followed.
  public mutating func observe(_ fact: MarketFact) throws(SteelyardError) {
    switch fact {
    case .spot(let coin, let price):
      let place = try place(of: coin, price)
      coins[place].addClose(price, at: time)
    case .perpetual(let coin, let price):
      let place = try place(of: coin, price)
      coins[place].perpetualPrices.append(price, at: time)
    case .funding(let coin, let rate, let seconds):
      let place = try place(of: coin, seconds)
      guard rate.isFinite else { throw MarketPast.refused(coin, rate) }
      coins[place].funding.append(rate, at: time)
      coins[place].fundingYears.append(seconds / (365 * 86_400), at: time)
    case .impliedVolatility(let coin, let level):
      let place = try place(of: coin, level)
      coins[place].addIndex(level, at: time)
    case .future(let instrument, let price):
      let place = try place(of: instrument.underlying.base, price)
      guard case .future(let expiry) = instrument.product, expiry > time else { return }
      coins[place].addFuture(instrument, expiry, price, at: time)
    case .chain(let chain):
      let place = try place(of: chain.coin, chain.index)
      guard chain.time <= time else {
        throw SteelyardError(
          .invalidInput, "A chain of \(chain.coin) of \(chain.time) is told at \(time).",
          remedy: "Tell facts in order of time, none before its own.")
      }
      coins[place].add(chain)
    }
  }

  private func place(of coin: Currency, _ number: Double) throws(SteelyardError) -> Int {
    guard number > 0, number.isFinite else { throw MarketPast.refused(coin, number) }
    guard let place = place(of: coin) else {
      throw SteelyardError(
        .notFound, "\(coin) is not among the coins that are followed.",
        remedy: "Name it when the strategy begins.")
    }
    return place
  }

  private static func refused(_ coin: Currency, _ number: Double) -> SteelyardError {
    SteelyardError(
      .invalidInput, "A price, rate or level of \(coin) is \(number).",
      remedy: "Leave out what cannot be.")
  }
}

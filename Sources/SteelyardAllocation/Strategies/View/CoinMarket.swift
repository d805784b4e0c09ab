import Glibc
public import SteelyardContracts

/// What has been seen of one coin, up to an instant and not beyond.
public struct CoinMarket: Sendable {
  /// A dated future and its marks.
  public struct Future: Sendable {
    /// The contract.
    public let instrument: Instrument
    /// When it settles.
    public let expiry: Timestamp
    /// Its marks, in US dollars.
    public internal(set) var prices = PastSeries()
  }

  /// The coin.
  public let coin: Currency
  /// The coin against USDC.
  public let spot: Instrument
  /// Its perpetual, linear and settled in USDC.
  public let perpetual: Instrument
  /// Prices of the coin, in US dollars.
  public internal(set) var closes = PastSeries()
  /// Squares of the logarithmic returns from row to row; one fewer than closes.
  public internal(set) var squaredReturns = PastSeries()
  /// Marks of the perpetual, in US dollars; empty where none are known, and it then stands at spot.
  public internal(set) var perpetualPrices = PastSeries()
  /// Funding rates as they were paid, decimal of the position.
  public internal(set) var funding = PastSeries()
  /// The years that each of them was paid for.
  public internal(set) var fundingYears = PastSeries()
  /// Its volatility index of 30 days, decimal.
  public internal(set) var impliedVolatility = PastSeries()
  /// The latest chain of its options that was seen; nil before the first.
  public internal(set) var chain: OptionChain?
  /// The volatility index in the row that the chain became known in, or the first one after it; nil without an index.
  private var indexAtChain: Double?
  /// Its dated futures, by expiry; those that have settled are not among them.
  public internal(set) var futures: [Future] = []

  init(_ coin: Currency) throws(SteelyardError) {
    self.coin = coin
    let underlying = try Underlying(base: coin, quote: .usdc, settlement: .usdc)
    spot = try Instrument(underlying, .spot)
    perpetual = try Instrument(underlying, .perpetual)
  }

  /// The latest price of the coin; nil before the first.
  public var price: Double? { closes.last }

  /// What the perpetual stands at: its mark, or spot where no mark is known.
  public var perpetualPrice: Double? { perpetualPrices.last ?? closes.last }

  /// Perpetual over spot less one; nil where no mark of the perpetual is known.
  public var basis: Double? {
    guard let mark = perpetualPrices.last, let price else { return nil }
    return mark / price - 1
  }

  /// The volatility that was realised over the latest so many days, decimal per root year, about a mean of zero; nil
  /// before
  /// so many days are known.
  ///
  /// - Source: the sum of squares, T. Andersen, T. Bollerslev, "Answering the skeptics", International Economic
  ///   Review 39
  ///   (1998).
  public func realisedVolatility(days: Double) -> Double? {
    guard let end = closes.lastTime, days > 0 else { return nil }
    let start = Timestamp(microseconds: end.microseconds - Int64(days * 86_400e6))
    let rows = squaredReturns.rows(after: start)
    guard rows >= 2, closes.count > rows, let sum = squaredReturns.sum(latest: rows),
      let first = closes.times.first, first <= start
    else { return nil }
    let years = closes.times[closes.count - 1 - rows].years(to: end)
    return years > 0 ? (max(0, sum) / years).squareRoot() : nil
  }

  /// The logarithmic return over the latest so many days; nil before so many are known.
  public func logReturn(days: Double) -> Double? {
    guard let end = closes.lastTime, let last = closes.last, days > 0 else { return nil }
    let start = Timestamp(microseconds: end.microseconds - Int64(days * 86_400e6))
    let rows = closes.rows(after: start)
    guard let before = closes.value(rowsBack: rows) else { return nil }
    return log(last / before)
  }

  /// What a long paid over the latest so many days, decimal a year; nil where no rate is known in them.
  public func fundingPerYear(days: Double) -> Double? {
    guard let end = closes.lastTime, days > 0 else { return nil }
    let rows = funding.rows(
      after: Timestamp(microseconds: end.microseconds - Int64(days * 86_400e6)))
    guard let paid = funding.sum(latest: rows), let years = fundingYears.sum(latest: rows),
      years > 0
    else { return nil }
    return paid / years
  }

  /// The chain that was seen, moved by the volatility index since.
  var carriedChain: CarriedChain? {
    guard let chain else { return nil }
    guard let then = indexAtChain, let now = impliedVolatility.last else {
      return CarriedChain(chain: chain, levelMove: 1)
    }
    return CarriedChain(chain: chain, levelMove: now / then)
  }

  mutating func addIndex(_ level: Double, at time: Timestamp) {
    impliedVolatility.append(level, at: time)
    if chain != nil, indexAtChain == nil { indexAtChain = level }
  }

  mutating func add(_ chain: OptionChain) {
    self.chain = chain
    indexAtChain = impliedVolatility.last
  }

  mutating func addClose(_ price: Double, at time: Timestamp) {
    if let before = closes.last {
      let move = log(price / before)
      squaredReturns.append(move * move, at: time)
    }
    closes.append(price, at: time)
  }

  mutating func addFuture(
    _ instrument: Instrument, _ expiry: Timestamp, _ price: Double, at time: Timestamp
  ) {
    if let place = futures.firstIndex(where: { $0.instrument == instrument }) {
      futures[place].prices.append(price, at: time)
      return
    }
    var future = Future(instrument: instrument, expiry: expiry)
    future.prices.append(price, at: time)
    let place = futures.firstIndex { $0.expiry > expiry } ?? futures.count
    futures.insert(future, at: place)
  }
}

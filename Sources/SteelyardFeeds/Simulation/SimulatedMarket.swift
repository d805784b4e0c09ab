import Glibc
public import SteelyardContracts
import SteelyardMarket

/// A market that is made up: correlated coins with stochastic volatility and jumps, a surface that moves, options
/// that expire and are listed again, venues that state indices, quotes, trades, and events by script.
///
/// The same seed, parameters, events and calls give the same updates, to the bit. Prices move on a grid of time of
/// their own, so that the path does not depend on how it is stepped through.
public struct SimulatedMarket: Sendable {
  /// Most grid steps of one call: a week of seconds.
  public static let gridStepsMax: Int64 = 604_800

  /// What it is made of.
  public let parameters: SimulationParameters
  /// The instant that it has reached.
  public private(set) var time: Timestamp

  var coins: [CoinProcess]
  var chains: [SimulatedChain] = []
  var stablecoin = 1.0
  var quotesStream: NormalStream
  var tradesStream: NormalStream
  var venues: SimulatedVenues
  var turn = 0
  var lastFunding: [Instrument: Double] = [:]
  private var events: [SimulationEvent]
  private var priceStreams: [NormalStream]
  private var commonStream: NormalStream
  private var sequence: UInt64 = 0
  private var gapEnd: Timestamp?
  private var isGapTold = false
  private var isTold = false
  private var pendingListings: [Instrument] = []
  private var pendingSettlements: [SettlementUpdate] = []

  /// A market at its first instant.
  ///
  /// - Parameters:
  ///   - start: The instant of the first prices.
  ///   - seed: Of everything random.
  ///   - events: What is to happen, in any order; what lies before `start` never happens.
  /// - Throws: `invalidInput` where a parameter or an event can't be.
  public init(
    parameters: SimulationParameters, start: Timestamp, seed: UInt64,
    events: [SimulationEvent] = []
  ) throws(SteelyardError) {
    try parameters.check()
    for event in events { try event.check(parameters) }
    self.parameters = parameters
    time = start
    self.events = events.filter { $0.time >= start }.sorted { $0.time < $1.time }
    coins = parameters.coins.map { CoinProcess($0, commonJumps: parameters.commonJumps) }
    priceStreams = parameters.coins.indices.map {
      NormalStream(seed: seed, purpose: 100 + UInt64($0))
    }
    commonStream = NormalStream(seed: seed, purpose: 1)
    quotesStream = NormalStream(seed: seed, purpose: 2)
    tradesStream = NormalStream(seed: seed, purpose: 3)
    venues = SimulatedVenues(parameters, stream: NormalStream(seed: seed, purpose: 4))
    for (place, coin) in parameters.coins.enumerated() {
      for settlement in SimulatedCoin.Settlement.allCases
      where coin.settlements.contains(settlement) {
        chains.append(
          try SimulatedChain(coin: place, try SimulatedContracts(coin, settlement)))
      }
    }
    try list()
  }

  /// How many instruments are listed.
  public var instrumentCount: Int { chains.reduce(0) { $0 + $1.count } }

  /// The price of a coin in USD, as nobody sees it; nil for one that is not simulated.
  public func priceUSD(of coin: Currency) -> Double? {
    if coin == .usdc { return stablecoin }
    return coins.first { $0.coin.coin == coin }?.priceUSD
  }

  /// The variance of a coin per year, as nobody sees it; nil for one that is not simulated.
  public func variance(of coin: Currency) -> Double? {
    coins.first { $0.coin.coin == coin }?.variance
  }

  /// Moves on and says what there is to say.
  ///
  /// The first call tells of all instruments. Updates carry the last instant of the grid that is not after `end`;
  /// settlements carry their expiry.
  ///
  /// - Throws: `invalidInput` where time runs backwards; `limitExceeded` beyond `gridStepsMax`.
  public mutating func step(to end: Timestamp) throws(SteelyardError) -> [MarketUpdate] {
    let grid = Int64(parameters.gridSeconds) * 1_000_000
    guard end >= time else {
      throw SteelyardError(
        .invalidInput, "The market is asked for \(end) at \(time).",
        remedy: "Ask in order of time.")
    }
    let count = (end.microseconds - time.microseconds) / grid
    guard count <= Self.gridStepsMax else {
      throw SteelyardError(
        .limitExceeded, "\(count) steps of \(parameters.gridSeconds) s are more than a call makes.",
        remedy: "Step at most \(Self.gridStepsMax) of them.")
    }
    let start = time
    for _ in 0..<count { try advance(by: grid) }
    var updates: [MarketUpdate] = []
    if !isTold {
      isTold = true
      say(.feed(FeedReport(state: .live, reason: "")), &updates)
    }
    if let gapEnd {
      guard time >= gapEnd else {
        if !isGapTold {
          isGapTold = true
          say(.feed(FeedReport(state: .recovering, reason: "a gap by script")), &updates)
        }
        return updates
      }
      self.gapEnd = nil
      isGapTold = false
      say(.feed(FeedReport(state: .live, reason: "")), &updates)
    }
    try tell(since: start, &updates)
    return updates
  }

  /// Adds an update at the time reached, or at another.
  mutating func say(
    _ content: MarketUpdate.Content, at time: Timestamp? = nil, _ updates: inout [MarketUpdate]
  ) {
    sequence += 1
    updates.append(
      MarketUpdate(
        feed: parameters.feed, sequence: sequence, time: time ?? self.time, content))
  }

  /// What was listed and settled since it was last asked.
  mutating func takePending() -> (listings: [Instrument], settlements: [SettlementUpdate]) {
    defer { (pendingListings, pendingSettlements) = ([], []) }
    return (pendingListings, pendingSettlements)
  }

  /// The index of a chain: in USD, or in USDC.
  func index(of chain: SimulatedChain) -> Double {
    let price = coins[chain.coin].priceUSD
    return chain.underlying.quote == .usd ? price : price / stablecoin
  }

  private mutating func advance(by microseconds: Int64) throws(SteelyardError) {
    time = Timestamp(microseconds: time.microseconds + microseconds)
    let years = Double(microseconds) / (365 * 86_400e6)
    let market = commonStream.normal()
    var commonJump = (log: 0.0, variance: 0.0)
    let jumps = parameters.commonJumps
    for _ in 0..<commonStream.poisson(mean: jumps.perYear * years) {
      commonJump.log += jumps.mean + jumps.deviation * commonStream.normal()
      commonJump.variance += jumps.varianceMean * commonStream.exponential()
    }
    for place in coins.indices {
      coins[place].advance(
        years: years, market: market, commonJump: commonJump, &priceStreams[place])
    }
    moveStablecoin(years: years)
    while let event = events.first, event.time <= time {
      events.removeFirst()
      happen(event)
    }
    var isSettled = false
    for place in chains.indices {
      let index = index(of: chains[place])
      chains[place].average(index, at: time)
      let settled = chains[place].settle(at: time, index: index)
      isSettled = isSettled || !settled.isEmpty
      pendingSettlements += settled
    }
    if isSettled { try list() }
  }

  /// Around a dollar: half of a deviation is gone after six hours.
  private mutating func moveStablecoin(years: Double) {
    let rate = M_LN2 * 365 * 4
    stablecoin *= exp(-rate * log(stablecoin) * min(years, 1 / rate))
    stablecoin *= exp(0.0002 * (2 * rate * years).squareRoot() * commonStream.normal())
  }

  private mutating func happen(_ event: SimulationEvent) {
    switch event.kind {
    case .jump(let coin, let move, let factor):
      for place in coins.indices where coin.map({ $0 == coins[place].coin.coin }) ?? true {
        coins[place].jump(moveRelative: move, varianceFactor: factor)
      }
    case .stablecoin(let price): stablecoin = price
    case .silence(let venue, let seconds):
      venues.silence(venue, until: event.time.advanced(bySeconds: seconds))
    case .wrongPrices(let venue, let factor, let seconds):
      venues.mislead(venue, by: factor, until: event.time.advanced(bySeconds: seconds))
    case .gap(let seconds):
      let end = event.time.advanced(bySeconds: seconds)
      gapEnd = max(gapEnd ?? end, end)
    }
  }

  /// Lists what the calendar wants.
  mutating func list() throws(SteelyardError) {
    let wanted = ExpiryCalendar(
      daily: parameters.dailyExpiries, weekly: parameters.weeklyExpiries,
      monthly: parameters.monthlyExpiries
    ).expiries(after: time)
    for place in chains.indices {
      let process = coins[chains[place].coin]
      pendingListings += try chains[place].list(
        wanted, index: index(of: chains[place]), surface: process.surface,
        perSide: process.coin.strikesPerSide, at: time)
    }
  }
}

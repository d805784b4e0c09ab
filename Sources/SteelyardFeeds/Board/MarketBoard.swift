public import SteelyardContracts
public import SteelyardMarket

/// What feeds have said last, and the snapshots that can be made of it.
///
/// It belongs to one owner: updates go in, one at a time, and a snapshot comes out whenever it is asked for. Every
/// list in it has a limit, and an update that can't be is refused with an error and changes nothing.
///
/// - Complexity: An update is a look-up; a snapshot is one pass over the instruments.
public struct MarketBoard: Sendable {
  /// What is held of one underlying.
  struct Group: Sendable {
    let underlying: Underlying
    var rowCount = 0
    /// What has changed since it was last told of.
    var pending: BoardChanges = []
    /// The index that was last told, in quote currency.
    var toldIndex: Double?
    /// The state that the last snapshot gave it; nil before the first.
    var toldState: OracleState?
  }

  /// What is taken and told.
  public let rules: BoardRules
  /// How many updates were taken.
  public private(set) var updateCount: UInt64 = 0
  /// How the feeds stand.
  public private(set) var feeds: [String: FeedReport] = [:]
  /// What perpetuals pay.
  public private(set) var funding: [Instrument: FundingUpdate] = [:]
  /// The terms of instruments, where a feed gives them.
  public private(set) var terms: [Instrument: ContractTerms] = [:]

  var rows: [BoardRow] = []
  var groups: [Group] = []
  var prices: BoardPrices
  var settlements: [Underlying: [Timestamp: Amount]] = [:]
  /// The rows in the order of their instruments; nil where it has to be found again.
  var order: [Int]?
  /// Whether a venue's price is far from what was last told.
  var isPriceMoved = false
  /// The time of the last snapshot.
  var lastTime: Timestamp?
  private var places: [Instrument: Int] = [:]
  private var groupPlaces: [Underlying: Int] = [:]
  private var fundingTimes: [Instrument: Timestamp] = [:]

  /// An empty board.
  ///
  /// - Parameter memories: What its oracles remember from before a restart: without it the first price is
  ///   taken as it comes, with no limit on its move.
  /// - Throws: `invalidInput` where a rule can't be.
  public init(
    rules: BoardRules, memories: [PricePair: OracleMemory] = [:]
  ) throws(SteelyardError) {
    try rules.check()
    self.rules = rules
    prices = try BoardPrices(rules, memories: memories)
  }

  /// What the oracles remember, by pair: to be given to the board after a restart.
  public var memories: [PricePair: OracleMemory] { prices.memories }

  /// The time of the last snapshot; nil before the first.
  public var snapshotTime: Timestamp? { lastTime }

  /// How many instruments are held.
  public var instrumentCount: Int { rows.count }

  /// The instruments that are held, in their order.
  public var instruments: [Instrument] { rows.map(\.instrument).sorted() }

  /// The order book of an instrument; nil where none is fed, or changes were missed.
  public func book(of instrument: Instrument) -> OrderBook? {
    places[instrument].flatMap { rows[$0].book }
  }

  /// Whether a snapshot would have something worth telling, as far as updates show.
  ///
  /// What time alone does, marks and sources that grow old, shows only in a snapshot: make one from time to
  /// time all the same.
  public var hasChanges: Bool {
    isPriceMoved || groups.contains { !$0.pending.isEmpty }
  }

  /// Takes an update.
  ///
  /// - Throws: `invalidInput` where a number can't be, `limitExceeded` where the board is full; the board is
  ///   then as it was.
  public mutating func apply(_ update: MarketUpdate) throws(SteelyardError) {
    switch update.content {
    case .ticker(let ticker):
      try ticker.check()
      let place = try place(of: ticker.instrument, update)
      let changes = rows[place].take(
        ticker, at: update.time, origin: update.origin, rules.significance)
      groups[rows[place].group].pending.formUnion(changes)
    case .book(let book):
      try book.check()
      let place = try place(of: book.instrument, update)
      rows[place].take(book, at: update.time, levelsMax: rules.levelsMax)
    case .price(let price):
      if try prices.take(price, at: update.time) { isPriceMoved = true }
    case .funding(let funding): try take(funding, update)
    case .listed(let listing):
      _ = try place(of: listing.instrument, update)
      if let terms = listing.terms { self.terms[listing.instrument] = terms }
    case .delisted(let instrument):
      if let place = places[instrument] { remove(at: place) }
    case .settled(let settlement): try take(settlement)
    case .trade: break
    case .feed(let report):
      guard feeds[update.feed] != nil || feeds.count < rules.feedsMax else {
        throw full("feeds", rules.feedsMax)
      }
      feeds[update.feed] = report
    }
    updateCount += 1
  }

  private mutating func take(
    _ funding: FundingUpdate, _ update: MarketUpdate
  ) throws(SteelyardError) {
    guard funding.rate.isFinite, funding.intervalSeconds > 0 else {
      throw SteelyardError(
        .invalidInput,
        "The feed says a funding of \(funding.rate) in \(funding.intervalSeconds) s.",
        remedy: "Expect a finite rate and a time above zero.",
        subject: .instrument(funding.instrument.description))
    }
    _ = try place(of: funding.instrument, update)
    if let held = fundingTimes[funding.instrument], held > update.time { return }
    fundingTimes[funding.instrument] = update.time
    self.funding[funding.instrument] = funding
  }

  private mutating func take(_ settlement: SettlementUpdate) throws(SteelyardError) {
    guard settlement.deliveryPrice > .zero else {
      throw SteelyardError(
        .invalidInput,
        "The feed says that \(settlement.underlying) settles at \(settlement.deliveryPrice).",
        remedy: "Expect a delivery price above zero.")
    }
    let held = settlements[settlement.underlying, default: [:]][settlement.expiry]
    if held == settlement.deliveryPrice { return }
    guard held != nil || settlements.values.reduce(0, { $0 + $1.count }) < rules.instrumentsMax
    else { throw full("settlements", rules.instrumentsMax) }
    let group = group(of: settlement.underlying)
    settlements[settlement.underlying, default: [:]][settlement.expiry] = settlement.deliveryPrice
    groups[group].pending.insert(.settled)
  }

  /// The row of an instrument, which is new where it is not held.
  private mutating func place(
    of instrument: Instrument, _ update: MarketUpdate
  ) throws(SteelyardError) -> Int {
    if let place = places[instrument] { return place }
    guard rows.count < rules.instrumentsMax else { throw full("instruments", rules.instrumentsMax) }
    let group = group(of: instrument.underlying)
    rows.append(
      BoardRow(instrument, group: group, time: update.time, origin: update.origin))
    groups[group].rowCount += 1
    places[instrument] = rows.count - 1
    order = nil
    return rows.count - 1
  }

  private mutating func group(of underlying: Underlying) -> Int {
    if let place = groupPlaces[underlying] { return place }
    groups.append(Group(underlying: underlying, pending: .appeared))
    groupPlaces[underlying] = groups.count - 1
    return groups.count - 1
  }

  /// Lets an instrument go; the last row takes its place.
  mutating func remove(at place: Int) {
    let row = rows[place]
    places[row.instrument] = nil
    funding[row.instrument] = nil
    fundingTimes[row.instrument] = nil
    terms[row.instrument] = nil
    groups[row.group].rowCount -= 1
    if row.isShown { groups[row.group].pending.insert(.instrumentRemoved) }
    let last = rows.removeLast()
    if place < rows.count {
      rows[place] = last
      places[last.instrument] = place
    }
    order = nil
  }

  private func full(_ what: String, _ most: Int) -> SteelyardError {
    SteelyardError(
      .limitExceeded, "The board is full at \(most) \(what).",
      remedy: "Raise its limit, or feed less.")
  }
}

extension MarketUpdate {
  /// The feed and the number in it, where a file and its row would stand.
  fileprivate var origin: InstrumentObservation.Origin {
    .init(file: feed, row: Int(truncatingIfNeeded: sequence))
  }
}

import Foundation
import SteelyardAllocation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardStore
import Synchronization
import Testing

/// Holds so many times its equity in the first coin's perpetual, and counts its looks.
struct SteadyStrategy: Strategy {
  struct Memory: Codable, Sendable, Equatable { var looks = 0 }

  let name = "steady"
  /// Times equity.
  let target: Double
  /// Whether it remembers its looks.
  let counts: Bool
  var initialMemory: Memory { Memory() }

  func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var memory = memory
    if counts { memory.looks += 1 }
    guard let coin = view.market.coins.first, let price = coin.price else {
      return StrategyDecision([], memory: memory)
    }
    let wanted = target * view.account.equity / price
    let held = view.account.quantity(of: coin.perpetual)
    guard abs(wanted - held) > 0.05 * abs(wanted) else {
      return StrategyDecision([], memory: memory)
    }
    let trade = try view.trade(
      coin.perpetual, to: wanted, .entry, "the target is \(target) times equity")
    return StrategyDecision(trade.map { [$0] } ?? [], memory: memory)
  }
}

/// Wants something else at each look, by a seed: spot and perpetual of any size either way.
struct WildStrategy: Strategy {
  struct Memory: Codable, Sendable { var state: UInt64 }

  let name = "wild"
  let seed: UInt64
  var initialMemory: Memory { Memory(state: seed) }

  func decision(
    for view: StrategyView, _ memory: Memory
  ) throws(SteelyardError) -> StrategyDecision<Memory> {
    var state = memory.state
    func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    var trades: [StrategyTrade] = []
    for coin in view.market.coins {
      guard let price = coin.price else { continue }
      for (instrument, least) in [(coin.perpetual, -8.0), (coin.spot, 0.0)] where next() < 0.6 {
        let wanted = (least + (8 - least) * next()) * view.account.equity / price
        let trade = try view.trade(instrument, to: wanted, .entry, "chance")
        if let trade { trades.append(trade) }
      }
    }
    return StrategyDecision(trades, memory: Memory(state: state))
  }
}

extension StrategyRules {
  /// The catalogue, and the strategies of the tests.
  static func tests() throws -> StrategyRules {
    try StrategyRules(rates: .usual, borrowRate: 0.08, frameSecondsMax: 300) {
      name, numbers throws(SteelyardError) in
      switch name {
      case "steady":
        SteadyStrategy(target: numbers["target"] ?? 1, counts: numbers["counts"] ?? 0 != 0)
      case "wild": WildStrategy(seed: UInt64(numbers["seed"] ?? 1))
      default: try StrategyRules.catalogued(name, numbers)
      }
    }
  }
}

/// Rows of the past in memory.
final class MemoryArchive: PastArchive {
  private let kept: Mutex<[PastRow]>

  init(_ rows: [PastRow]) { kept = Mutex(rows) }

  var rows: [PastRow] { kept.withLock { $0 } }
  func rows(of coins: [Currency], before time: Timestamp) -> [PastRow] {
    rows.filter { $0.time < time }
  }
  func keep(_ row: PastRow) { kept.withLock { $0.append(row) } }
}

/// An engine with a market of BTC, linear and spot, a desk at a simulated venue, an account with 100,000 USDC, and a
/// strategist whose turns are taken by hand.
final class StrategyHarness {
  let harness: EngineHarness
  let account: AccountName
  let perpetual: Instrument
  let spot: Instrument
  private(set) var strategist: Strategist
  private var port: SimulatedVenuePort?
  private var desk: ExecutionDesk?
  private let venueRules: SimulatedVenueRules
  private let seed: UInt64
  /// Whether the venue has anything to trade with.
  var isQuoted = true

  var engine: Engine { harness.engine }
  var now: Timestamp { harness.clock.now() }

  /// Bitcoin, and ether beside it, settled in coin and in USDC, without jumps of their own.
  private static let market = SimulationParameters(
    coins: [
      SimulatedCoin(
        coin: .btc, priceUSD: 70_000, variance: 0.25, varianceMean: 0.22, reversionPerYear: 6,
        volatilityOfVariance: 1.3, varianceCorrelation: -0.3, marketLoading: 0.92,
        jumps: SimulatedJumps(perYear: 0, mean: 0, deviation: 0.03, varianceMean: 0.05),
        commonJumpLoading: 1, settlements: [.inverse, .linear], strikesPerSide: 4),
      SimulatedCoin(
        coin: .eth, priceUSD: 2_500, variance: 0.45, varianceMean: 0.40, reversionPerYear: 6,
        volatilityOfVariance: 1.8, varianceCorrelation: -0.3, marketLoading: 0.90,
        jumps: SimulatedJumps(perYear: 0, mean: 0, deviation: 0.04, varianceMean: 0.08),
        commonJumpLoading: 1, settlements: [.inverse, .linear], strikesPerSide: 1),
    ],
    commonJumps: SimulatedJumps(perYear: 0, mean: 0, deviation: 0.04, varianceMean: 0.1))

  init(
    venue: SimulatedVenueRules = .immediate, seed: UInt64 = 1, dollars: Int64 = 100_000,
    events: [SimulationEvent] = []
  ) async throws {
    harness = try EngineHarness(
      seed: seed, strategies: try .tests(), parameters: StrategyHarness.market, events: events)
    venueRules = venue
    self.seed = seed
    account = try AccountName("fund")
    let linear = try Underlying(base: .btc, quote: .usdc, settlement: .usdc)
    perpetual = try Instrument(linear, .perpetual)
    spot = try Instrument(linear, .spot)
    strategist = Strategist(harness.engine, archive: nil, note: { _ in })
    try await harness.adopt()
    let terms = ContractTerms(
      multiplier: .one, tick: try #require(Amount("0.5")), lot: try #require(Amount("0.0001")),
      averagingWindowSeconds: 0, delivery: .none)
    for instrument in [perpetual, spot] {
      try await ask(
        .listInstrument(
          try InstrumentListing(
            instrument: instrument, venue: OwnerName("simulated"), terms: terms, fees: .free)))
    }
    try await ask(.openAccount(account, owner: try OwnerName("fund"), mode: .cross))
    try await ask(.deposit(account, .usdc, Amount(dollars)))
    try harness.advance(seconds: 1)
    #expect(try await harness.wait { engine.frame?.strategyTestMark(of: perpetual) != nil })
    try startDesk()
  }

  func stop() {
    desk?.stop()
    engine.stop()
  }

  private func startDesk() throws {
    var state = EngineState()
    for record in harness.journal.records { try state.replay(record) }
    let desk = try ExecutionDesk(
      engine, records: CommittedRecords(of: engine, journal: nil), state: state,
      position: Int64(harness.journal.records.count), note: { _ in })
    let venue = SimulatedVenuePort(
      SimulatedVenue(rules: venueRules, seed: seed, at: now), clock: harness.clock,
      sink: { [weak desk] in desk?.take($0) })
    port = venue
    self.desk = desk
    try quote()
    desk.start(venue, passTime: { venue.deliver() })
  }

  /// A strategist that has seen nothing: what a process that was killed begins with.
  func restartStrategist(_ archive: (any PastArchive)? = nil) {
    strategist = Strategist(engine, archive: archive, note: { _ in })
  }

  func price(of instrument: Instrument) -> Double {
    engine.frame?.strategyTestMark(of: instrument) ?? 0
  }

  private func quote() throws {
    for instrument in [perpetual, spot] {
      let mark = price(of: instrument)
      guard mark > 0 else { continue }
      let tick = try #require(Amount("0.5"))
      let bid = try Amount(nearest: mark * 0.9998).rounded(toMultipleOf: tick, .down)
      let depth = isQuoted ? [Amount(1_000_000)] : []
      port?.quote(
        instrument,
        try VenueQuote(
          bids: depth.map { .init(price: bid, quantity: $0) },
          asks: try depth.map {
            .init(price: try bid.adding(tick).adding(tick), quantity: $0)
          }))
    }
  }

  @discardableResult
  func ask(_ action: LedgerAction, by author: String = "test") async throws -> [EngineEvent] {
    try await engine.submit(.ledger(LedgerCommand(action)), by: author).value.events
  }

  @discardableResult
  func ask(_ ask: MandateAsk, by author: String = "house") async throws -> [EngineEvent] {
    try await engine.submit(.mandate(ask), by: author).value.events
  }

  /// A mandate with wide limits, each second.
  func mandate(
    _ strategy: String = "steady", _ parameters: [String: Double] = [:],
    level: StrategyMandate.Level = .autonomous, limits: RiskLimits? = nil,
    lookUSD: Double = 1e9, windowUSD: Double = 1e12, windowSeconds: Int64 = 3600,
    orderSeconds: Int64 = 10, proposalSeconds: Int64 = 30, rehearsalLooks: Int = 3,
    refusalsMax: Int = 5, pastDays: Double = 0, slippageMax: Double = 0.005,
    expirySeconds: Int64 = 86_400, coins: [String] = ["BTC"], cadenceSeconds: Int64 = 1
  ) throws -> StrategyMandate {
    try StrategyMandate(
      account: account, strategy: strategy, parameters: parameters, level: level,
      coins: try coins.map { try Currency($0) }, limits: limits ?? .usual,
      budget: .init(lookUSD: lookUSD, windowUSD: windowUSD, windowSeconds: windowSeconds),
      pace: .init(
        cadenceSeconds: cadenceSeconds, orderSeconds: orderSeconds,
        proposalSeconds: proposalSeconds, rehearsalLooks: rehearsalLooks,
        refusalsMax: refusalsMax, pastDays: pastDays),
      slippageMax: slippageMax, expiry: now.advanced(bySeconds: expirySeconds))
  }

  /// Gives a mandate and lets it loose at once.
  func give(_ mandate: StrategyMandate) async throws {
    try await ask(.set(mandate, power: .house, reason: "a test"))
    guard mandate.level == .autonomous else { return }
    try await ask(
      .release(account, digest: mandate.digest, waivesLooks: true, reason: "a test"))
  }

  var known: MandateCase {
    get throws { try #require(engine.mandates.known(account)) }
  }

  /// Takes the strategist's turns until nothing more is to be done now, and lets the desk work.
  func settle() async throws {
    for _ in 0..<20 {
      while strategist.turn() > 0 {}
      try await Task.sleep(for: .milliseconds(4))
      guard engine.mandates.known(account)?.open?.stage == .ordered, isQuoted else { return }
    }
  }

  /// Lets the market run second by second until something holds.
  func run(seconds: Int = 60, until isDone: () throws -> Bool = { false }) async throws -> Bool {
    for _ in 0..<seconds {
      if try isDone() { return true }
      let frame = engine.frame?.number ?? 0
      try harness.advance(seconds: 1)
      // Where nothing has moved there is no new frame.
      for _ in 0..<6 where engine.frame?.number ?? 0 == frame {
        try await Task.sleep(for: .milliseconds(3))
      }
      try quote()
      try await settle()
    }
    return try isDone()
  }

  func held(_ instrument: Instrument) throws -> Double {
    let portfolio = try engine.account(account).portfolio
    if instrument.product == .spot {
      return portfolio.balances.first { $0.asset == instrument.underlying.base }?.amount
        .doubleValue ?? 0
    }
    return portfolio.positions.first { $0.instrument == instrument }?.quantity.doubleValue ?? 0
  }

  var events: [EngineEvent] {
    (engine.records(after: 0, limit: 1_000_000) ?? []).flatMap(\.events)
  }

  /// The steps of mandates.
  var steps: [MandateEvent] {
    events.compactMap { if case .mandate(let event) = $0 { event } else { nil } }
  }

  /// Holds that a replay of the journal is the state that is told, to the byte, that every record is whole when its
  /// command is looked at again, and that no order of a strategy was placed twice.
  func expectSound(_ what: String = "") throws {
    let records = harness.journal.records
    var state = EngineState()
    var names: Set<String> = []
    for record in records {
      try state.replay(record)
      for case .ledger(.commandNamed(let account, let name, _)) in try EngineOutcome(
        bytes: record.outcome
      ).events where name.description.hasPrefix("strategy-") {
        let isNew = names.insert("\(account.rawValue) \(name)").inserted
        #expect(isNew, "\(what) \(name) was placed twice")
      }
    }
    #expect(state.mandates == engine.mandates, "\(what)")
    let read = try EngineState(bytes: state.bytes)
    #expect(read.bytes == state.bytes && read.mandates == state.mandates, "\(what)")
    let place = try JournalPlace()
    try place.open().append(records)
    var reader = try JournalReader(directory: place.directory)
    let found = try LedgerVerification(&reader)
    #expect(found.isWhole, "\(what) \(String(describing: found.first))")
  }

  /// That something is refused with a code, and why.
  func expectRefused(
    _ code: SteelyardError.Code, _ words: String, _ what: MandateAsk, by author: String = "house"
  ) async throws {
    do {
      try await ask(what, by: author)
      Issue.record("\(what) was let in")
    } catch let error as SteelyardError {
      #expect(
        error.code == code && error.message.contains(words) && !error.remedy.isEmpty, "\(error)")
    }
  }
}

extension LiveFrame {
  /// What the tests trade around: the mark, and for spot the index.
  func strategyTestMark(of instrument: Instrument) -> Double? {
    instrument.product == .spot
      ? board.index(of: instrument.underlying)?.price
      : board.market.observation(of: instrument)?.markPrice
  }
}

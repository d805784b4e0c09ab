import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardStore
import Testing

/// An engine with a market, a desk at a simulated venue, a liquidator, and accounts that can be brought below
/// maintenance margin.
final class LiquidationHarness {
  let harness: EngineHarness
  let perpetual: Instrument
  private(set) var accounts: [AccountName] = []
  /// Options that the venue quotes a tick around their marks, 1,000 coins a side.
  var options: [Instrument] = []
  private let purse: AccountName
  private let venueRules: SimulatedVenueRules
  private let seed: UInt64
  /// What the market has at each side's best price, in USD.
  private let depth: Int64
  private var port: SimulatedVenuePort?
  private var execution: ExecutionDesk?
  private var liquidator: Liquidator?

  var engine: Engine { harness.engine }

  /// - Parameter accounts: Each gets 1 BTC and a long position as large as margin lets it, or short where its name begins
  ///   with "short".
  init(
    _ rules: LiquidationRules, venue: SimulatedVenueRules = .immediate, seed: UInt64 = 1,
    depth: Int64 = 50_000_000, accounts names: [String]
  ) async throws {
    harness = try EngineHarness(liquidations: rules)
    venueRules = venue
    self.seed = seed
    self.depth = depth
    purse = try AccountName("purse")
    let (first, perpetual) = try await harness.openDesk(mode: .cross)
    self.perpetual = perpetual
    _ = first
    try await ask(.openAccount(purse, owner: try OwnerName("purse"), mode: .cross))
    for name in names {
      let account = try AccountName(name)
      accounts.append(account)
      try await ask(.openAccount(account, owner: try OwnerName(name), mode: .cross))
      try await ask(.deposit(account, .btc, .one))
      try await trade(account, sign: name.hasPrefix("short") ? -1 : 1)
    }
  }

  /// Ends every thread.
  func stop() {
    liquidator?.stop()
    execution?.stop()
    engine.stop()
  }

  @discardableResult
  func ask(_ action: LedgerAction, by author: String = "test") async throws -> [EngineEvent] {
    try await engine.submit(.ledger(LedgerCommand(action)), by: author).value.events
  }

  /// The perpetual's mark, in whole dollars.
  var mark: Int64 {
    let price = engine.frame?.board.market.observation(of: perpetual)?.markPrice
    return Int64((price ?? 0).rounded())
  }

  /// Trades in steps of 20,000 USD until margin refuses.
  private func trade(_ account: AccountName, sign: Int64) async throws {
    for _ in 0..<200 {
      let trade = AgreedTrade(
        account: account, counterparty: nil, instrument: perpetual,
        quantity: Amount(20_000 * sign), price: Amount(mark), fee: .none, counterpartyFee: .none)
      do { try await ask(.bookTrade(trade)) } catch { return }
    }
  }

  /// Takes so much out of an account that its maintenance excess is below zero by a share of its maintenance margin.
  func ruin(_ account: AccountName, share: Double) async throws {
    #expect(
      try await harness.wait {
        guard let view = try? engine.account(account), let risk = engine.risk(of: view) else {
          return false
        }
        return risk.position >= view.position
      })
    let figures = try #require(engine.risk(of: try engine.account(account))).figures
    let usd = figures.maintenanceExcess + share * figures.maintenanceMargin
    let satoshi = Int128((usd / Double(mark) * 1e8).rounded())
    let amount = Amount(units: satoshi * (Amount.unitsPerOne / 100_000_000))
    try await ask(
      .adjust(
        [
          Adjustment(account: account, asset: .btc, amount: -amount),
          Adjustment(account: purse, asset: .btc, amount: amount),
        ], reason: "a test"))
  }

  /// Starts a desk and a venue on what is committed, and a liquidator.
  func start(_ policy: (any LiquidationPolicy)?) throws {
    let records = harness.journal.records
    var state = EngineState()
    for record in records { try state.replay(record) }
    let desk = try ExecutionDesk(
      engine, records: CommittedRecords(of: engine, journal: nil), state: state,
      position: Int64(records.count), note: { _ in })
    let venue = SimulatedVenuePort(
      SimulatedVenue(rules: venueRules, seed: seed, at: harness.clock.now()), clock: harness.clock,
      sink: { [weak desk] in desk?.take($0) })
    port = venue
    execution = desk
    try quote()
    desk.start(venue, passTime: { venue.deliver() })
    let liquidator = Liquidator(engine, policy: policy, note: { _ in })
    self.liquidator = liquidator
    liquidator.start()
  }

  private func quote() throws {
    guard mark > 0 else { return }
    port?.quote(
      perpetual,
      try VenueQuote(
        bids: [.init(price: Amount(mark - 1), quantity: Amount(depth))],
        asks: [.init(price: Amount(mark + 1), quantity: Amount(depth))]))
    let tick = try Amount(parsing: "0.0001")
    for option in options {
      guard let mark = engine.frame?.board.market.observation(of: option)?.markPrice else {
        continue
      }
      let bid = try Amount(nearest: mark).rounded(toMultipleOf: tick, .down)
      port?.quote(
        option,
        try VenueQuote(
          bids: [.init(price: bid, quantity: Amount(1000))],
          asks: [.init(price: try bid.adding(tick), quantity: Amount(1000))]))
    }
  }

  /// Lets the market run second by second until something holds.
  func run(seconds: Int = 400, until isDone: () throws -> Bool) async throws -> Bool {
    for _ in 0..<seconds {
      if try isDone() { return true }
      try harness.advance(seconds: 1)
      try quote()
      try await Task.sleep(for: .milliseconds(8))
    }
    return try isDone()
  }

  /// Whether nobody is in liquidation, and nobody waits for one.
  var isCalm: Bool { engine.liquidations.open.isEmpty && engine.liquidations.awaiting.isEmpty }

  func position(_ account: AccountName) throws -> Amount {
    try engine.account(account).positions.first?.quantity ?? .zero
  }

  var events: [EngineEvent] {
    (engine.records(after: 0, limit: 1_000_000) ?? []).flatMap(\.events)
  }

  /// The liquidation's events of an account.
  func steps(_ account: AccountName) -> [LiquidationEvent] {
    events.compactMap {
      if case .liquidation(let event) = $0, event.account == account { event } else { nil }
    }
  }

  /// Holds that no liquidation ever made a position larger or turned it, that no order was named twice, that the journal
  /// is whole when every command is decided again, and that a replay of it is the state that is told.
  func expectSound(_ what: String = "") throws {
    let records = harness.journal.records
    let walk = try LiquidationWalk(records, perpetual)
    #expect(walk.faults.isEmpty, "\(what) \(walk.faults.prefix(3))")
    #expect(walk.state.liquidations == engine.liquidations, "\(what)")
    #expect(walk.state.waterfall == engine.waterfall, "\(what)")
    #expect(try EngineState(bytes: walk.state.bytes).bytes == walk.state.bytes, "\(what)")
    #expect(try EngineState(bytes: walk.state.bytes).liquidations == walk.state.liquidations)
    #expect(try EngineState(bytes: walk.state.bytes).waterfall == walk.state.waterfall)
    let place = try JournalPlace()
    try place.open().append(records)
    var reader = try JournalReader(directory: place.directory)
    let found = try LedgerVerification(&reader)
    #expect(found.isWhole, "\(what) \(String(describing: found.first))")
  }
}

/// A walk through a journal, record by record, that looks for what a liquidation must never do.
struct LiquidationWalk {
  /// What was found, in sentences.
  private(set) var faults: [String] = []
  /// The state after the last record.
  private(set) var state = EngineState()
  /// How many orders were placed for liquidations.
  private(set) var orderCount = 0
  /// How many bids were filled.
  private(set) var bidCount = 0
  /// How many orders were placed for the insurance fund.
  private(set) var fundOrderCount = 0
  /// What was filled of them, with its sign.
  private(set) var fundFilled = Amount.zero
  private let perpetual: Instrument
  private var names: Set<String> = []

  init(_ records: [JournalRecord], _ perpetual: Instrument) throws {
    self.perpetual = perpetual
    for record in records { try take(record) }
  }

  init(perpetual: Instrument) { self.perpetual = perpetual }

  mutating func take(_ record: JournalRecord) throws(SteelyardError) {
    let before = state
    try state.replay(record)
    for event in try EngineOutcome(bytes: record.outcome).events {
      takeFund(event, before, record)
      if case .ledger(.shareSold) = event { bidCount += 1 }
      guard case .ledger(.commandNamed(let account, let identifier, _)) = event,
        identifier.description.hasPrefix("liquidation-")
      else { continue }
      orderCount += 1
      if !names.insert("\(account.rawValue) \(identifier)").inserted {
        faults.append("\(identifier) was placed twice, again in record \(record.position)")
      }
    }
    for name in before.liquidations.open.keys {
      guard state.liquidations.open[name] != nil else { continue }
      let (was, now) = (quantity(of: name, in: before), quantity(of: name, in: state))
      let isTurned = !now.isZero && now.isNegative != was.isNegative
      if isTurned || now.magnitude > was.magnitude {
        faults.append("record \(record.position) takes \(name) from \(was) to \(now)")
      }
    }
  }

  /// A fill of the fund's only ever makes its position smaller.
  private mutating func takeFund(
    _ event: EngineEvent, _ before: EngineState, _ record: JournalRecord
  ) {
    let fund = HouseAccount.insurance.index
    if case .ledger(.orderPlaced(let placed)) = event, placed.account == fund {
      fundOrderCount += 1
      if placed.effect != .reduceOnly {
        faults.append("record \(record.position) has an order of the fund that may open a position")
      }
    }
    guard case .ledger(.orderFilled(let order, let quantity, price: _, _)) = event,
      let known = before.ledger.orders[order], known.account == fund
    else { return }
    fundFilled = Amount(units: fundFilled.units + quantity.units)
    let held = before.ledger[fund].position(in: known.instrument)?.quantity ?? .zero
    if held.isNegative == quantity.isNegative || quantity.magnitude > held.magnitude {
      faults.append("record \(record.position) fills \(quantity) of the fund's \(held)")
    }
  }

  private func quantity(of name: AccountName, in state: EngineState) -> Amount {
    guard let account = state.ledger.index(of: name),
      let place = state.ledger.instruments.firstIndex(where: { $0.listing.instrument == perpetual })
    else { return .zero }
    return state.ledger[account].position(in: InstrumentIndex(rawValue: Int32(place)))?.quantity
      ?? .zero
  }
}

extension WaterfallRules {
  /// Everything is the house's decision, and the fund keeps what it took over: for tests of what came before.
  static func sampleHolding() throws -> WaterfallRules {
    try WaterfallRules(
      fundFloorUSD: 0, deleveraging: .house, ranking: .profitTimesLeverage, allocation: .queue,
      positionShare: 1, openInterestShare: 0.2, lossSharing: .house, balanceShare: 0.05,
      fundPositions: .hold)
  }
}

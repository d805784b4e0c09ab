import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket

/// Accounts with a perpetual each, a desk at a simulated venue, and a liquidator.
final class LiquidatedAccounts {
  private let engine: Engine
  private let recovery: Recovery
  private let records: CommittedRecords
  private let names: [AccountName]
  private let purse: AccountName
  private let perpetual: Instrument
  private let sightings = LiquidationSightings()
  private var seen: Int64 = 0
  private var desk: ExecutionDesk?
  private var liquidator: Liquidator?
  private var venue: SimulatedVenuePort?
  private var listeners: (records: Int, frames: Int)?

  /// What each account buys, in US dollars of the perpetual.
  private static let positionUSD: Int64 = 100_000
  /// Three times the position's initial margin, and some.
  private static let bitcoins = Amount.one
  /// Commands that wait at a time.
  private static let windowCount = 2000

  init(_ loaded: LoadedEngine, count: Int) throws(SteelyardError) {
    engine = loaded.engine
    recovery = loaded.recovery
    records = CommittedRecords(of: engine, journal: loaded.journal)
    names = try (0..<count).map { number throws(SteelyardError) in
      try AccountName("margin-\(number)")
    }
    purse = try AccountName("purse")
    perpetual = try LoadClient.perpetual()
  }

  /// Opens what is missing, each account with its position.
  func open() async throws(SteelyardError) {
    if (try? engine.account(purse)) == nil {
      try await ask([.openAccount(purse, owner: try OwnerName("purse"), mode: .cross)])
    }
    let missing = names.filter { (try? engine.account($0)) == nil }
    for start in stride(from: 0, to: missing.count, by: LiquidatedAccounts.windowCount) {
      var actions: [LedgerAction] = []
      let price = Amount(try mark())
      for name in missing[start..<min(missing.count, start + LiquidatedAccounts.windowCount)] {
        actions.append(.openAccount(name, owner: try OwnerName(name.description), mode: .cross))
        actions.append(.deposit(name, .btc, LiquidatedAccounts.bitcoins))
        actions.append(
          .bookTrade(
            AgreedTrade(
              account: name, counterparty: nil, instrument: perpetual,
              quantity: Amount(LiquidatedAccounts.positionUSD), price: price, fee: .none,
              counterpartyFee: .none)))
      }
      try await ask(actions)
    }
  }

  /// Starts venue, desk and liquidator on what is committed.
  func start() throws(SteelyardError) {
    let desk = try ExecutionDesk(
      engine, records: records, state: recovery.state, position: recovery.position, note: { _ in })
    let venue = SimulatedVenuePort(
      SimulatedVenue(rules: .immediate, seed: 1, at: engine.now), clock: LoadClock(),
      sink: { [weak desk] in desk?.take($0) })
    self.venue = venue
    self.desk = desk
    try quote()
    let heard = engine.listen { [sightings] in sightings.sawCommit($0) }
    let watched = engine.watch { [sightings, weak engine] notice in
      if case .frame = notice, let frame = engine?.frame { sightings.sawFrame(frame.number) }
    }
    listeners = (heard, watched)
    seen = engine.position
    desk.start(SightedPort(venue: venue, sightings: sightings), passTime: { venue.deliver() })
    // A fifth a round, to a tenth above maintenance margin.
    let liquidator = Liquidator(
      engine, policy: try LargestFirstPolicy(share: 0.2, bufferShare: 0.1), note: { _ in })
    self.liquidator = liquidator
    liquidator.start()
  }

  /// Ends every thread of it.
  func stop() {
    liquidator?.stop()
    desk?.stop()
    if let listeners {
      engine.unlisten(listeners.records)
      engine.unwatch(listeners.frames)
    }
  }

  /// Takes so much out of accounts, all at once, that their maintenance excess is below zero by a share of the margin.
  func ruin(_ places: [Int], missingShare share: Double) async throws(SteelyardError) {
    try quote()
    let price = Double(try mark())
    var commands: [(AccountName, LedgerAction)] = []
    for place in places {
      let name = names[place]
      let figures = try await figures(of: name)
      let usd = figures.maintenanceExcess + share * figures.maintenanceMargin
      let amount = try Amount(nearest: (usd / price * 1e8).rounded() / 1e8)
      commands.append(
        (
          name,
          .adjust(
            [
              Adjustment(account: name, asset: .btc, amount: -amount),
              Adjustment(account: purse, asset: .btc, amount: amount),
            ], reason: "A fall that liquidations are timed on.")
        ))
    }
    for (name, action) in commands {
      engine.submit(.ledger(LedgerCommand(action)), by: LoadClient.author) { [sightings] answer in
        if case .success = answer { sightings.sawFall(name) }
      }
    }
  }

  /// Waits until everything that fell has been liquidated.
  func waitUntilCalm(seconds: Double) async throws(SteelyardError) {
    let clock = LoadClock()
    let end = clock.steadyNanoseconds() + Int64(seconds * 1e9)
    var isSeen = false
    while clock.steadyNanoseconds() < end {
      let book = engine.liquidations
      let isCalm = book.open.isEmpty && book.awaiting.isEmpty
      if isSeen && isCalm { return }
      if !isCalm { isSeen = true }
      try quote()
      try? await Task.sleep(for: .milliseconds(20))
    }
    throw SteelyardError(
      .unavailable, "Liquidations did not end within \(seconds) s.",
      remedy: "Give the machine less to do, or take fewer accounts.")
  }

  /// The latencies since the last time.
  func finish() -> LiquidationSightings.Outcome {
    let found = engine.records(after: seen, limit: 1_000_000) ?? []
    seen = found.last?.position ?? seen
    return sightings.finish(found)
  }

  private func figures(of name: AccountName) async throws(SteelyardError) -> AccountFigures {
    for _ in 0..<3000 {
      let view = try engine.account(name)
      if let risk = engine.risk(of: view), risk.position >= view.position { return risk.figures }
      try? await Task.sleep(for: .milliseconds(10))
    }
    throw SteelyardError(
      .unavailable, "\(name) was not evaluated within 30 s.",
      remedy: "Give the machine less to do.")
  }

  private func mark() throws(SteelyardError) -> Int64 {
    guard let price = engine.frame?.board.market.observation(of: perpetual)?.markPrice else {
      throw SteelyardError(
        .missingMarketData, "The perpetual has no mark.", remedy: "Try it again.")
    }
    return Int64(price.rounded())
  }

  private func quote() throws(SteelyardError) {
    let mark = try mark()
    let quantity = Amount(1_000_000_000)
    venue?.quote(
      perpetual,
      try VenueQuote(
        bids: [.init(price: Amount(mark - 1), quantity: quantity)],
        asks: [.init(price: Amount(mark + 1), quantity: quantity)]))
  }

  private func ask(_ actions: [LedgerAction]) async throws(SteelyardError) {
    try await AccrualLoad.ask(actions, engine)
  }
}

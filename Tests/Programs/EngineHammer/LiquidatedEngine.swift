import Glibc
import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import SteelyardPricing
import SteelyardStore

/// An engine with a desk at a faulty simulated venue and a liquidator, whose accounts are ruined one after another.
struct LiquidatedEngine: Sendable {
  /// Accounts that are in trouble at a time.
  private static let atOnce = 4
  /// Accounts that are in none: the purse and the bidder.
  private static let others = 2

  private let engine: Engine
  private let recovery: Recovery
  private let journal: FileJournal
  private let count: Int

  /// Starts it on what the journal has.
  ///
  /// - Parameter count: Accounts to ruin, those of earlier runs among them.
  init(directory: String, snapshotInterval: Int64, count: Int) throws(SteelyardError) {
    let identity = try JournalIdentity(
      instance: [UInt8](repeating: 1, count: 16), created: Timestamp(microseconds: 1_000_000))
    journal = FileJournal(
      try JournalFile(directory: directory, ifMissing: .create(identity), options: .standard))
    recovery = try Recovery(from: journal)
    self.count = count
    engine = try Engine(
      EngineConfiguration(
        models: [.portfolio: "cross", .cross: "cross", .isolated: "isolated"],
        rules: EngineRules(
          marginCalls: .sample, governance: .sample, models: CatalogueModels(),
          liquidations: try LiquidationRules(
            roundSeconds: 1, pauseMilliseconds: 60, roundBudgetUSD: 30_000,
            windowBudgetUSD: 10_000_000, windowSeconds: 1, hedges: .none,
            takeOver: .insuranceFund, fee: 0.001,
            waterfall: try WaterfallRules(
              fundFloorUSD: 0, deleveraging: .automatic, ranking: .profitTimesLeverage,
              allocation: .queue, positionShare: 1, openInterestShare: 1, lossSharing: .automatic,
              balanceShare: 0.05))),
        board: .fiveVenues,
        risk: RiskSettings(workerCount: 1, intervalMilliseconds: 5, wholeBookSeconds: 60),
        level: .detected, snapshotInterval: snapshotInterval),
      state: recovery.state, journal: journal, clock: SystemClock(),
      onFailure: { error in
        Line.say("error \(error.code.rawValue) \(error)")
        exit(1)
      })
    Line.say("open \(recovery.position) \(recovery.snapshotPosition)")
  }

  /// Ruins accounts until all are through their liquidation.
  func run() async throws {
    for model in ["cross", "isolated"] where engine.governance.inForce(model, at: engine.now) == nil
    {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: "hammer")
    }
    let perpetual = try ClientCommands.perpetual()
    try await ask("set-asset", .listAsset(.btc))
    try await ask(
      "set-perpetual",
      .listInstrument(
        try InstrumentListing(
          instrument: perpetual, venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(10), tick: Amount(units: Amount.unitsPerOne / 2), lot: Amount(10),
            averagingWindowSeconds: 1800, delivery: .none), fees: .free)))
    try await ask(
      "set-purse", .openAccount(try AccountName("purse"), owner: OwnerName("purse"), mode: .cross))
    // Bids for what is auctioned.
    try await ask(
      "set-bidder",
      .openAccount(try AccountName("bidder"), owner: OwnerName("bidder"), mode: .cross)
    )
    try await ask("set-bidder-deposit", .deposit(try AccountName("bidder"), .btc, Amount(100)))
    let records = CommittedRecords(of: engine, journal: journal)
    let desk = try ExecutionDesk(
      engine, records: records, state: recovery.state, position: recovery.position, note: { _ in })
    let venue = SimulatedVenuePort(
      SimulatedVenue(
        rules: try SimulatedVenueRules(
          latencySecondsMin: 0, latencySecondsMax: 0.004, rejectShare: 0.1, timeoutShare: 0.1,
          lostShare: 0.5, overdueSeconds: 0.05, lateSeconds: 0.15),
        seed: UInt64(recovery.position), at: engine.now),
      clock: SystemClock(), sink: { [weak desk] in desk?.take($0) })
    let relay = VenueQuoteRelay(venue) { [engine] in engine.directory }
    let feed = Task.detached { [engine, recovery] in
      var market = try SimulatedMarket(
        parameters: .threeCoins, start: engine.now, seed: UInt64(recovery.position))
      while true {
        let updates = try market.step(to: engine.now)
        engine.feed(updates)
        relay.take(updates)
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    _ = feed
    desk.start(venue, passTime: { venue.deliver() })
    let liquidator = Liquidator(engine, policy: try AuctionOfShorts(), note: { _ in })
    liquidator.start()
    let bids = Task.detached { [self] in
      while true {
        for auction in engine.openAuctions where auction.contents != nil { try await bid(auction) }
        try await Task.sleep(for: .milliseconds(30))
      }
    }
    _ = bids
    try await endow(perpetual)
    while true {
      let troubled = engine.liquidations.open.count + engine.liquidations.awaiting.count
      let begun = engine.accountCount - LiquidatedEngine.others
      if troubled < LiquidatedEngine.atOnce, begun < count {
        try await ruin(begun, perpetual)
      } else if troubled == 0, try await goesOn(perpetual) == false, isFundFlat {
        Line.say("end \(engine.liquidations.endedCount) \(engine.position)")
        return
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Gives the insurance fund a position of twenty rounds, once, as if it had taken one over.
  private func endow(_ perpetual: Instrument) async throws {
    var mark = engine.frame?.board.market.observation(of: perpetual)?.markPrice
    while mark == nil {
      try await Task.sleep(for: .milliseconds(10))
      mark = engine.frame?.board.market.observation(of: perpetual)?.markPrice
    }
    guard let mark, engine.liquidations.fund.begunCount == 0, engine.fund?.positions.isEmpty ?? true
    else { return }
    try await ask(
      "set-fund",
      .bookTrade(
        AgreedTrade(
          account: HouseAccount.insurance.name, counterparty: nil, instrument: perpetual,
          quantity: Amount(600_000), price: Amount(Int64(mark.rounded())), fee: .none,
          counterpartyFee: .none)))
  }

  /// Whether all that the insurance fund took over is traded away.
  private var isFundFlat: Bool {
    engine.liquidations.fund.course == nil && engine.fund?.positions.isEmpty ?? true
  }

  /// Finishes what a kill left half done: an account that is open and was not ruined yet.
  private func goesOn(_ perpetual: Instrument) async throws -> Bool {
    for number in 0..<max(0, engine.accountCount - LiquidatedEngine.others) {
      let view = try engine.account(try AccountName("victim-\(number)"))
      if view.call == .healthy || view.call == .warned, view.callCase.noticed == nil {
        try await ruin(number, perpetual)
        return true
      }
    }
    return false
  }

  /// Bids for a part of an auction, under a name that says which bid of it this is.
  private func bid(_ auction: OpenAuction) async throws {
    try await ask(
      "bid-\(auction.liquidation)-\(auction.auction.bidCount)",
      .sellShare(
        ShareSale(
          liquidation: LiquidationIdentifier(rawValue: auction.liquidation),
          bidder: try AccountName("bidder"), share: Amount(units: Amount.unitsPerOne / 4),
          worstPrice: nil)))
  }

  /// Opens an account, lets it trade, and takes money out until it is below maintenance margin; each step once.
  private func ruin(_ number: Int, _ perpetual: Instrument) async throws {
    let name = try AccountName("victim-\(number)")
    try await ask(
      "v-\(number)-open", .openAccount(name, owner: OwnerName("victim-\(number)"), mode: .cross))
    try await ask("v-\(number)-deposit", .deposit(name, .btc, .one))
    let sign: Int64 = number % 2 == 0 ? 1 : -1
    // Refused while prices are not fresh, as after a start.
    while try engine.account(name).positions.isEmpty {
      let mark = engine.frame?.board.market.observation(of: perpetual)?.markPrice
      if let mark {
        try await ask(
          "v-\(number)-trade",
          .bookTrade(
            AgreedTrade(
              account: name, counterparty: nil, instrument: perpetual,
              quantity: Amount(sign * 200_000), price: Amount(Int64(mark.rounded())), fee: .none,
              counterpartyFee: .none)))
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    // In steps, each once a cycle has seen the one before, until the engine hands it over.
    var step = 0
    while true {
      let view = try engine.account(name)
      if ![.healthy, .warned, .called].contains(view.call.name) { return }
      if let risk = engine.risk(of: view), risk.position >= view.position,
        risk.level != .liquidation, risk.level != .bankrupt
      {
        // Every fourth account is made bankrupt at once, so that others have to pay.
        let share =
          number % 4 == 3 && step == 0
          ? Amount(units: Amount.unitsPerOne / 50 * 53) : Amount(units: Amount.unitsPerOne / 50)
        try await ask(
          "v-\(number)-take-\(step)",
          .adjust(
            [
              Adjustment(account: name, asset: .btc, amount: -share),
              Adjustment(account: try AccountName("purse"), asset: .btc, amount: share),
            ], reason: "a test"))
        step += 1
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  private func ask(_ identifier: String, _ action: LedgerAction) async throws {
    do throws(SteelyardError) {
      let answer = try await engine.submit(
        .ledger(LedgerCommand(action, identifier: try ClientIdentifier(identifier))), by: "hammer")
      Line.say("\(answer.value.events.isEmpty ? "again" : "ack") \(identifier) \(answer.position)")
    } catch {
      // Another price than in the run before, or a mark that moved: what was done is done.
      Line.say("no \(identifier) \(error.code.rawValue) \(error.message)")
    }
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMarket
import SteelyardPricing
import SteelyardServer
import SteelyardStore
import Synchronization
import TestSupport
import Testing

/// A journal that keeps nothing: what it would keep is tested elsewhere.
private final class ForgetfulJournal: Journal {
  private let count = Mutex(Int64(0))
  var lastPosition: Int64 { count.withLock { $0 } }
  func append(_ records: [JournalRecord]) throws(SteelyardError) {
    count.withLock { $0 += Int64(records.count) }
  }
}

/// An engine on a simulated market in real time, with one account: 10 BTC, a perpetual and a sold call.
final class VenueHarness: Sendable {
  let engine: Engine
  let feed: SimulatedFeed
  let desk: AccountName
  let perpetual: Instrument
  let call: Instrument

  init() async throws {
    let start = WallClock.now
    let market = try SimulatedMarket(parameters: .threeCoins, start: start, seed: 7)
    var probe = market
    let listings = try probe.step(to: start.advanced(bySeconds: 1)).compactMap {
      update -> ListingUpdate? in
      if case .listed(let listing) = update.content { listing } else { nil }
    }
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    self.perpetual = perpetual
    let price = try #require(probe.priceUSD(of: .btc))
    let calls = listings.map(\.instrument).filter { instrument in
      guard instrument.underlying == perpetual.underlying, let terms = instrument.optionTerms
      else { return false }
      return terms.right == .call && start.days(to: terms.expiry) > 10
    }
    call = try #require(
      calls.min { left, right in
        abs((left.optionTerms?.strike.doubleValue ?? 0) - price)
          < abs((right.optionTerms?.strike.doubleValue ?? 0) - price)
      })
    let clock = FeedClock(start)
    engine = try Engine(
      EngineConfiguration(
        models: [.portfolio: "deribit", .cross: "cross", .isolated: "isolated"],
        rules: EngineRules(
          marginCalls: .sample, governance: .sample, models: CatalogueModels()),
        board: .fiveVenues,
        risk: RiskSettings(workerCount: 2, intervalMilliseconds: 20, wholeBookSeconds: 60),
        level: .detected),
      state: EngineState(), journal: ForgetfulJournal(), clock: clock, onFailure: { _ in })
    for model in Set(engine.configuration.models.values).sorted() {
      _ = try await engine.submit(
        .adoptParameters(model: model, file: try CatalogueModels.embeddedParameters(of: model)),
        by: "test")
    }
    desk = try AccountName("desk")
    var actions: [LedgerAction] = [.listAsset(.btc)]
    for instrument in [perpetual, call] {
      let terms = try #require(listings.first { $0.instrument == instrument }?.terms)
      actions.append(
        .listInstrument(
          try InstrumentListing(
            instrument: instrument, venue: try OwnerName("simulated"), terms: terms, fees: .free)))
    }
    actions += [
      .openAccount(desk, owner: try OwnerName("alice"), mode: .portfolio),
      .deposit(desk, .btc, Amount(10)),
    ]
    for action in actions { try await VenueHarness.submit(action, engine) }
    let given = engine
    feed = try SimulatedFeed(market, clock: clock) { given.feed($0) }
    feed.start()
    let isMade = await VenueHarness.wait { given.frame?.universe.count == 2 }
    guard isMade else {
      throw SteelyardError(.unavailable, "There is no frame.", remedy: "Look at the engine.")
    }
    let mark = try #require(engine.frame?.board.market.observation(of: perpetual)?.markPrice)
    for (instrument, quantity, price) in [
      (perpetual, Amount(50_000), Amount(Int64(mark))),
      (call, Amount(-5), try #require(Amount("0.05"))),
    ] {
      try await VenueHarness.submit(
        .bookTrade(
          AgreedTrade(
            account: desk, counterparty: nil, instrument: instrument, quantity: quantity,
            price: price, fee: .none, counterpartyFee: .none)), engine)
    }
    let owner = desk
    let isSeen = await VenueHarness.wait {
      guard let view = try? given.account(owner) else { return false }
      return given.risk(of: view)?.position ?? 0 >= view.position
    }
    try #require(isSeen)
  }

  private static func submit(_ action: LedgerAction, _ engine: Engine) async throws {
    _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
  }

  /// Waits until something holds, for ten seconds at most.
  static func wait(_ condition: () -> Bool) async -> Bool {
    for _ in 0..<1_000 {
      if condition() { return true }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return condition()
  }

  func stop() async {
    await feed.stop()
    engine.stop()
  }
}

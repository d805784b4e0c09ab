import Foundation
import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("Auctions held live")
struct LiquidationAuctionTests {
  /// An auction whose phases take seconds: half price after 20, nothing after 40; all of the margin is paid after 20.
  private static func quick() throws -> DerivePolicy {
    DerivePolicy(
      try AuctionTerms(
        startShare: try Amount(parsing: "0.95"), cutoffShare: try Amount(parsing: "0.5"),
        fastSeconds: 20, slowSeconds: 20, insolventSeconds: 20, feeRate: .zero,
        bufferShare: try Amount(parsing: "0.15"), wholeBelowValue: .zero))
  }

  private static func rules(
    _ takeOver: LiquidationRules.TakeOver = .insuranceFund
  ) throws -> LiquidationRules {
    try LiquidationRules(
      roundSeconds: 20, pauseMilliseconds: 0, roundBudgetUSD: 1e9, windowBudgetUSD: 1e12,
      windowSeconds: 60, hedges: .none, takeOver: takeOver, waterfall: try .sampleHolding())
  }

  /// A harness with the account "a" below maintenance margin, and bidders: "rich" with 20 BTC, "poor" with a thousandth,
  /// and "a/other", who is a's owner's.
  private static func ruined(share: Double) async throws -> LiquidationHarness {
    let run = try await LiquidationHarness(try rules(), accounts: ["a"])
    for (name, owner, coins) in [
      ("rich", "rich", "20"), ("poor", "poor", "0.001"), ("a/other", "a", "20"),
    ] {
      let account = try AccountName(name)
      try await run.ask(.openAccount(account, owner: try OwnerName(owner), mode: .cross))
      try await run.ask(.deposit(account, .btc, try Amount(parsing: coins)))
    }
    try await run.ruin(run.accounts[0], share: share)
    return run
  }

  private static func bid(
    _ bidder: String, _ share: String, worst: String? = nil, liquidation: UInt64 = 1
  ) throws -> LedgerAction {
    .sellShare(
      ShareSale(
        liquidation: LiquidationIdentifier(rawValue: liquidation),
        bidder: try AccountName(bidder), share: try Amount(parsing: share),
        worstPrice: try worst.map { try Amount(parsing: $0) }))
  }

  /// Bids, again while the price is being made anew.
  @discardableResult
  private static func place(
    _ action: LedgerAction, _ run: LiquidationHarness, named name: String? = nil
  ) async throws -> (sold: SoldShare, booking: Booking, offer: AuctionOffer)? {
    let identifier = try name.map { try ClientIdentifier($0) }
    for _ in 0..<200 {
      do {
        let events = try await run.engine.submit(
          .ledger(LedgerCommand(action, identifier: identifier)), by: "bidder"
        ).value.events
        for case .ledger(.shareSold(let sold, let booking)) in events {
          return (sold, booking, try #require(offer(before: sold, run)))
        }
        return nil
      } catch let error as SteelyardError
        where error.code == .conflict || error.message.contains("is not fresh")
      {
        // On a loaded machine frames lag behind the clock that the test moves: what is refused for that is asked again.
        _ = try await run.run(seconds: 1) { false }
      }
    }
    Issue.record("nothing ever stood on offer")
    return nil
  }

  /// The offer that stood when a share was sold.
  private static func offer(before sold: SoldShare, _ run: LiquidationHarness) -> AuctionOffer? {
    var last: AuctionOffer?
    for event in run.events {
      switch event {
      case .ledger(.shareSold(sold, _)): return last
      case .liquidation(let step):
        if case .auctionOpened(let auction) = step.kind { last = auction.offer }
        if case .auctionPriced(let offer) = step.kind { last = offer }
      default: break
      }
    }
    return nil
  }

  private static func refused(
    _ code: SteelyardError.Code, _ action: LedgerAction, _ run: LiquidationHarness
  ) async throws {
    do {
      try await place(action, run)
      Issue.record("\(action) was let in")
    } catch let error as SteelyardError {
      #expect(error.code == code, "\(action): \(error)")
      #expect(!error.remedy.isEmpty)
    }
  }

  private static func isOffering(_ run: LiquidationHarness) -> Bool {
    run.engine.liquidations.open[run.accounts[0]]?.auction?.offer != nil
  }

  private static func balance(_ name: String, _ run: LiquidationHarness) throws -> Double {
    try run.engine.account(AccountName(name)).balances.first { $0.asset == .btc }?.amount
      .doubleValue ?? 0
  }

  @Test(
    "two bids restore the buffer: each gets its share of everything and pays its share of the price, exactly"
  )
  func solvent() async throws {
    let run = try await Self.ruined(share: 0.1)
    defer { run.stop() }
    let account = run.accounts[0]
    try run.start(try Self.quick())
    #expect(try await run.run { Self.isOffering(run) })
    // What everybody is told: the largest share, what it contains and what it costs.
    let told = try #require(run.engine.openAuctions.first)
    let contents = try #require(told.contents)
    #expect(told.liquidation == 1 && told.auction.kind == .solvent && told.auction.asset == .btc)
    let position = try #require(contents.positions.first)
    #expect(position.quantity.units % (10 * Amount.unitsPerOne) == 0)
    #expect(try #require(contents.initialMarginUSD) > 0)
    #expect(try #require(contents.neededUSD) > 0)
    var held = try run.position(account)
    var cash = try Self.balance("a", run)
    var bidderCash = try Self.balance("rich", run)
    var paidIn = 0.0
    for share in ["0.05", "1"] {
      let filled = try #require(
        try await Self.place(Self.bid("rich", share), run, named: "bid-\(share)"))
      let (sold, offer) = (filled.sold, filled.offer)
      let asked = try Amount(parsing: share)
      #expect(sold.share == min(asked, offer.largestShare))
      let part = sold.share.doubleValue
      // Dollars of the position in lots of ten, at least the share.
      let taken = (held.doubleValue * part / 10 - 1e-9).rounded(.up) * 10
      let now = try run.position(account)
      #expect(held.doubleValue - now.doubleValue == taken)
      // The price of the share, and what the lots add at the mark.
      let worth = try #require(offer.worths.first).amount.doubleValue
      let more = (taken - part * held.doubleValue) / held.doubleValue * worth
      let payment = part * offer.price.doubleValue + more
      expectClose(expected: payment, got: sold.payment.doubleValue, .absolute(1e-12))
      #expect(offer.kept.doubleValue == paidIn)
      let moved = part * (cash - paidIn) - payment
      expectClose(
        expected: cash - moved, got: try Self.balance("a", run), .absolute(1e-12))
      expectClose(
        expected: bidderCash + moved, got: try Self.balance("rich", run), .absolute(1e-12))
      #expect(sold.compensation == .zero)
      held = now
      cash = try Self.balance("a", run)
      bidderCash = try Self.balance("rich", run)
      paidIn += sold.payment.doubleValue
    }
    // A bid for as much as may be had ends it, with the buffer kept.
    #expect(try await run.run(seconds: 30) { run.engine.liquidations.endedCount == 1 })
    let kinds = run.steps(account).map(\.kind)
    #expect(kinds.contains(.auctionEnded(.filled)))
    #expect(kinds.last?.name == .ended)
    #expect(kinds.filter { $0.name == .auctionOpened }.count == 1)
    // A bid that was filled is not filled again, though the auction is over; others meet nothing.
    let again = try await run.engine.submit(
      .ledger(
        LedgerCommand(try Self.bid("rich", "1"), identifier: try ClientIdentifier("bid-1"))),
      by: "bidder")
    #expect(again.value.events.isEmpty)
    try await Self.refused(.notFound, Self.bid("rich", "1"), run)
    let alerts = (run.engine.records(after: 0, limit: 100_000) ?? []).flatMap(\.alerts).filter {
      $0.kind == .auction
    }
    #expect(alerts.map(\.severity) == [.warning, .info])
    #expect(alerts.allSatisfy { $0.account == nil && !$0.text.contains("account a") })
    try run.expectSound()
  }

  @Test(
    "who may not bid: the owner, who lacks margin, below the price, for nothing, while it is stopped; and nothing leaves the account"
  )
  func refusals() async throws {
    let run = try await Self.ruined(share: 0.1)
    defer { run.stop() }
    let account = run.accounts[0]
    // A price that does not fall while the test looks.
    try run.start(try DerivePolicy())
    #expect(try await run.run { Self.isOffering(run) })
    let before = try run.position(account)
    try await Self.refused(.notAllowed, Self.bid("a/other", "0.1"), run)
    try await Self.refused(.insufficientMargin, Self.bid("poor", "1"), run)
    try await Self.refused(.notAllowed, Self.bid("rich", "0.1", worst: "0.000001"), run)
    try await Self.refused(.invalidInput, Self.bid("rich", "0"), run)
    try await Self.refused(.invalidInput, Self.bid("rich", "1.01"), run)
    try await Self.refused(.notFound, Self.bid("rich", "0.1", liquidation: 2), run)
    // Nobody says himself what he gets.
    try await Self.refused(
      .invalidInput,
      .sellShare(
        ShareSale(
          liquidation: LiquidationIdentifier(rawValue: 1), bidder: AccountName("rich"),
          share: .one, worstPrice: nil,
          fill: ShareSale.Fill(
            account: account, share: .one, asset: .btc, kept: .zero, payment: .zero,
            compensation: .zero))), run)
    for action in [
      LedgerAction.requestWithdrawal(account, .btc, Amount(units: 1), destination: "away"),
      .transfer(from: account, to: try AccountName("a/other"), .btc, Amount(units: 1)),
      .placeOrder(
        OrderTicket(
          account: account, instrument: run.perpetual, quantity: Amount(-10), price: nil,
          effect: .reduceOnly)),
    ] {
      do {
        try await run.ask(action, by: "owner")
        Issue.record("\(action) was let in")
      } catch let error as SteelyardError {
        #expect(error.code == .notAllowed, "\(error)")
      }
    }
    // The name of a bid is the client's own, and none of a liquidation's.
    do {
      try await Self.place(Self.bid("rich", "0.1"), run, named: "liquidation-1-bid")
      Issue.record("a name of a liquidation was taken")
    } catch let error as SteelyardError {
      #expect(error.code == .invalidInput)
    }
    let switched = { (position: LiquidationSwitch.Position) in
      _ = try await run.engine.submit(
        .switchLiquidation(account: account, position: position, reason: "a test"), by: "ann")
    }
    try await switched(.stopped)
    try await Self.refused(.notAllowed, Self.bid("rich", "0.1"), run)
    #expect(
      try await run.run(seconds: 20) {
        run.engine.liquidations.open[account]?.hold?.reason == .stopped
      })
    // It stays open, with nothing on offer, and goes on where it stood: the price does not fall meanwhile.
    #expect(run.engine.liquidations.open[account]?.isAuctioned == true && !Self.isOffering(run))
    let course = try #require(run.engine.liquidations.open[account]?.auction?.courseBegun)
    _ = try await run.run(seconds: 30) { false }
    try await switched(.running)
    #expect(try await run.run(seconds: 20) { Self.isOffering(run) })
    let later = try #require(run.engine.liquidations.open[account]?.auction?.courseBegun)
    #expect(later.microseconds - course.microseconds >= 29_000_000)
    #expect(try run.position(account) == before)
    // A deposit that restores the buffer ends it.
    try await run.ask(.deposit(account, .btc, Amount(5)), by: "owner")
    #expect(try await run.run(seconds: 60) { run.engine.liquidations.endedCount == 1 })
    #expect(run.steps(account).contains { $0.kind == .auctionEnded(.restored) })
    try run.expectSound()
  }

  @Test(
    "an account that is worth nothing: the fund pays who takes it, more as time goes; then nothing is left"
  )
  func insolvent() async throws {
    let run = try await Self.ruined(share: 1.5)
    defer { run.stop() }
    let account = run.accounts[0]
    try run.start(try Self.quick())
    #expect(try await run.run { Self.isOffering(run) })
    let auction = try #require(run.engine.liquidations.open[account]?.auction)
    #expect(auction.kind == .insolvent)
    let first = try #require(auction.offer).price
    #expect(first < .zero)
    // The price falls with time, beyond what the account owes.
    _ = try await run.run(seconds: 8) { false }
    #expect(
      try await run.harness.wait {
        (run.engine.liquidations.open[account]?.auction?.offer?.price ?? .zero).doubleValue
          < 1.2 * first.doubleValue
      })
    let rich = try Self.balance("rich", run)
    var fund = 0.0
    for share in ["0.4", "1"] {
      let filled = try #require(try await Self.place(Self.bid("rich", share), run))
      #expect(filled.offer.largestShare == .one && filled.offer.kept == .zero)
      expectClose(
        expected: -filled.sold.share.doubleValue * filled.offer.price.doubleValue,
        got: filled.sold.compensation.doubleValue, .absolute(1e-12))
      for posting in filled.booking.postings
      where posting.account == HouseAccount.insurance.index {
        fund -= posting.amount.doubleValue
      }
    }
    #expect(try await run.run(seconds: 30) { run.engine.liquidations.endedCount == 1 })
    let view = try run.engine.account(account)
    #expect(view.positions.isEmpty && view.balances.isEmpty)
    #expect(run.steps(account).contains { $0.kind == .auctionEnded(.soldOut) })
    // The bidder has the account's debt and what the fund paid.
    let left = try Self.balance("rich", run)
    #expect(fund > 0 && left < rich + fund)
    try run.expectSound()
  }

  @Test(
    "nobody bids: the solvent auction runs out, is converted, and at its end the fund takes the account over"
  )
  func unsold() async throws {
    let run = try await Self.ruined(share: 0.3)
    defer { run.stop() }
    let account = run.accounts[0]
    try run.start(try Self.quick())
    #expect(
      try await run.run(seconds: 200) { run.engine.liquidations.endedCount == 1 })
    let told = run.steps(account).map(\.kind).filter {
      [.auctionOpened, .auctionEnded, .held, .ended].contains($0.name)
    }
    let kinds: [String] = told.map { kind in
      switch kind {
      case .auctionOpened(let auction): auction.kind.rawValue
      case .auctionEnded(let end): end.rawValue
      case .held(let hold): hold.reason.rawValue
      default: kind.name.rawValue
      }
    }
    #expect(
      kinds == ["solvent", "converted", "insolvent", "taken_over", "take_over_due", "ended"])
    let prices = run.steps(account).compactMap { step in
      if case .auctionPriced(let offer) = step.kind { offer.price.doubleValue } else { nil }
    }
    #expect(try #require(prices.first) > 0)
    #expect(try #require(prices.last) < 0)
    #expect(try run.engine.account(account).positions.isEmpty)
    try run.expectSound()
  }

  @Test("a deposit or anything else that is booked takes the offer back until it is priced again")
  func withdrawn() async throws {
    let run = try await Self.ruined(share: 0.3)
    defer { run.stop() }
    let account = run.accounts[0]
    let liquidator = Liquidator(run.engine, policy: try DerivePolicy(), note: { _ in })
    liquidator.start()
    #expect(try await run.run { Self.isOffering(run) })
    liquidator.stop()
    #expect(Self.isOffering(run))
    let state = try Self.replayed(run)
    #expect(state.liquidations == run.engine.liquidations)
    try await run.ask(.deposit(account, .btc, Amount(units: 1)))
    #expect(!Self.isOffering(run))
    do {
      try await run.ask(try Self.bid("rich", "0.1"))
      Issue.record("a bid met an offer that is of another account")
    } catch let error as SteelyardError {
      #expect(error.code == .conflict)
    }
    // Another liquidator goes on where the journal ends.
    let next = Liquidator(run.engine, policy: try DerivePolicy(), note: { _ in })
    next.start()
    #expect(try await run.run(seconds: 20) { Self.isOffering(run) })
    #expect(run.steps(account).filter { $0.kind.name == .auctionOpened }.count == 1)
    #expect(try await Self.place(Self.bid("rich", "0.1"), run) != nil)
    // An offer past its time is none.
    next.stop()
    run.harness.clock.set(run.harness.clock.now().advanced(bySeconds: 10))
    do {
      try await run.ask(try Self.bid("rich", "0.1"))
      Issue.record("a bid met an offer that is over")
    } catch let error as SteelyardError {
      #expect(error.code == .conflict)
    }
    try run.expectSound()
  }

  private static func replayed(_ run: LiquidationHarness) throws -> EngineState {
    var state = EngineState()
    for record in run.harness.journal.records { try state.replay(record) }
    return try EngineState(bytes: state.bytes)
  }
}

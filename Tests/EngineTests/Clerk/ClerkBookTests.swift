import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import TestSupport
import Testing

@Suite("The market clerk's book")
struct ClerkBookTests {
  private let start = Timestamp(microseconds: 1_763_600_400_000_000)
  private let terms = ContractTerms(
    multiplier: .one, tick: .one, lot: .one, averagingWindowSeconds: 1800, delivery: .none)

  private func rules() throws -> ClerkRules {
    try ClerkRules(
      venue: OwnerName("venue"), assets: [.usdc], futureFees: .free, optionFees: .free,
      fundingSeconds: 28_800, interestSeconds: 3600,
      interest: InterestTerms(
        curve: BorrowCurve(minimum: .one, slopeBelow: .zero, slopeAbove: .zero, optimum: .one),
        fundShare: .zero), interestOfAssets: [:], terms: { _ in nil })
  }

  private func told(_ content: MarketUpdate.Content, at time: Timestamp) -> MarketUpdate {
    MarketUpdate(feed: "test", sequence: 1, time: time, content)
  }

  /// Does what the book asks for, and tells the book.
  private func settle(
    _ book: inout ClerkBook, _ ledger: inout Ledger, at time: Timestamp, index: Double? = 70_000
  ) throws -> [LedgerCommand] {
    let commands = book.proposals(at: time) { _ in index }
    for command in commands {
      for event in try ledger.execute(command, at: time) { book.take(event, at: time) }
    }
    return commands
  }

  private func listed(
    _ names: String..., at time: Timestamp
  ) throws -> (ClerkBook, Ledger) {
    var ledger = Ledger()
    var book = ClerkBook(rules: try rules(), ledger: ledger)
    for name in names {
      book.take(
        told(
          .listed(
            ListingUpdate(
              instrument: try SampleMarket.instrument(name), terms: terms)), at: time))
    }
    _ = try settle(&book, &ledger, at: time)
    return (book, ledger)
  }

  @Test("what a feed lists is listed once, after its assets, and never again")
  func listing() throws {
    var (book, ledger) = try listed("BTC-PERPETUAL", "ETH-PERPETUAL", at: start)
    #expect(ledger.instruments.count == 2)
    #expect(Set(ledger.assets.map(\.currency)) == [.btc, .eth, .usdc])
    #expect(ledger.imbalances().isEmpty)
    #expect(try settle(&book, &ledger, at: start).isEmpty)
    var restarted = ClerkBook(rules: try rules(), ledger: ledger)
    restarted.take(
      told(
        .listed(
          ListingUpdate(
            instrument: try SampleMarket.instrument("BTC-PERPETUAL"), terms: terms)), at: start))
    #expect(restarted.proposals(at: start) { _ in nil }.isEmpty)
  }

  @Test("without terms that anybody knows nothing is listed, and it is said")
  func unknownTerms() throws {
    var book = ClerkBook(rules: try rules(), ledger: Ledger())
    let instrument = try SampleMarket.instrument("BTC-PERPETUAL")
    book.take(
      told(
        .listed(ListingUpdate(instrument: instrument, terms: nil)), at: start))
    let commands = book.proposals(at: start) { _ in nil }
    #expect(
      commands.allSatisfy { if case .listInstrument = $0.action { false } else { true } })
    #expect(book.withoutTerms == [instrument])
  }

  @Test("an expiry settles all of its contracts at the price that was told, and not before")
  func settlement() throws {
    var (book, ledger) = try listed(
      "BTC-27MAR26-80000-C", "BTC-27MAR26", "BTC-PERPETUAL", at: start)
    let option = try SampleMarket.instrument("BTC-27MAR26-80000-C")
    let expiry = try #require(option.expiry)
    let after = expiry.advanced(bySeconds: 5)
    #expect(
      try settle(&book, &ledger, at: after, index: nil).allSatisfy {
        if case .settle = $0.action { false } else { true }
      })
    #expect(book.withoutDelivery(at: after).count == 2)
    book.take(
      told(
        .settled(
          SettlementUpdate(
            underlying: option.underlying, expiry: expiry, deliveryPrice: Amount(90_000))),
        at: expiry))
    let settled = try settle(&book, &ledger, at: after)
    #expect(settled.count == 2)
    #expect(Set(settled.compactMap(\.identifier)).count == 2)
    #expect(ledger.instruments.count { $0.status == .settled } == 2)
    #expect(try settle(&book, &ledger, at: after).isEmpty)
    #expect(
      ClerkBook(rules: try rules(), ledger: ledger).withoutDelivery(at: after).isEmpty)
  }

  @Test("funding is paid once at each of its instants, after a restart too")
  func funding() throws {
    var (book, ledger) = try listed("BTC-PERPETUAL", at: start)
    let perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    let update = told(
      .funding(FundingUpdate(instrument: perpetual, rate: 0.0008, intervalSeconds: 28_800)),
      at: start)
    book.take(update)
    func paid(_ commands: [LedgerCommand]) -> [LedgerCommand] {
      commands.filter { if case .payFunding = $0.action { true } else { false } }
    }
    let instant = Timestamp(
      microseconds: (start.microseconds / 28_800_000_000 + 1) * 28_800_000_000)
    let before = instant.advanced(bySeconds: -1)
    #expect(paid(try settle(&book, &ledger, at: before)).isEmpty)
    // Without a price that is to be trusted it waits.
    #expect(paid(book.proposals(at: instant) { _ in nil }).isEmpty)
    let first = paid(try settle(&book, &ledger, at: instant))
    #expect(
      first.map(\.action) == [
        .payFunding(perpetual, price: Amount(70_000), rate: try Amount(parsing: "0.0008"))
      ])
    #expect(paid(try settle(&book, &ledger, at: instant.advanced(bySeconds: 60))).isEmpty)
    var restarted = ClerkBook(rules: try rules(), ledger: ledger)
    restarted.take(update)
    #expect(
      paid(restarted.proposals(at: instant.advanced(bySeconds: 60)) { _ in 70_000 }).isEmpty)
    let second = paid(try settle(&restarted, &ledger, at: instant.advanced(bySeconds: 28_800)))
    #expect(second.count == 1)
    #expect(second[0].identifier != first[0].identifier)
  }

  @Test("the same facts give the same identifiers, so that asking twice books once")
  func idempotent() throws {
    var (book, ledger) = try listed("BTC-PERPETUAL", at: start)
    let later = start.advanced(bySeconds: 7200)
    let commands = book.proposals(at: later) { _ in nil }
    #expect(commands.count == 2)
    for command in commands + commands { _ = try ledger.execute(command, at: later) }
    #expect(ledger.assets.allSatisfy { $0.accruedUntil == later })
  }

  @Test(
    "an interval that does not divide the day is refused", arguments: [Int64(0), 59, 7000, 90_000])
  func interval(seconds: Int64) throws {
    let good = try rules()
    #expect {
      _ = try ClerkRules(
        venue: good.venue, assets: [], futureFees: .free, optionFees: .free,
        fundingSeconds: seconds, interestSeconds: 3600, interest: good.interest,
        interestOfAssets: [:], terms: { _ in nil })
    } throws: {
      ($0 as? SteelyardError)?.code == .invalidInput
    }
  }

  @Test("what is settled is forgotten, and offered again it is not listed again")
  func forgotten() throws {
    let name = "BTC-20NOV25"
    var (book, ledger) = try listed(name, at: start)
    let future = try SampleMarket.instrument(name)
    let expiry = try #require(future.expiry)
    let after = expiry.advanced(bySeconds: 60)
    book.take(
      told(
        .settled(
          SettlementUpdate(
            underlying: future.underlying, expiry: expiry, deliveryPrice: Amount(70_000))),
        at: expiry))
    let commands = try settle(&book, &ledger, at: after)
    #expect(commands.count { if case .settle = $0.action { true } else { false } } == 1)
    book.take(
      told(.listed(ListingUpdate(instrument: future, terms: terms)), at: after))
    #expect(try settle(&book, &ledger, at: after).isEmpty)
    #expect(book.withoutTerms.isEmpty)
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardFeeds
import SteelyardLedger
import SteelyardMargin
import SteelyardScenarios
import SteelyardMarket
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Admission")
struct AdmissionTests {
  /// An engine with a market, the bitcoin and the ether perpetual, and accounts with 2 BTC each.
  private final class Floor {
    let harness: EngineHarness
    let desk: AccountName
    let other: AccountName
    let bitcoin: Instrument
    let ether: Instrument
    var engine: Engine { harness.engine }

    init(mode: MarginMode = .portfolio, model: String = "deribit") async throws {
      harness = try EngineHarness(
        models: [.portfolio: model, .cross: "cross", .isolated: "isolated"])
      try await harness.adopt()
      desk = try AccountName("desk")
      other = try AccountName("other")
      bitcoin = try SampleMarket.instrument("BTC-PERPETUAL")
      ether = try SampleMarket.instrument("ETH-PERPETUAL")
      var actions: [LedgerAction] = []
      for (instrument, lot) in [(bitcoin, 10), (ether, 1)] {
        actions.append(.listAsset(instrument.underlying.base))
        actions.append(
          .listInstrument(
            try InstrumentListing(
              instrument: instrument, venue: OwnerName("simulated"),
              terms: ContractTerms(
                multiplier: Amount(Int64(lot)), tick: try #require(Amount("0.05")),
                lot: Amount(Int64(lot)), averagingWindowSeconds: 1800, delivery: .none),
              fees: .free)))
      }
      for account in [desk, other] {
        actions.append(.openAccount(account, owner: try OwnerName("\(account)"), mode: mode))
        actions.append(.deposit(account, .btc, Amount(2)))
      }
      for action in actions { try await does(action) }
      try harness.advance(seconds: 1)
      let engine = harness.engine
      #expect(try await harness.wait { engine.frame?.universe.count == 2 })
    }

    func does(_ action: LedgerAction) async throws {
      _ = try await engine.submit(.ledger(LedgerCommand(action)), by: "test")
    }

    /// What was decided, and why not where it was refused.
    func decision(
      _ action: LedgerAction
    ) async throws -> (decision: AdmissionDecision?, refusal: SteelyardError?) {
      let start = engine.position
      var refusal: SteelyardError?
      do { try await does(action) } catch let error as SteelyardError { refusal = error }
      let records = try #require(engine.records(after: start, limit: 100))
      let decisions = records.flatMap(\.events).compactMap { event -> AdmissionDecision? in
        if case .admission(let decision) = event { decision } else { nil }
      }
      return (decisions.last, refusal)
    }

    func order(
      _ usd: Int64, of instrument: Instrument? = nil, at price: Amount? = nil,
      by account: AccountName? = nil
    ) -> LedgerAction {
      .placeOrder(
        OrderTicket(
          account: account ?? desk, instrument: instrument ?? bitcoin, quantity: Amount(usd),
          price: price))
    }

    /// The mark times a share, on the tick.
    func mark(_ share: Double, of instrument: Instrument? = nil) throws -> Amount {
      let instrument = instrument ?? bitcoin
      let frame = try #require(engine.frame)
      let slot = try #require(frame[.portfolio])
      let index = try #require(frame.universe.index(of: instrument))
      let price = try #require(slot.frame.prices[index]).price
      return Amount(Int64(price * share))
    }

    /// Whether it was refused because it does not reduce risk: a cycle may have called the account meanwhile.
    static func isRefusedForRisk(_ decision: AdmissionDecision?) -> Bool {
      decision?.verdict == .uncovered || decision?.verdict == .calledAccount
    }

    func worst(of account: AccountName) throws -> WorstFilledState {
      let question = try engine.question(of: account)
      return try question.slot.model.worstFilledState(
        of: question.holding.portfolio, orders: question.holding.orders,
        beside: question.others, in: question.slot.frame, of: question.frame.universe)
    }
  }

  @Test(
    "what is far from the limit is let in by the bound, which is no better than the worst fills")
  func bound() async throws {
    let floor = try await Floor()
    defer { floor.engine.stop() }
    for usd in [20_000, -10_000, 5000] as [Int64] {
      let (decision, refusal) = try await floor.decision(floor.order(usd))
      #expect(refusal == nil)
      #expect(decision?.verdict == .coveredByBound)
      #expect(decision?.excessBeforeUSD == nil)
      let worst = try floor.worst(of: floor.desk)
      #expect(try #require(decision).excessAfterUSD <= worst.figures.initialExcess)
      #expect(try #require(decision).initialMarginUSD >= worst.figures.initialMargin)
      #expect(decision?.orderCount == worst.orderCount)
    }
  }

  @Test("near the limit the worst fills decide, and beyond it they are named")
  func edge() async throws {
    let floor = try await Floor()
    defer { floor.engine.stop() }
    var verdicts: [AdmissionDecision.Verdict] = []
    for _ in 0..<60 {
      let (decision, refusal) = try await floor.decision(floor.order(20_000))
      let verdict = try #require(decision).verdict
      verdicts.append(verdict)
      if refusal != nil {
        #expect(verdict == .uncovered)
        #expect(refusal?.code == .insufficientMargin)
        #expect(try #require(decision).excessAfterUSD < 0)
        break
      }
    }
    #expect(verdicts.contains(.coveredByBound))
    #expect(verdicts.last == .uncovered)
    #expect(try floor.worst(of: floor.desk).figures.initialExcess >= 0)
  }

  @Test(
    "orders and trades at random, let in one after another, never breach margin together",
    arguments: ["deribit", "dynamic"], [1, 2] as [UInt64])
  func together(model: String, seed: UInt64) async throws {
    let floor = try await Floor(model: model)
    defer { floor.engine.stop() }
    var generator = SeededGenerator(seed: seed)
    print("admission: seed \(seed)")
    var admitted = 0
    var refused = 0
    for round in 0..<40 {
      let instrument = Bool.random(using: &generator) ? floor.bitcoin : floor.ether
      let usd = Int64.random(in: -12...12, using: &generator) * 10_000
      guard usd != 0 else { continue }
      // Up to a fifth on the wrong side of the mark, where a fill loses at once.
      let share = 1 + (usd < 0 ? -1 : 1) * Double.random(in: -0.1...0.2, using: &generator)
      let price = try floor.mark(share, of: instrument)
      let action: LedgerAction =
        Int.random(in: 0..<4, using: &generator) == 0
        ? .bookTrade(
          AgreedTrade(
            account: floor.desk, counterparty: floor.other, instrument: instrument,
            quantity: Amount(usd), price: price, fee: .none, counterpartyFee: .none))
        : floor.order(usd, of: instrument, at: price)
      let (_, refusal) = try await floor.decision(action)
      if refusal == nil { admitted += 1 } else { refused += 1 }
      // A trade of two accounts is let in only where both cover it.
      for account in [floor.desk, floor.other] {
        let worst = try floor.worst(of: account).figures
        #expect(
          worst.initialExcess >= -1e-6 * worst.initialMargin, "seed \(seed), round \(round)")
      }
    }
    #expect(admitted > 0 && refused > 0)
  }

  /// A desk that sold a million dollars of bitcoin and has lost the money that stood behind it.
  private func stricken() async throws -> Floor {
    let floor = try await Floor()
    let trade = AgreedTrade(
      account: floor.desk, counterparty: nil, instrument: floor.bitcoin,
      quantity: Amount(-700_000), price: try floor.mark(1), fee: .none, counterpartyFee: .none)
    try await floor.does(.bookTrade(trade))
    let lost = try #require(Amount("1.3"))
    try await floor.does(
      .adjust(
        [
          Adjustment(account: floor.desk, asset: .btc, amount: -lost),
          Adjustment(account: floor.other, asset: .btc, amount: lost),
        ], reason: "A loss for the test."))
    #expect(try floor.worst(of: floor.desk).figures.initialExcess < 0)
    return floor
  }

  @Test("what closes at a fair price is let in, what adds is not")
  func reducing() async throws {
    let floor = try await stricken()
    defer { floor.engine.stop() }
    let closing = try await floor.decision(floor.order(100_000, at: try floor.mark(1.01)))
    #expect(closing.refusal == nil)
    #expect(closing.decision?.verdict == .reducing)
    let market = try await floor.decision(floor.order(100_000))
    #expect(market.decision?.verdict == .reducing)
    let adding = try await floor.decision(floor.order(-100_000, at: try floor.mark(1.01)))
    #expect(Floor.isRefusedForRisk(adding.decision))
    #expect(adding.refusal != nil)
  }

  @Test("what closes at a ruinous price is refused: the fill itself loses the equity")
  func ruinous() async throws {
    let floor = try await stricken()
    defer { floor.engine.stop() }
    for share in [1.12, 1.5, 3] {
      let (decision, refusal) = try await floor.decision(
        floor.order(300_000, at: try floor.mark(share)))
      #expect(Floor.isRefusedForRisk(decision), "\(share) of the mark")
      #expect(refusal != nil)
    }
    let trade = AgreedTrade(
      account: floor.desk, counterparty: floor.other, instrument: floor.bitcoin,
      quantity: Amount(300_000), price: try floor.mark(1.5), fee: .none, counterpartyFee: .none)
    #expect(try await floor.decision(.bookTrade(trade)).refusal != nil)
  }

  @Test("without a mark a market order is refused with its reason")
  func unmarked() async throws {
    let floor = try await Floor()
    defer { floor.engine.stop() }
    let future = try SampleMarket.instrument("BTC-26MAR27")
    try await floor.does(
      .listInstrument(
        try InstrumentListing(
          instrument: future, venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(10), tick: try #require(Amount("0.5")), lot: Amount(10),
            averagingWindowSeconds: 1800, delivery: .none), fees: .free)))
    let (decision, refusal) = try await floor.decision(floor.order(1000, of: future))
    #expect(decision?.verdict == .noFrame || decision?.verdict == .oracle)
    #expect(refusal?.code == .notAllowed)
    #expect(refusal?.message.isEmpty == false)
  }

  @Test("an amended order counts as the worse of both until the venue answers")
  func amended() async throws {
    let floor = try await Floor()
    defer { floor.engine.stop() }
    let low = try floor.mark(0.9)
    let high = try floor.mark(1.05)
    try await floor.does(floor.order(100_000, at: low))
    let order = try #require(try floor.engine.account(floor.desk).orders.first).order
    try await floor.does(
      .amendOrder(order.identifier, of: floor.desk, quantity: Amount(50_000), price: high))
    let view = try floor.engine.account(floor.desk)
    #expect(
      view.workingOrders == [
        try WorkingOrder(instrument: floor.bitcoin, quantity: Amount(100_000), price: high)
      ])
    #expect(view.holding.orders == view.workingOrders)
  }

  @Test("a decision reads back as it was written, with and without the figures before")
  func bytes() async throws {
    let floor = try await Floor()
    defer { floor.engine.stop() }
    for usd in [10_000, 90_000_000] as [Int64] {
      let decision = try #require(try await floor.decision(floor.order(usd)).decision)
      let again = try AdmissionDecision(bytes: decision.bytes)
      #expect(again == decision)
    }
  }
}

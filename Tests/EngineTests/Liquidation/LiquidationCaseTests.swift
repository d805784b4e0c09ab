import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("A liquidation as a state machine")
struct LiquidationCaseTests {
  private let account: AccountName
  private let perpetual: Instrument
  private let start: Timestamp
  private let rules: LiquidationRules

  init() throws {
    account = try AccountName("desk")
    perpetual = try SampleMarket.instrument("BTC-PERPETUAL")
    start = try Timestamp(parsing: "2026-11-20T09:00:00Z")
    rules = try LiquidationRules(
      roundSeconds: 10, pauseMilliseconds: 1000, roundBudgetUSD: 1000, windowBudgetUSD: 5000,
      windowSeconds: 60, hedges: .none, takeOver: .house)
  }

  private func sight(
    _ seconds: Int64, _ orders: [LedgerOrder] = [], _ obstacle: LiquidationHold.Reason? = nil
  ) -> LiquidationSight {
    LiquidationSight(now: start.advanced(bySeconds: seconds), orders: orders, obstacle: obstacle)
  }

  private func event(_ seconds: Int64, _ kind: LiquidationEvent.Kind) -> LiquidationEvent {
    LiquidationEvent(
      account: account, number: 3, time: start.advanced(bySeconds: seconds), frame: 9, kind: kind,
      figures: nil, explanation: "test")
  }

  private func trade(_ usd: Int64, step: Int = 0) -> LiquidationTrade {
    LiquidationTrade(
      instrument: perpetual, quantity: Amount(usd), purpose: .reduction, step: step)
  }

  private func round(
    _ number: Int, at seconds: Int64, _ trades: [LiquidationTrade]
  ) -> LiquidationRound {
    LiquidationRound(
      number: number, decided: start.advanced(bySeconds: seconds), frame: 9, policy: "test",
      reason: "it helps", notionalUSD: 500, window: 1,
      until: start.advanced(bySeconds: seconds + 10), trades: trades)
  }

  private func begun() -> LiquidationCase {
    LiquidationCase(account: account, number: 3, begun: start, policy: "test")
  }

  /// Applies an event that must be possible.
  private func apply(_ event: LiquidationEvent, to known: inout LiquidationCase) {
    #expect(known.objection(to: event) == nil)
    known.apply(event)
  }

  /// A live order of a ledger that has one.
  private func liveOrder(cancelled: Bool = false) throws -> LedgerOrder {
    var ledger = Ledger()
    var actions: [LedgerAction] = [
      .listAsset(.btc), .openAccount(account, owner: try OwnerName("ann"), mode: .cross),
      .listInstrument(
        try InstrumentListing(
          instrument: perpetual, venue: OwnerName("simulated"),
          terms: ContractTerms(
            multiplier: Amount(10), tick: Amount(1), lot: Amount(10), averagingWindowSeconds: 1800,
            delivery: .none), fees: .free)),
      .placeOrder(
        OrderTicket(account: account, instrument: perpetual, quantity: Amount(10), price: nil)),
    ]
    if cancelled { actions.append(.cancelOrder(OrderIdentifier(rawValue: 1), of: account)) }
    for action in actions {
      for event in try ledger.decide(LedgerCommand(action), at: start) {
        try ledger.apply(event, at: start)
      }
    }
    return try #require(ledger.orders.values.first)
  }

  @Test("orders that work are cancelled first, once, and nothing is decided before they are gone")
  func cancelsFirst() throws {
    let known = begun()
    let order = try liveOrder()
    #expect(known.step(sight(0, [order]), rules: rules) == .cancel([order.identifier]))
    #expect(known.step(sight(0, [try liveOrder(cancelled: true)]), rules: rules) == .wait)
    #expect(known.step(sight(0), rules: rules) == .ask)
  }

  @Test("a round places every leg, ends with its last order, and the next waits for the pause")
  func rounds() throws {
    var known = begun()
    apply(event(0, .decided(round(1, at: 0, [trade(-100), trade(-200, step: 1)]))), to: &known)
    #expect(known.step(sight(0), rules: rules) == .place([0, 1]))
    let first = OrderIdentifier(rawValue: 7)
    let second = OrderIdentifier(rawValue: 8)
    known.place(LiquidationOrderName(number: 3, round: 1, leg: 0), as: first)
    #expect(known.step(sight(0), rules: rules) == .place([1]))
    known.place(LiquidationOrderName(number: 3, round: 1, leg: 1), as: second)
    // The same order again is no other one.
    known.place(LiquidationOrderName(number: 3, round: 1, leg: 1), as: OrderIdentifier(rawValue: 9))
    #expect(known.round?.legs[1].order == second)
    #expect(known.step(sight(1), rules: rules) == .wait)
    known.fill(first, Amount(-60))
    #expect(known.round?.legs[0].state == .working)
    known.fill(first, Amount(-40))
    #expect(known.round?.legs[0].state == .filled)
    known.end(second, as: .rejected, reason: "no")
    #expect(known.step(sight(0), rules: rules) == .tell(.roundEnded))
    apply(event(0, .roundEnded), to: &known)
    #expect(known.round == nil)
    #expect(known.progress(.belowMaintenance).roundCount == 1)
    #expect(known.step(sight(0), rules: rules) == .wait)
    #expect(known.step(sight(1), rules: rules) == .ask)
  }

  @Test("a round whose time is over is stopped, its orders are cancelled, what waits is dropped")
  func timeOver() throws {
    var known = begun()
    apply(event(0, .decided(round(1, at: 0, [trade(-100), trade(-10)]))), to: &known)
    let order = try liveOrder()
    known.place(LiquidationOrderName(number: 3, round: 1, leg: 0), as: order.identifier)
    #expect(known.step(sight(9, [order]), rules: rules) == .place([1]))
    #expect(known.step(sight(10, [order]), rules: rules) == .tell(.stopping(.timeOver)))
    apply(event(10, .stopping(.timeOver)), to: &known)
    #expect(known.round?.legs[1].state == .dropped)
    #expect(known.step(sight(10, [order]), rules: rules) == .cancel([order.identifier]))
    #expect(known.step(sight(10, [try liveOrder(cancelled: true)]), rules: rules) == .wait)
    known.end(order.identifier, as: .cancelled, reason: "")
    #expect(known.step(sight(10), rules: rules) == .tell(.roundEnded))
  }

  @Test(
    "what is in the way stops the round, holds what comes, and lets it go on by itself",
    arguments: [
      LiquidationHold.Reason.oracleHalted, .stablePriceDisagrees, .incompleteFigures, .stopped,
    ])
  func obstacles(reason: LiquidationHold.Reason) throws {
    var known = begun()
    apply(event(0, .decided(round(1, at: 0, [trade(-100)]))), to: &known)
    let stop = LiquidationRound.Stop(rawValue: reason == .stopped ? "stopped" : "frozen")
    #expect(known.step(sight(1, [], reason), rules: rules) == .tell(.stopping(try #require(stop))))
    apply(event(1, .stopping(try #require(stop))), to: &known)
    #expect(known.step(sight(1, [], reason), rules: rules) == .tell(.roundEnded))
    apply(event(1, .roundEnded), to: &known)
    let hold = LiquidationHold(reason: reason, since: start.advanced(bySeconds: 2))
    #expect(known.step(sight(2, [], reason), rules: rules) == .tell(.held(hold)))
    apply(event(2, .held(hold)), to: &known)
    #expect(known.step(sight(3, [], reason), rules: rules) == .wait)
    #expect(known.step(sight(4), rules: rules) == .tell(.resumed))
    apply(event(4, .resumed), to: &known)
    #expect(known.step(sight(4), rules: rules) == .ask)
  }

  @Test(
    "a hold until a time is over with it; a takeover that is due waits for nothing that is seen here"
  )
  func holds() throws {
    var known = begun()
    let until = start.advanced(bySeconds: 5)
    apply(event(0, .held(LiquidationHold(reason: .budget, since: start, until: until))), to: &known)
    #expect(known.step(sight(4), rules: rules) == .wait)
    #expect(known.step(sight(5), rules: rules) == .ask)
    apply(event(5, .held(LiquidationHold(reason: .takeOverDue, since: until))), to: &known)
    for obstacle in [nil, LiquidationHold.Reason.oracleHalted, .stopped] {
      #expect(known.step(sight(999, [], obstacle), rules: rules) == .wait)
    }
  }

  @Test("events that can't follow are refused with what is wrong")
  func objections() throws {
    var known = begun()
    #expect(known.objection(to: event(0, .roundEnded)) != nil)
    #expect(known.objection(to: event(0, .resumed)) != nil)
    #expect(known.objection(to: event(0, .stopping(.timeOver))) != nil)
    #expect(known.objection(to: event(0, .legRefused(leg: 0, reason: ""))) != nil)
    #expect(known.objection(to: event(0, .decided(round(2, at: 0, [trade(-1)])))) != nil)
    #expect(known.objection(to: event(0, .decided(round(1, at: 0, [])))) != nil)
    let many = [LiquidationTrade](repeating: trade(-1), count: LiquidationRules.legsMax + 1)
    #expect(known.objection(to: event(0, .decided(round(1, at: 0, many)))) != nil)
    let other = LiquidationEvent(
      account: account, number: 4, time: start, frame: 1, kind: .ended, figures: nil,
      explanation: "")
    #expect(known.objection(to: other) != nil)
    apply(event(0, .decided(round(1, at: 0, [trade(-1)]))), to: &known)
    #expect(known.objection(to: event(0, .decided(round(2, at: 0, [trade(-1)])))) != nil)
    #expect(known.objection(to: event(0, .ended)) != nil)
    #expect(known.objection(to: event(0, .roundEnded)) != nil)
    apply(event(0, .legRefused(leg: 0, reason: "no such lot")), to: &known)
    #expect(known.round?.legs[0].reason == "no such lot")
    #expect(known.step(sight(0), rules: rules) == .tell(.roundEnded))
  }

  @Test("facts survive their bytes")
  func bytes() throws {
    var known = begun()
    apply(event(0, .decided(round(1, at: 0, [trade(-100), trade(50, step: 1)]))), to: &known)
    known.place(
      LiquidationOrderName(number: 3, round: 1, leg: 0), as: OrderIdentifier(rawValue: 7))
    known.fill(OrderIdentifier(rawValue: 7), Amount(-30))
    try expectSurvivesBytes(known)
    for kind: LiquidationEvent.Kind in [
      .begun(policy: "test"), .decided(round(1, at: 0, [trade(-5)])),
      .legRefused(leg: 2, reason: "no"), .stopping(.targetReached), .roundEnded,
      .held(LiquidationHold(reason: .budget, since: start, until: start)), .resumed, .ended,
    ] {
      try expectSurvivesBytes(event(1, kind))
    }
    try expectSurvivesBytes(
      LiquidationSwitch(
        account: account, position: .stopped, author: "ann", reason: "a wrong price", time: start))
  }

  @Test("only the latest rounds are kept, with the count of all")
  func kept() {
    var known = begun()
    for number in 1...(LiquidationCase.roundsKept + 5) {
      apply(event(0, .decided(round(number, at: 0, [trade(-1)]))), to: &known)
      apply(event(0, .legRefused(leg: 0, reason: "no")), to: &known)
      apply(event(0, .roundEnded), to: &known)
    }
    #expect(known.rounds.count == LiquidationCase.roundsKept)
    #expect(known.roundCount == LiquidationCase.roundsKept + 5)
    #expect(known.rounds.first?.number == 6)
    #expect(known.notionalUSD == 500 * Double(known.roundCount))
  }
}

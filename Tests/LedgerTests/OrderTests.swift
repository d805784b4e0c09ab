import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Orders")
struct OrderTests {
  private static func place(
    _ scene: inout LedgerScene, _ quantity: String, at price: String? = "70000",
    effect: OrderTicket.Effect = .any, entry: OrderTicket.Entry = .any, label: String? = nil,
    account: String = "ann"
  ) throws {
    try scene.run(
      .placeOrder(
        try ticket(
          quantity, at: price, effect: effect, entry: entry, label: label, account: account)))
  }

  private static func ticket(
    _ quantity: String, at price: String? = "70000", effect: OrderTicket.Effect = .any,
    entry: OrderTicket.Entry = .any, label: String? = nil, account: String = "ann",
    instrument: Instrument? = nil
  ) throws -> OrderTicket {
    OrderTicket(
      account: try AccountName(account),
      instrument: try instrument ?? LedgerScene.linear(.perpetual),
      quantity: try amount(quantity), price: try price.map { try amount($0) }, effect: effect,
      entry: entry, label: try label.map { try ClientIdentifier($0) })
  }

  private static func answer(_ answer: VenueAnswer, _ number: UInt64 = 1) -> LedgerAction {
    .reportAnswer(OrderIdentifier(rawValue: number), answer)
  }

  private static func fill(
    _ quantity: String, at price: String = "70000", _ number: UInt64 = 1
  ) throws -> LedgerAction {
    .reportFill(
      FillReport(
        order: OrderIdentifier(rawValue: number), quantity: try amount(quantity),
        price: try amount(price), fee: .none))
  }

  @Test("an order is pending, working, partly filled and filled")
  func wholeLife() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "3")
    #expect(scene.order(1)?.status == .pending)
    try scene.run(Self.answer(.accepted))
    #expect(scene.order(1)?.status == .working)
    try scene.run(Self.fill("1"))
    #expect(scene.order(1)?.status == .partiallyFilled)
    #expect(scene.order(1)?.remaining == Amount(2))
    try scene.run(Self.fill("2", at: "69999.5"))
    #expect(scene.order(1) == nil)
    #expect(scene.ledger[try scene.index("ann")].orders.isEmpty)
    #expect(
      try scene.position("ann", try LedgerScene.linear(.perpetual))?.cost == amount("209999"))
    #expect(
      try scene.position("house:venue:deribit", try LedgerScene.linear(.perpetual))?.quantity
        == amount("-3"))
    try scene.refuse(.notAllowed, Self.fill("1"))
    try scene.refuse(.notFound, Self.fill("1", at: "70000", 2))
    try scene.refuse(.notFound, Self.fill("1", at: "70000", 0))
  }

  @Test("an order that the venue does not answer is resolved either way later")
  func silence() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "1")
    try Self.place(&scene, "1")
    for number: UInt64 in [1, 2] { try scene.run(Self.answer(.overdue, number)) }
    #expect(scene.order(1)?.status == .pending)
    #expect(scene.order(1)?.answer == .overdue)
    try scene.refuse(.notAllowed, Self.answer(.overdue))
    try scene.run(Self.answer(.rejected(reason: "no such book")))
    #expect(scene.order(1) == nil)
    try scene.run(Self.fill("0.5", at: "70000", 2))
    #expect(scene.order(2)?.status == .partiallyFilled)
    #expect(scene.order(2)?.answer == .inTime)
    try scene.refuse(.notAllowed, Self.answer(.rejected(reason: "late"), 2))
  }

  @Test("an amendment counts once the venue has made it")
  func amendment() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "3")
    try scene.run(Self.answer(.accepted))
    let ann = try AccountName("ann")
    let one = OrderIdentifier(rawValue: 1)
    try scene.run(.amendOrder(one, of: ann, quantity: Amount(2), price: amount("69000")))
    #expect(scene.order(1)?.quantity == Amount(3))
    try scene.refuse(
      .notAllowed, .amendOrder(one, of: ann, quantity: Amount(5), price: amount("69000")))
    try scene.run(Self.answer(.amended))
    #expect(scene.order(1)?.quantity == Amount(2))
    #expect(scene.order(1)?.price == Amount(69_000))
    try scene.run(.amendOrder(one, of: ann, quantity: Amount(4), price: amount("69000")))
    #expect(scene.order(1)?.largestRemaining == Amount(4))
    try scene.run(Self.answer(.amendRefused(reason: "too late")))
    #expect(scene.order(1)?.quantity == Amount(2))
    try scene.refuse(.notAllowed, Self.answer(.amended))
  }

  @Test("what filled while the venue made an order smaller stays filled")
  func amendmentOvertaken() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "3")
    try scene.run(
      .amendOrder(
        OrderIdentifier(rawValue: 1), of: AccountName("ann"), quantity: Amount(1),
        price: amount("70000")))
    try scene.run(Self.fill("2"))
    let events = try scene.run(Self.answer(.amended))
    #expect(
      events == [
        .orderChanged(
          OrderIdentifier(rawValue: 1), .amended(quantity: Amount(2), price: Amount(70_000)))
      ])
    #expect(scene.order(1) == nil)
  }

  @Test("a cancellation may be refused, and may come unasked")
  func cancellation() throws {
    var scene = try LedgerScene.trading()
    let ann = try AccountName("ann")
    try Self.place(&scene, "1")
    try Self.place(&scene, "1")
    let one = OrderIdentifier(rawValue: 1)
    try scene.refuse(.notAllowed, Self.answer(.cancelRefused(reason: "?")))
    try scene.refuse(.notFound, .cancelOrder(one, of: AccountName("bob")))
    try scene.run(.cancelOrder(one, of: ann))
    try scene.refuse(.notAllowed, .cancelOrder(one, of: ann))
    try scene.run(Self.answer(.cancelRefused(reason: "filling")))
    #expect(scene.order(1)?.request == nil)
    try scene.run(.cancelOrder(one, of: ann))
    try scene.run(Self.answer(.cancelled))
    #expect(scene.order(1) == nil)
    try scene.run(Self.answer(.cancelled, 2))
    try scene.refuse(.notAllowed, .cancelOrder(one, of: ann))
    try scene.refuse(.notFound, .cancelOrder(OrderIdentifier(rawValue: 3), of: ann))
  }

  @Test("reduce-only orders never do more than close the position, all of them together")
  func reduceOnly() throws {
    var scene = try LedgerScene.trading()
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("-1", effect: .reduceOnly)))
    try scene.trade("ann", try LedgerScene.linear(.perpetual), "3", at: "70000")
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("1", effect: .reduceOnly)))
    try Self.place(&scene, "-2", effect: .reduceOnly)
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("-2", effect: .reduceOnly)))
    try Self.place(&scene, "-1", effect: .reduceOnly)
    try scene.trade("ann", try LedgerScene.linear(.perpetual), "-2", at: "70000")
    try scene.refuse(.notAllowed, Self.fill("-2"))
    try scene.run(Self.fill("-1"))
    try scene.refuse(.notAllowed, Self.fill("-1"))
  }

  @Test("an order off the lot, the tick or the rules is refused")
  func refusals() throws {
    var scene = try LedgerScene.trading()
    try scene.refuse(.invalidInput, .placeOrder(Self.ticket("0")))
    try scene.refuse(.invalidInput, .placeOrder(Self.ticket("0.05")))
    try scene.refuse(.invalidInput, .placeOrder(Self.ticket("1", at: "70000.2")))
    try scene.refuse(.invalidInput, .placeOrder(Self.ticket("1", at: "0")))
    try scene.refuse(.invalidInput, .placeOrder(Self.ticket("1", at: nil, entry: .postOnly)))
    try scene.refuse(.notFound, .placeOrder(Self.ticket("1", account: "dan")))
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("1", account: "house:insurance")))
    try Self.place(&scene, "1", label: "entry")
    try scene.refuse(.conflict, .placeOrder(Self.ticket("1", label: "entry")))
    try Self.place(&scene, "1", label: "entry", account: "bob")
    try scene.run(Self.answer(.cancelled))
    try Self.place(&scene, "1", label: "entry")
    scene.time = LedgerScene.expiry
    let future = try LedgerScene.linear(.future(expiry: LedgerScene.expiry))
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("1", instrument: future)))
  }

  @Test("an amendment off the rules is refused")
  func amendmentRefusals() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "3")
    try scene.run(Self.fill("1"))
    let ann = try AccountName("ann")
    func amend(_ quantity: String, _ price: String?) throws -> LedgerAction {
      .amendOrder(
        OrderIdentifier(rawValue: 1), of: ann, quantity: try amount(quantity),
        price: try price.map { try amount($0) })
    }
    try scene.refuse(.notAllowed, amend("1", "70000"))
    try scene.refuse(.notAllowed, amend("-2", "70000"))
    try scene.refuse(.notAllowed, amend("2", nil))
    try scene.refuse(.invalidInput, amend("2.05", "70000"))
    try scene.refuse(.invalidInput, amend("2", "70000.1"))
  }

  @Test("a fill beyond the order or against its sign is refused")
  func fillRefusals() throws {
    var scene = try LedgerScene.trading()
    try Self.place(&scene, "1")
    try scene.refuse(.invalidInput, Self.fill("1.1"))
    try scene.refuse(.invalidInput, Self.fill("-1"))
    try scene.refuse(.invalidInput, Self.fill("0"))
    try scene.refuse(.invalidInput, Self.fill("1", at: "-5"))
  }

  @Test("an isolated account's spot orders are covered by what it has, all together")
  func isolatedSpot() throws {
    var scene = try LedgerScene.trading()
    let ann = try AccountName("ann")
    let spot = try LedgerScene.linear(.spot)
    try scene.run(.setMarginMode(ann, .isolated))
    try scene.run(.deposit(ann, .usdc, Amount(100_000)))
    try scene.run(.placeOrder(Self.ticket("1", instrument: spot)))
    try scene.refuse(.insufficientFunds, .placeOrder(Self.ticket("1", instrument: spot)))
    try scene.refuse(.insufficientFunds, .placeOrder(Self.ticket("-1", instrument: spot)))
    try scene.refuse(.notAllowed, .placeOrder(Self.ticket("1", at: nil, instrument: spot)))
    try scene.run(.placeOrder(Self.ticket("0.4", instrument: spot)))
  }

  @Test("no more live orders than an account may have")
  func tooMany() throws {
    var scene = try LedgerScene.trading()
    for _ in 0..<Ledger.ordersPerAccountMax {
      _ = try scene.ledger.execute(
        LedgerCommand(.placeOrder(try Self.ticket("1"))), at: scene.time)
    }
    try scene.refuse(.limitExceeded, .placeOrder(Self.ticket("1")))
  }
}

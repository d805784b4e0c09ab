import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Settlement")
struct SettlementTests {
  private static func settle(
    _ instrument: Instrument, at price: String, _ barrier: BarrierOutcome? = nil
  ) throws -> LedgerAction {
    .settle(instrument, price: try amount(price), barrier: barrier)
  }

  @Test("a future settles its profit and is gone; its orders expire")
  func future() throws {
    var scene = try LedgerScene.trading()
    let future = try LedgerScene.linear(.future(expiry: LedgerScene.expiry))
    try scene.trade("ann", with: "bob", future, "2", at: "70000")
    try scene.run(
      .placeOrder(
        OrderTicket(
          account: AccountName("ann"), instrument: future, quantity: .one,
          price: Amount(60_000))))
    try scene.refuse(.notAllowed, Self.settle(future, at: "71000"))
    scene.time = LedgerScene.expiry
    let events = try scene.run(Self.settle(future, at: "71000"))
    #expect(events.first == .orderChanged(OrderIdentifier(rawValue: 1), .expired))
    #expect(try scene.balance("ann", .usdc) == Amount(2000))
    #expect(try scene.balance("bob", .usdc) == Amount(-2000))
    #expect(try scene.position("ann", future) == nil)
    #expect(scene.ledger.orders.isEmpty)
    try scene.refuse(.notAllowed, Self.settle(future, at: "71000"))
  }

  @Test("an inverse future settles in coin, what rounding leaves in the rounding account")
  func inverseFuture() throws {
    var scene = try LedgerScene.trading()
    let future = try LedgerScene.inverse(.future(expiry: LedgerScene.expiry))
    try scene.trade("ann", future, "70000", at: "70000")
    try scene.trade("bob", future, "-30000", at: "60000")
    scene.time = LedgerScene.expiry
    try scene.run(Self.settle(future, at: "77000"))
    // 1 - 70,000 / 77,000, and - (0.5 - 30,000 / 77,000), each rounded down.
    #expect(try scene.balance("ann", .btc) == amount("0.090909090909090909"))
    #expect(try scene.balance("bob", .btc) == amount("-0.110389610389610390"))
    #expect(try scene.balance("house:clearing", .btc) == .zero)
    #expect(try !scene.balance("house:rounding", .btc).isNegative)
  }

  @Test(
    "options pay what they are worth",
    arguments: [
      (true, OptionRight.call, "75000", "5000"), (true, .call, "69000", "0"),
      (true, .put, "65000", "5000"), (false, .call, "80000", "0.125"),
      (false, .put, "56000", "0.25"),
    ])
  func options(isLinear: Bool, right: OptionRight, price: String, worth: String) throws {
    var scene = try LedgerScene.trading()
    let product = Instrument.Product.option(
      OptionTerms(
        expiry: LedgerScene.expiry.advanced(bySeconds: 1), strike: Amount(70_000), right: right))
    let option = try isLinear ? LedgerScene.linear(product) : LedgerScene.inverse(product)
    try scene.list(option, tick: "0.0001")
    try scene.trade("ann", with: "bob", option, "2", at: "0")
    scene.time = LedgerScene.expiry.advanced(bySeconds: 1)
    try scene.run(Self.settle(option, at: price))
    let asset: Currency = isLinear ? .usdc : .btc
    let paid = try amount(worth).multiplied(by: Amount(2), rounding: .down)
    #expect(try scene.balance("ann", asset) == paid)
    #expect(try scene.balance("bob", asset) == -paid)
  }

  @Test("a perpetual's session pays the profit and leaves the position at the mark")
  func session() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", with: "bob", perpetual, "2", at: "70000")
    try scene.run(Self.settle(perpetual, at: "70500"))
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
    #expect(try scene.balance("bob", .usdc) == Amount(-1000))
    #expect(try scene.position("ann", perpetual)?.cost == Amount(141_000))
    try scene.trade("ann", with: "bob", perpetual, "-2", at: "70500")
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
  }

  @Test("sessions of an inverse perpetual conserve over many holders")
  func inverseSessions() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.inverse(.perpetual)
    for (name, quantity) in [("ann", "1.1"), ("bob", "-0.3"), ("cas", "7")] {
      try scene.trade(name, perpetual, quantity, at: "71333")
    }
    for price in ["70001", "69999.5", "71234.5"] {
      try scene.run(Self.settle(perpetual, at: price))
    }
    for (name, quantity) in [("ann", "-1.1"), ("bob", "0.3"), ("cas", "-7")] {
      try scene.trade(name, perpetual, quantity, at: "70777")
    }
    #expect(try scene.balance("house:clearing", .btc) == .zero)
  }

  @Test("a barrier option needs to be told of its barrier, and nothing else does")
  func barrier() throws {
    var scene = try LedgerScene.trading()
    let terms = OptionTerms(
      expiry: LedgerScene.expiry, strike: Amount(70_000), right: OptionRight.call)
    for (kind, outcome, isPaid) in [
      (BarrierKind.upAndIn, BarrierOutcome.touched, true), (.upAndIn, .untouched, false),
      (.downAndOut, .touched, false), (.downAndOut, .untouched, true),
    ] {
      var copy = scene
      let option = try LedgerScene.linear(
        .barrierOption(terms, Barrier(kind: kind, level: Amount(80_000))))
      try copy.list(option)
      try copy.trade("ann", with: "bob", option, "1", at: "0")
      copy.time = LedgerScene.expiry
      try copy.refuse(.invalidInput, Self.settle(option, at: "75000"))
      try copy.run(Self.settle(option, at: "75000", outcome))
      #expect(try copy.balance("ann", .usdc) == (isPaid ? Amount(5000) : .zero))
    }
    scene.time = LedgerScene.expiry
    let future = try LedgerScene.linear(.future(expiry: LedgerScene.expiry))
    try scene.refuse(.invalidInput, Self.settle(future, at: "75000", .touched))
    try scene.refuse(.invalidInput, Self.settle(future, at: "0"))
    try scene.refuse(.notApplicable, Self.settle(LedgerScene.linear(.spot), at: "75000"))
  }

  @Test("an option on a future is not settled in cash")
  func futureDelivery() throws {
    var scene = try LedgerScene.trading()
    let option = try LedgerScene.linear(LedgerScene.call(80_000))
    try scene.list(option, delivery: .future)
    scene.time = LedgerScene.expiry
    try scene.refuse(.unsupported, Self.settle(option, at: "75000"))
  }

  @Test("what has expired can't be listed, and nothing twice")
  func listing() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    #expect(throws: SteelyardError.self) { try scene.list(perpetual) }
    scene.time = LedgerScene.expiry
    let late = try LedgerScene.linear(LedgerScene.call(90_000))
    #expect(throws: SteelyardError.self) { try scene.list(late) }
    #expect(throws: SteelyardError.self) { try scene.list(late, lot: "0") }
    #expect(throws: SteelyardError.self) { try scene.list(late, taker: "0.2") }
  }
}

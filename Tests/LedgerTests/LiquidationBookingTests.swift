import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Liquidation fees and takeovers")
struct LiquidationBookingTests {
  static let liquidation = LiquidationIdentifier(rawValue: 7)

  /// `ann` has 10,000 USDC and is long 2 BTC perpetual at 70,000 from `bob`; the fund has 5,000 USDC.
  static func scene() throws -> LedgerScene {
    var scene = try LedgerScene.trading()
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(10_000)))
    try scene.run(.deposit(AccountName("bob"), .usdc, Amount(50_000)))
    try scene.run(.deposit(HouseAccount.insurance.name, .usdc, Amount(5000)))
    try scene.trade("ann", with: "bob", try LedgerScene.linear(.perpetual), "2", at: "70000")
    return scene
  }

  static func fee(
    _ account: String, _ asset: Currency, _ text: String
  ) throws -> LedgerAction {
    .chargeLiquidationFee(
      LiquidationFee(
        liquidation: liquidation, account: try AccountName(account), asset: asset,
        amount: try amount(text)))
  }

  static func takeover(
    _ account: String, _ closings: [(Instrument, String, String)],
    _ balances: Takeover.Balances = .stay
  ) throws -> LedgerAction {
    .takeOver(
      Takeover(
        liquidation: liquidation, account: try AccountName(account),
        closings: try closings.map {
          Takeover.Closing(
            instrument: $0, quantity: try amount($1), price: try amount($2))
        }, balances: balances))
  }

  @Test("a fee goes to the fund, and makes no debt: 300 of 10,000, then what is left of 20,000")
  func fee() throws {
    var scene = try Self.scene()
    try scene.run(Self.fee("ann", .usdc, "300.5"))
    #expect(try scene.balance("ann", .usdc) == amount("9699.5"))
    #expect(try scene.balance("house:insurance", .usdc) == amount("5300.5"))
    let events = try scene.run(Self.fee("ann", .usdc, "20000"))
    guard case .liquidationFeeCharged(Self.liquidation, let asked, let booking)? = events.first
    else { throw Unexpected() }
    #expect(asked == Amount(20_000))
    #expect(booking.postings.map(\.amount) == [try amount("-9699.5"), try amount("9699.5")])
    #expect(try scene.balance("ann", .usdc) == .zero)
    try scene.refuse(.insufficientFunds, Self.fee("ann", .usdc, "1"))
  }

  @Test(
    "the fund's orders may only reduce what it took over: 2 long are sold, not 3, not bought, and its profit is its own"
  )
  func fundOrders() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    func order(_ quantity: String, _ effect: OrderTicket.Effect) throws -> LedgerAction {
      .placeOrder(
        OrderTicket(
          account: HouseAccount.insurance.name, instrument: perpetual,
          quantity: try amount(quantity), price: Amount(66_000), effect: effect))
    }
    try scene.refuse(.notAllowed, order("-1", .reduceOnly))
    try scene.run(Self.takeover("ann", [(perpetual, "2", "65000")], .all))
    let before = try scene.balance("house:insurance", .usdc)
    try scene.refuse(.notAllowed, order("-1", .any))
    try scene.refuse(.notAllowed, order("1", .reduceOnly))
    try scene.refuse(.notAllowed, order("-3", .reduceOnly))
    try scene.run(order("-2", .reduceOnly))
    try scene.refuse(.notAllowed, order("-1", .reduceOnly))
    let number = OrderIdentifier(rawValue: 1)
    try scene.run(.reportAnswer(number, .accepted))
    try scene.run(.reportFill(fill(number, "-1.5", "66000")))
    try scene.run(.cancelOrder(number, of: HouseAccount.insurance.name))
    try scene.run(.reportAnswer(number, .cancelled))
    // 1,000 a coin above the takeover's price, and no fee.
    #expect(try scene.balance("house:insurance", .usdc) == before.adding(amount("1500")))
    #expect(try scene.position("house:insurance", perpetual)?.quantity == amount("0.5"))
    try scene.refuse(.notAllowed, .cancelOrder(number, of: HouseAccount.fees.name))
  }

  private func fill(
    _ order: OrderIdentifier, _ quantity: String, _ price: String
  ) throws -> FillReport {
    FillReport(order: order, quantity: try amount(quantity), price: try amount(price), fee: .none)
  }

  @Test("what a withdrawal holds is not taken for a fee")
  func heldMoney() throws {
    var scene = try Self.scene()
    try scene.run(
      .requestWithdrawal(AccountName("ann"), .usdc, Amount(9900), destination: "bank"))
    try scene.run(Self.fee("ann", .usdc, "1000"))
    #expect(try scene.balance("ann", .usdc) == Amount(9900))
  }

  @Test("at the bankruptcy price the account is left with nothing, and the fund has its position")
  func bankruptcyPrice() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    // 10,000 over 2 BTC: gone at 65,000.
    try scene.run(Self.takeover("ann", [(perpetual, "2", "65000")], .all))
    let ann = scene.ledger[try scene.index("ann")]
    #expect(ann.positions.isEmpty && ann.balances.isEmpty)
    #expect(try scene.position("house:insurance", perpetual)?.quantity == Amount(2))
    #expect(try scene.position("house:insurance", perpetual)?.cost == Amount(130_000))
    #expect(try scene.balance("house:insurance", .usdc) == Amount(5000))
    // Bob's side of the 10,000 is not realised yet.
    #expect(try scene.balance("house:clearing", .usdc) == Amount(10_000))
    try scene.trade("house:insurance", with: "bob", perpetual, "-2", at: "64000")
    #expect(try scene.balance("house:insurance", .usdc) == Amount(3000))
    #expect(try scene.balance("bob", .usdc) == Amount(62_000))
    #expect(try scene.balance("house:clearing", .usdc) == .zero)
  }

  @Test("at the mark the deficit is the fund's, to the last unit, in every asset")
  func deficit() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.run(.deposit(AccountName("ann"), .btc, amount("0.1")))
    try scene.trade("ann", with: "bob", inverse, "700", at: "70000")
    // 2 x (60,000 - 70,000) = -20,000 against 10,000; 700 / 70,000 - 700 / 60,000 coin.
    try scene.run(
      Self.takeover("ann", [(perpetual, "2", "60000"), (inverse, "700", "60000")], .all))
    let ann = scene.ledger[try scene.index("ann")]
    #expect(ann.positions.isEmpty && ann.balances.isEmpty)
    #expect(try scene.balance("house:insurance", .usdc) == Amount(-5000))
    #expect(try scene.balance("house:insurance", .btc) == amount("0.098333333333333333"))
  }

  @Test("a share of a position is taken over, and the balances stay but for what it realised")
  func share() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.run(Self.takeover("ann", [(perpetual, "0.5", "66000")]))
    #expect(try scene.balance("ann", .usdc) == Amount(8000))
    #expect(try scene.position("ann", perpetual)?.quantity == amount("1.5"))
    #expect(try scene.position("house:insurance", perpetual)?.quantity == amount("0.5"))
  }

  @Test("an option's worth is paid by the fund; one that is short is paid to it")
  func options() throws {
    var scene = try Self.scene()
    let option = try LedgerScene.linear(LedgerScene.call(70_000))
    try scene.trade("ann", with: "bob", option, "-1", at: "2000")
    #expect(try scene.balance("ann", .usdc) == Amount(12_000))
    try scene.run(Self.takeover("ann", [(option, "-1", "9000")]))
    #expect(try scene.balance("ann", .usdc) == Amount(3000))
    #expect(try scene.balance("house:insurance", .usdc) == Amount(14_000))
    #expect(try scene.position("house:insurance", option)?.quantity == Amount(-1))
  }

  @Test("a debt without a position is taken over; what a withdrawal holds stays on its way")
  func debtAlone() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.run(
      .requestWithdrawal(AccountName("ann"), .usdc, Amount(1000), destination: "bank"))
    try scene.trade("ann", with: "bob", perpetual, "-2", at: "64000")
    #expect(try scene.balance("ann", .usdc) == Amount(-2000))
    try scene.run(Self.takeover("ann", [], .all))
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
    #expect(try scene.balance("house:insurance", .usdc) == Amount(2000))
    try scene.run(
      .resolveWithdrawal(WithdrawalIdentifier(rawValue: 1), .sent(reference: "wire")))
    #expect(scene.ledger[try scene.index("ann")].balances.isEmpty)
  }

  @Test("takeovers and fees that no state allows")
  func refusals() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    let future = try LedgerScene.linear(.future(expiry: LedgerScene.expiry))
    let unlisted = try LedgerScene.linear(LedgerScene.call(80_000))
    try scene.refuse(.notFound, Self.fee("dan", .usdc, "1"))
    try scene.refuse(.notFound, Self.fee("ann", .eth, "1"))
    try scene.refuse(.notAllowed, Self.fee("house:fees", .usdc, "1"))
    try scene.refuse(.invalidInput, Self.fee("ann", .usdc, "0"))
    try scene.refuse(.invalidInput, Self.fee("ann", .usdc, "-1"))
    try scene.refuse(.limitExceeded, Self.fee("ann", .usdc, "2000000000000000000"))
    try scene.refuse(.insufficientFunds, Self.fee("ann", .btc, "1"))
    func take(
      _ account: String = "ann", _ instrument: Instrument? = nil, _ quantity: String = "2",
      at price: String = "65000", _ balances: Takeover.Balances = .stay
    ) throws -> LedgerAction {
      try Self.takeover(account, [(instrument ?? perpetual, quantity, price)], balances)
    }
    try scene.refuse(.notFound, take("dan"))
    try scene.refuse(.notAllowed, take("house:insurance"))
    try scene.refuse(.notAllowed, take("house:venue:deribit"))
    try scene.refuse(.notFound, take("ann", unlisted))
    try scene.refuse(.notAllowed, take("ann", future))
    try scene.refuse(.notAllowed, take("ann", try LedgerScene.linear(.spot)))
    try scene.refuse(.notAllowed, take("ann", perpetual, "2.1"))
    try scene.refuse(.notAllowed, take("ann", perpetual, "-2"))
    try scene.refuse(.notAllowed, take("cas"))
    try scene.refuse(.invalidInput, take("ann", perpetual, "0"))
    try scene.refuse(.invalidInput, take("ann", perpetual, "0.05"))
    try scene.refuse(.invalidInput, take("ann", perpetual, "2", at: "0"))
    try scene.refuse(.invalidInput, take("ann", perpetual, "2", at: "-1"))
    try scene.refuse(.notAllowed, take("ann", perpetual, "1", .all))
    try scene.refuse(.notAllowed, Self.takeover("ann", [], .all))
    try scene.refuse(.notAllowed, Self.takeover("ann", []))
    try scene.refuse(.notAllowed, Self.takeover("cas", [], .all))
    try scene.refuse(
      .invalidInput,
      Self.takeover("ann", [(perpetual, "1", "65000"), (perpetual, "1", "65000")]))
  }

  @Test(
    "a takeover that was booked is not booked twice under its name, and no client's name blocks it")
  func twice() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    let takeover = try Self.takeover("ann", [(perpetual, "1", "65000")])
    try scene.run(.deposit(AccountName("ann"), .usdc, .one), identifier: "liquidation:7")
    #expect(try scene.run(takeover, identifier: "liquidation:7").count == 2)
    #expect(try scene.run(takeover, identifier: "liquidation:7").isEmpty)
    try scene.refuse(.conflict, Self.takeover("ann", [], .all), identifier: "liquidation:7")
    #expect(try scene.position("ann", perpetual)?.quantity == .one)
  }

  private struct Unexpected: Error {}
}

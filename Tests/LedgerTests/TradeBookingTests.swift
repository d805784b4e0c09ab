import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("What trades move")
struct TradeBookingTests {
  @Test("a linear perpetual pays the difference when it is closed")
  func linearRoundTrip() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", with: "bob", perpetual, "2", at: "70000")
    #expect(try scene.balance("ann", .usdc) == .zero)
    #expect(try scene.position("ann", perpetual)?.cost == amount("140000"))
    #expect(try scene.position("bob", perpetual)?.cost == amount("-140000"))
    try scene.trade("ann", with: "cas", perpetual, "-2", at: "70500")
    #expect(try scene.balance("ann", .usdc) == amount("1000"))
    #expect(try scene.position("ann", perpetual) == nil)
    // Bob's side is not realised yet: the clearing account stands in for it.
    #expect(try scene.balance("house:clearing", .usdc) == amount("-1000"))
    try scene.trade("bob", with: "cas", perpetual, "2", at: "71000")
    #expect(try scene.balance("bob", .usdc) == amount("-2000"))
    #expect(try scene.balance("cas", .usdc) == amount("1000"))
    #expect(try scene.balance("house:clearing", .usdc) == .zero)
  }

  @Test("an inverse perpetual pays in coin: 70,000 USD from 70,000 to 77,000 is 1/11 coin")
  func inverseRoundTrip() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", perpetual, "70000", at: "70000")
    #expect(try scene.position("ann", perpetual)?.cost == amount("-1"))
    try scene.trade("ann", perpetual, "-70000", at: "77000")
    #expect(try scene.balance("ann", .btc) == amount("0.090909090909090909"))
    #expect(try scene.balance("house:venue:deribit", .btc) == amount("-0.090909090909090909"))
  }

  @Test("a position that is made smaller releases its cost in proportion")
  func partialClose() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", perpetual, "1", at: "60000")
    try scene.trade("ann", perpetual, "2", at: "63000")
    #expect(try scene.position("ann", perpetual)?.cost == amount("186000"))
    try scene.trade("ann", perpetual, "-1", at: "65000")
    // 65,000 less a third of 186,000.
    #expect(try scene.balance("ann", .usdc) == amount("3000"))
    #expect(try scene.position("ann", perpetual)?.cost == amount("124000"))
    #expect(try scene.position("ann", perpetual)?.realised == amount("3000"))
  }

  @Test("thirds of a cost leave nothing behind when the last part is closed")
  func thirds() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", perpetual, "30", at: "70000")
    for _ in 0..<3 { try scene.trade("ann", perpetual, "-10", at: "70000") }
    #expect(try scene.position("ann", perpetual) == nil)
    #expect(try scene.balance("house:clearing", .btc) == .zero)
  }

  @Test("a position that turns realises the closed part and enters the rest at the price")
  func turning() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", perpetual, "1", at: "60000")
    try scene.trade("ann", perpetual, "-3", at: "61000")
    #expect(try scene.balance("ann", .usdc) == amount("1000"))
    #expect(try scene.position("ann", perpetual)?.quantity == amount("-2"))
    #expect(try scene.position("ann", perpetual)?.cost == amount("-122000"))
  }

  @Test("an option's premium is paid at once, and its profit is told but not paid again")
  func premium() throws {
    var scene = try LedgerScene.trading()
    let option = try LedgerScene.inverse(LedgerScene.call(70_000))
    try scene.trade("ann", with: "bob", option, "10", at: "0.05")
    #expect(try scene.balance("ann", .btc) == amount("-0.5"))
    #expect(try scene.balance("bob", .btc) == amount("0.5"))
    try scene.trade("ann", with: "bob", option, "-4", at: "0.06")
    #expect(try scene.balance("ann", .btc) == amount("-0.26"))
    #expect(try scene.position("ann", option)?.realised == amount("0.04"))
    #expect(try scene.balance("house:clearing", .btc) == .zero)
  }

  @Test("spot changes hands on both sides and leaves no position")
  func spot() throws {
    var scene = try LedgerScene.trading()
    try scene.trade("ann", with: "bob", try LedgerScene.linear(.spot), "1.5", at: "70000")
    #expect(try scene.balance("ann", .btc) == amount("1.5"))
    #expect(try scene.balance("ann", .usdc) == amount("-105000"))
    #expect(try scene.balance("bob", .usdc) == amount("105000"))
    #expect(try scene.position("ann", try LedgerScene.linear(.spot)) == nil)
  }

  @Test("fees and rebates go to and come from the fee account, rounded for the house")
  func fees() throws {
    var scene = try LedgerScene.trading(maker: "-0.0001", taker: "0.0005")
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", perpetual, "1", at: "70000", fee: .taker)
    #expect(try scene.balance("ann", .usdc) == amount("-35"))
    try scene.trade("bob", perpetual, "1", at: "70000", fee: .maker)
    #expect(try scene.balance("bob", .usdc) == amount("7"))
    #expect(try scene.balance("house:fees", .usdc) == amount("28"))
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.trade("cas", inverse, "10", at: "70000", fee: .taker)
    // 10 / 70,000 x 0.0005, the 19th digit rounded up.
    #expect(try scene.balance("cas", .btc) == amount("-0.000000071428571429"))
    try scene.trade("cas", inverse, "10", at: "70000", fee: .exactly(amount("-0.5")))
    #expect(try scene.balance("cas", .btc) == amount("0.499999928571428571"))
  }

  @Test("trades that no state allows")
  func refusals() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    func trade(
      _ account: String = "ann", _ counterparty: String? = "bob",
      _ instrument: Instrument? = nil, quantity: String = "1", price: String = "70000",
      fee: FeeCharge = .none, counterpartyFee: FeeCharge = .none
    ) throws -> LedgerAction {
      .bookTrade(
        AgreedTrade(
          account: try AccountName(account),
          counterparty: try counterparty.map { try AccountName($0) },
          instrument: instrument ?? perpetual, quantity: try amount(quantity),
          price: try amount(price), fee: fee, counterpartyFee: counterpartyFee))
    }
    try scene.refuse(.notFound, trade("dan"))
    try scene.refuse(.notFound, trade("ann", "dan"))
    try scene.refuse(.notAllowed, trade("house:fees"))
    try scene.refuse(.notAllowed, trade("ann", "house:venue:deribit"))
    try scene.refuse(.invalidInput, trade("ann", "ann"))
    try scene.refuse(.invalidInput, trade("ann", nil, counterpartyFee: .taker))
    try scene.refuse(.invalidInput, trade(quantity: "0"))
    try scene.refuse(.invalidInput, trade(quantity: "0.05"))
    try scene.refuse(.invalidInput, trade(price: "0"))
    try scene.refuse(.invalidInput, trade(price: "-1"))
    try scene.refuse(.limitExceeded, trade(quantity: "100000000000000000000"))
    try scene.refuse(.limitExceeded, trade(quantity: "1000000000000000", price: "1000000000"))
    try scene.refuse(.limitExceeded, trade(fee: .exactly(amount("2000000000000000000"))))
    let unlisted = try LedgerScene.linear(LedgerScene.call(80_000))
    try scene.refuse(.notFound, trade("ann", "bob", unlisted))
  }
}

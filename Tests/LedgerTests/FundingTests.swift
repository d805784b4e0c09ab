import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Funding")
struct FundingTests {
  @Test("longs pay shorts, the venue included")
  func linear() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann", with: "bob", perpetual, "2", at: "70000")
    try scene.trade("cas", perpetual, "1", at: "70000")
    try scene.run(.payFunding(perpetual, price: Amount(70_000), rate: amount("0.0001")))
    #expect(try scene.balance("ann", .usdc) == amount("-14"))
    #expect(try scene.balance("bob", .usdc) == amount("14"))
    #expect(try scene.balance("cas", .usdc) == amount("-7"))
    #expect(try scene.balance("house:venue:deribit", .usdc) == amount("7"))
    #expect(
      scene.ledger[try #require(scene.ledger.index(of: perpetual))].fundedUntil == scene.time)
  }

  @Test("an inverse contract pays in coin on its worth in coin")
  func inverse() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", with: "bob", perpetual, "-70000", at: "70000")
    try scene.run(.payFunding(perpetual, price: Amount(80_000), rate: amount("0.0008")))
    // 70,000 / 80,000 x 0.0008.
    #expect(try scene.balance("ann", .btc) == amount("0.0007"))
  }

  @Test("what rounding leaves goes to the rounding account and is never negative")
  func residual() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.inverse(.perpetual)
    for (name, quantity) in [("ann", "0.1"), ("bob", "0.2"), ("cas", "-0.7")] {
      try scene.trade(name, perpetual, quantity, at: "70000")
    }
    try scene.run(.payFunding(perpetual, price: Amount(70_000), rate: amount("0.0001")))
    let left = try scene.balance("house:rounding", .btc)
    #expect(left.units > 0 && left.units <= 4)
  }

  @Test("only perpetuals, at a sane rate and price")
  func refusals() throws {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    let future = try LedgerScene.linear(.future(expiry: LedgerScene.expiry))
    let price = Amount(70_000)
    try scene.refuse(.notApplicable, .payFunding(future, price: price, rate: .zero))
    try scene.refuse(.invalidInput, .payFunding(perpetual, price: price, rate: Amount(2)))
    try scene.refuse(.invalidInput, .payFunding(perpetual, price: .zero, rate: .zero))
    let unlisted = try Instrument(
      try Underlying(base: .eth, quote: .usdc, settlement: .usdc), .perpetual)
    try scene.refuse(.notFound, .payFunding(unlisted, price: price, rate: .zero))
  }
}

@Suite("Funding rates")
struct FundingRateTests {
  private static func rate(
    bid: String, ask: String, cap: String = "0.004"
  ) throws -> Amount {
    try FundingPayment.hourlyRate(
      index: Amount(2000), impactBid: try amount(bid), impactAsk: try amount(ask),
      convergenceHours: Amount(8), staticRate: try amount("0.0000125"), cap: try amount(cap))
  }

  @Test("the premium is spread over the hours, the static rate added, the cap kept")
  func hourly() throws {
    // 16 / 2,000 / 8 + 0.0000125.
    #expect(try Self.rate(bid: "2016", ask: "2018") == amount("0.0010125"))
    #expect(try Self.rate(bid: "1980", ask: "1984") == amount("-0.0009875"))
    #expect(try Self.rate(bid: "1999", ask: "2001") == amount("0.0000125"))
    #expect(try Self.rate(bid: "2500", ask: "2501") == amount("0.004"))
    #expect(try Self.rate(bid: "1500", ask: "1501") == amount("-0.004"))
  }

  @Test("a holder gets - quantity x index x rate x hours")
  func cash() throws {
    let cash = try FundingPayment.cash(
      to: amount("-2.5"), index: Amount(2000), hourlyRate: amount("0.001"), seconds: 1800)
    #expect(try cash == amount("2.5"))
  }

  @Test("an index, a time or a cap out of its range")
  func refusals() throws {
    #expect(throws: SteelyardError.self) {
      try FundingPayment.hourlyRate(
        index: .zero, impactBid: .one, impactAsk: .one, convergenceHours: .one,
        staticRate: .zero, cap: .one)
    }
    #expect(throws: SteelyardError.self) { try Self.rate(bid: "1", ask: "1", cap: "-1") }
    #expect(throws: SteelyardError.self) {
      try FundingPayment.cash(to: .one, index: .one, hourlyRate: .zero, seconds: -1)
    }
  }
}

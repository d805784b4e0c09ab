import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Shares of an account sold in an auction")
struct ShareSaleTests {
  private static let liquidation = LiquidationIdentifier(rawValue: 7)

  /// As `LiquidationBookingTests.scene`, with 100,000 USDC for `cas`, who bids.
  private static func scene() throws -> LedgerScene {
    var scene = try LiquidationBookingTests.scene()
    try scene.run(.deposit(AccountName("cas"), .usdc, Amount(100_000)))
    return scene
  }

  private static func sale(
    _ share: String, pays: String, kept: String = "0", compensation: String = "0",
    of account: String = "ann", by bidder: String = "cas", asked: String = "1"
  ) throws -> LedgerAction {
    .sellShare(
      ShareSale(
        liquidation: liquidation, bidder: try AccountName(bidder), share: try amount(asked),
        worstPrice: nil,
        fill: ShareSale.Fill(
          account: try AccountName(account), share: try amount(share), asset: .usdc,
          kept: try amount(kept), payment: try amount(pays),
          compensation: try amount(compensation))))
  }

  @Test(
    "half of everything goes with half of its cost: nothing is realised, and the price is all that is paid"
  )
  func half() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    let events = try scene.run(Self.sale("0.5", pays: "3000"))
    // 10,000 - half of it + 3,000.
    #expect(try scene.balance("ann", .usdc) == Amount(8000))
    #expect(try scene.balance("cas", .usdc) == Amount(102_000))
    for name in ["ann", "cas"] {
      #expect(try scene.position(name, perpetual)?.quantity == .one)
      #expect(try scene.position(name, perpetual)?.cost == Amount(70_000))
      #expect(try scene.position(name, perpetual)?.realised == .zero)
    }
    guard case .shareSold(let sold, let booking)? = events.first else {
      Issue.record("\(events)")
      return
    }
    #expect(sold.share == (try amount("0.5")) && sold.payment == Amount(3000))
    // What margin would have seen beforehand is what there is now.
    var before = try Self.scene()
    let tried = try before.ledger.portfolio(of: try before.index("cas"), after: booking)
    #expect(tried == (try scene.ledger.portfolio(of: try scene.index("cas"))))
    try before.run(.deposit(AccountName("bob"), .usdc, .one))
  }

  @Test(
    "whole lots of at least the share: a third of 2 in lots of 0.1 is 0.7, and a share of nearly nothing 0.1"
  )
  func lots() throws {
    let perpetual = try LedgerScene.linear(.perpetual)
    for (share, taken) in [("0.33", "0.7"), ("0.35", "0.7"), ("0.0001", "0.1"), ("1", "2")] {
      var scene = try Self.scene()
      try scene.run(Self.sale(share, pays: "0"))
      #expect(try scene.position("cas", perpetual)?.quantity == (try amount(taken)), "\(share)")
    }
    #expect(
      try Ledger.part(of: amount("-3"), share: amount("0.4"), lot: amount("1")) == Amount(-2))
    // What is held in dust is never exceeded.
    #expect(
      try Ledger.part(of: amount("0.25"), share: .one, lot: amount("0.1")) == (try amount("0.25")))
  }

  @Test(
    "a bidder who holds the opposite realises: 0.5 short from 72,000 closed at 70,000 brings 1,000"
  )
  func opposite() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("cas", with: "bob", perpetual, "-0.5", at: "72000")
    try scene.run(Self.sale("0.35", pays: "0"))
    // 100,000 + 0.35 of 10,000 + 1,000; 0.2 are left over at 70,000.
    #expect(try scene.balance("cas", .usdc) == Amount(104_500))
    #expect(try scene.position("cas", perpetual)?.quantity == (try amount("0.2")))
    #expect(try scene.position("cas", perpetual)?.cost == Amount(14_000))
  }

  @Test("options go without a premium, inverse futures with their cost in coin, debts as debts")
  func everything() throws {
    var scene = try Self.scene()
    let option = try LedgerScene.linear(LedgerScene.call(70_000))
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", with: "bob", option, "1", at: "2000")
    try scene.trade("ann", with: "bob", inverse, "-7000", at: "70000")
    try scene.run(
      .adjust(
        [
          Adjustment(account: AccountName("ann"), asset: .btc, amount: amount("-0.1")),
          Adjustment(account: AccountName("bob"), asset: .btc, amount: amount("0.1")),
        ], reason: "a loan"))
    try scene.run(Self.sale("0.5", pays: "-100", compensation: "250"))
    // 10,000 less 2,000 of premium, half of it, and 100 to the bidder.
    #expect(try scene.balance("ann", .usdc) == Amount(3900))
    #expect(try scene.balance("cas", .usdc) == Amount(104_350))
    #expect(try scene.balance("house:insurance", .usdc) == Amount(4750))
    #expect(try scene.balance("ann", .btc) == (try amount("-0.05")))
    #expect(try scene.balance("cas", .btc) == (try amount("-0.05")))
    #expect(try scene.position("cas", option)?.cost == Amount(1000))
    #expect(try scene.position("cas", inverse)?.quantity == Amount(-3500))
    #expect(try scene.position("cas", inverse)?.cost == (try amount("0.05")))
  }

  @Test(
    "what bidders paid in stays: half of 10,000 less 4,000; and all of everything leaves nothing else"
  )
  func kept() throws {
    var scene = try Self.scene()
    try scene.run(Self.sale("0.5", pays: "1000", kept: "4000"))
    #expect(try scene.balance("ann", .usdc) == Amount(8000))
    try scene.run(Self.sale("1", pays: "0", kept: "5000"))
    let ann = scene.ledger[try scene.index("ann")]
    #expect(ann.positions.isEmpty)
    #expect(try scene.balance("ann", .usdc) == Amount(5000))
    // What is kept may be more than there is: the bidder takes its part of the lack.
    try scene.run(Self.sale("0.5", pays: "0", kept: "6000"))
    #expect(try scene.balance("ann", .usdc) == Amount(5500))
  }

  @Test("a bid under one name is filled once, whatever it would be filled with later")
  func idempotent() throws {
    var scene = try Self.scene()
    let name = try ClientIdentifier("bid-1")
    func bid(_ pays: String, asked: String = "1") throws -> LedgerCommand {
      LedgerCommand(try Self.sale("0.5", pays: pays, asked: asked), identifier: name)
    }
    for event in try scene.ledger.decide(try bid("3000"), at: scene.time) {
      try scene.ledger.apply(event, at: scene.time)
    }
    #expect(try scene.ledger.decide(try bid("2000"), at: scene.time).isEmpty)
    let unfilled = LedgerCommand(
      .sellShare(
        ShareSale(
          liquidation: Self.liquidation, bidder: try AccountName("cas"), share: .one,
          worstPrice: nil)), identifier: name)
    #expect(try scene.ledger.decide(unfilled, at: scene.time).isEmpty)
    #expect(try scene.ledger.executedPosition(of: unfilled, at: scene.time) != nil)
    // Another bid under the same name is refused.
    let other = try bid("3000", asked: "0.9")
    let ledger = scene.ledger
    let time = scene.time
    #expect {
      _ = try ledger.decide(other, at: time)
    } throws: { error in
      (error as? SteelyardError)?.code == .conflict
    }
  }

  @Test("nobody bids for an account of their own, for nothing, or for more than all")
  func refusals() throws {
    var scene = try Self.scene()
    try scene.run(.deposit(AccountName("ann/hedges"), .usdc, Amount(9)))
    try scene.refuse(.notAllowed, Self.sale("0.5", pays: "1", by: "ann/hedges"))
    try scene.refuse(.notAllowed, Self.sale("0.5", pays: "1", by: "ann"))
    try scene.refuse(.notAllowed, Self.sale("0.5", pays: "1", by: "house:insurance"))
    try scene.refuse(.notFound, Self.sale("0.5", pays: "1", by: "nobody"))
    try scene.refuse(.invalidInput, Self.sale("0", pays: "1"))
    try scene.refuse(.invalidInput, Self.sale("0.5", pays: "1", asked: "0.4"))
    try scene.refuse(.invalidInput, Self.sale("1.1", pays: "1", asked: "1.1"))
    try scene.refuse(.invalidInput, Self.sale("0.5", pays: "1", kept: "-1"))
    try scene.refuse(.invalidInput, Self.sale("0.5", pays: "1", compensation: "-1"))
    try scene.refuse(
      .notAllowed,
      .sellShare(
        ShareSale(
          liquidation: Self.liquidation, bidder: AccountName("cas"), share: .one, worstPrice: nil)))
    try scene.run(Self.sale("1", pays: "0"))
    try scene.refuse(.notAllowed, Self.sale("1", pays: "0"))
  }
}

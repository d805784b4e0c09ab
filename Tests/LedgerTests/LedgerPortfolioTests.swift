import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("What margin models see of the ledger")
struct LedgerPortfolioTests {
  @Test("positions with their average prices, balances without what is on its way out")
  func portfolio() throws {
    var scene = try LedgerScene.trading()
    let linear = try LedgerScene.linear(.perpetual)
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", linear, "1", at: "60000")
    try scene.trade("ann", linear, "2", at: "63000")
    try scene.trade("ann", inverse, "-70000", at: "70000")
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(500)))
    try scene.run(
      .requestWithdrawal(AccountName("ann"), .usdc, Amount(200), destination: "bank"))
    let portfolio = try scene.ledger.portfolio(of: scene.index("ann"))
    #expect(
      portfolio.positions == [
        Position(instrument: linear, quantity: Amount(3), averagePrice: Amount(62_000)),
        Position(instrument: inverse, quantity: Amount(-70_000), averagePrice: Amount(70_000)),
      ])
    #expect(portfolio.balances == [AssetBalance(asset: .usdc, amount: Amount(300))])
  }

  @Test("dust of an inverse contract that cost nothing has no price")
  func dust() throws {
    var scene = try LedgerScene.trading(lot: "0.000000000000000001")
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", inverse, "0.000000000000000001", at: "70000")
    let portfolio = try scene.ledger.portfolio(of: scene.index("ann"))
    #expect(portfolio.positions.first?.averagePrice == nil)
  }

  @Test("an order that may become worse counts as the worse of both")
  func orders() throws {
    var scene = try LedgerScene.trading()
    let linear = try LedgerScene.linear(.perpetual)
    let ann = try AccountName("ann")
    for quantity in ["2", "-2"] {
      try scene.run(
        .placeOrder(
          OrderTicket(
            account: ann, instrument: linear, quantity: amount(quantity), price: Amount(70_000))))
    }
    try scene.run(
      .amendOrder(
        OrderIdentifier(rawValue: 1), of: ann, quantity: Amount(3), price: Amount(69_000)))
    try scene.run(
      .amendOrder(
        OrderIdentifier(rawValue: 2), of: ann, quantity: Amount(-1), price: Amount(69_000)))
    let orders = try scene.ledger.workingOrders(of: scene.index("ann"))
    #expect(orders.map(\.quantity) == [Amount(3), Amount(-2)])
    #expect(orders.map(\.price) == [Amount(70_000), Amount(69_000)])
  }
}

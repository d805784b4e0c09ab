import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Deposits, withdrawals, transfers and adjustments")
struct MoneyTests {
  private static func scene() throws -> LedgerScene {
    var scene = try LedgerScene()
    try scene.run(.listAsset(.usdc))
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(1000)))
    return scene
  }

  @Test("a deposit stands against the world outside")
  func deposit() throws {
    var scene = try Self.scene()
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
    #expect(try scene.balance("house:external", .usdc) == Amount(-1000))
    let ann = try AccountName("ann")
    try scene.refuse(.invalidInput, .deposit(ann, .usdc, .zero))
    try scene.refuse(.invalidInput, .deposit(ann, .usdc, Amount(-1)))
    try scene.refuse(.limitExceeded, .deposit(ann, .usdc, amount("2000000000000000000")))
    try scene.refuse(.notFound, .deposit(ann, .eth, .one))
    try scene.refuse(.notFound, .deposit(AccountName("dan"), .usdc, .one))
    try scene.refuse(.notAllowed, .deposit(AccountName("house:fees"), .usdc, .one))
    try scene.run(.deposit(AccountName("house:insurance"), .usdc, Amount(5)))
    try scene.refuse(.conflict, .listAsset(.usdc))
  }

  @Test("a withdrawal is held until it is sent or fails")
  func withdrawal() throws {
    var scene = try Self.scene()
    let ann = try AccountName("ann")
    try scene.run(.requestWithdrawal(ann, .usdc, Amount(600), destination: "bank"))
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
    try scene.refuse(
      .insufficientFunds, .requestWithdrawal(ann, .usdc, Amount(600), destination: "bank"))
    try scene.refuse(
      .insufficientFunds, .transfer(from: ann, to: AccountName("ann/hedges"), .usdc, Amount(401)))
    let one = WithdrawalIdentifier(rawValue: 1)
    try scene.run(.resolveWithdrawal(one, .failed(reason: "closed")))
    try scene.refuse(.notFound, .resolveWithdrawal(one, .sent(reference: "x")))
    try scene.run(.requestWithdrawal(ann, .usdc, Amount(1000), destination: "bank"))
    try scene.run(
      .resolveWithdrawal(WithdrawalIdentifier(rawValue: 2), .sent(reference: "wire 7")))
    #expect(try scene.balance("ann", .usdc) == .zero)
    #expect(try scene.balance("house:external", .usdc) == .zero)
    #expect(scene.ledger[try scene.index("ann")].balances.isEmpty)
    try scene.refuse(
      .limitExceeded,
      .requestWithdrawal(
        ann, .usdc, .one, destination: String(repeating: "x", count: 257)))
  }

  @Test("money moves between subaccounts of one owner and never to another owner")
  func transfer() throws {
    var scene = try Self.scene()
    let ann = try AccountName("ann")
    let hedges = try AccountName("ann/hedges")
    try scene.run(.transfer(from: ann, to: hedges, .usdc, Amount(400)))
    #expect(try scene.balance("ann/hedges", .usdc) == Amount(400))
    try scene.refuse(.insufficientFunds, .transfer(from: ann, to: hedges, .usdc, Amount(601)))
    try scene.refuse(.notAllowed, .transfer(from: ann, to: AccountName("bob"), .usdc, .one))
    try scene.refuse(.invalidInput, .transfer(from: ann, to: ann, .usdc, .one))
    try scene.refuse(.invalidInput, .transfer(from: ann, to: hedges, .usdc, Amount(-1)))
    try scene.refuse(
      .notAllowed, .transfer(from: ann, to: AccountName("house:insurance"), .usdc, .one))
  }

  @Test("a loss stays in its subaccount and nothing is taken from a sibling")
  func isolation() throws {
    var scene = try LedgerScene.trading()
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(1000)))
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("ann/hedges", perpetual, "1", at: "70000")
    try scene.trade("ann/hedges", perpetual, "-1", at: "60000")
    #expect(try scene.balance("ann/hedges", .usdc) == Amount(-10_000))
    #expect(try scene.balance("ann", .usdc) == Amount(1000))
  }

  @Test("an adjustment says why, sums to zero and leaves the clearing account alone")
  func adjustment() throws {
    var scene = try Self.scene()
    func line(_ name: String, _ text: String) throws -> Adjustment {
      Adjustment(account: try AccountName(name), asset: .usdc, amount: try amount(text))
    }
    let lines = [try line("ann", "-10"), try line("house:insurance", "10")]
    try scene.run(.adjust(lines, reason: "loss of cas, shared"))
    #expect(try scene.balance("house:insurance", .usdc) == Amount(10))
    try scene.refuse(.invalidInput, .adjust(lines, reason: ""))
    try scene.refuse(.invalidInput, .adjust([], reason: "none"))
    try scene.refuse(.invalidInput, .adjust([try line("ann", "-10")], reason: "half"))
    try scene.refuse(
      .notAllowed,
      .adjust([try line("ann", "-1"), try line("house:clearing", "1")], reason: "no"))
  }

  @Test("accounts: each once, a subaccount under its own owner's, none of the house's")
  func accounts() throws {
    var scene = try Self.scene()
    let ann = try OwnerName("ann")
    func open(_ name: String, _ owner: OwnerName) throws -> LedgerAction {
      .openAccount(try AccountName(name), owner: owner, mode: .cross)
    }
    try scene.refuse(.conflict, open("ann", ann))
    try scene.refuse(.notAllowed, open("ann/more", OwnerName("bob")))
    try scene.refuse(.notFound, open("dan/more", OwnerName("dan")))
    try scene.refuse(.notAllowed, open("house:mine", ann))
    try scene.refuse(.notAllowed, open("dan", OwnerName("house")))
    try scene.refuse(.notAllowed, .setMarginMode(AccountName("ann"), .portfolio))
    try scene.refuse(.notFound, .setMarginMode(AccountName("dan"), .portfolio))
    #expect(throws: SteelyardError.self) { try OwnerName("ann/hedges") }
  }

  @Test("a balance near the end of the range takes no more")
  func range() throws {
    var scene = try Self.scene()
    let ann = try AccountName("ann")
    let most = Ledger.amountMax
    for _ in 0..<10 { try scene.run(.deposit(ann, .usdc, most)) }
    try scene.refuse(.limitExceeded, .deposit(ann, .usdc, most))
  }

  @Test("time does not run backwards")
  func time() throws {
    var scene = try Self.scene()
    scene.time = LedgerScene.start.advanced(bySeconds: -1)
    try scene.refuse(.conflict, .deposit(AccountName("ann"), .usdc, .one))
  }
}

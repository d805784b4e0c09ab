import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Interest on debts")
struct InterestTests {
  private static func terms(share: String = "0.2") throws -> InterestTerms {
    try InterestTerms(
      curve: BorrowCurve(
        minimum: amount("0.02"), slopeBelow: amount("0.08"), slopeAbove: amount("0.9"),
        optimum: amount("0.85")), fundShare: amount(share))
  }

  /// `ann` lends 3,000, `bob` lends 1,000, `cas` owes 2,000.
  private static func scene() throws -> LedgerScene {
    var scene = try LedgerScene.trading()
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(3000)))
    try scene.run(.deposit(AccountName("bob"), .usdc, Amount(1000)))
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.trade("cas", perpetual, "2", at: "70000")
    try scene.trade("cas", perpetual, "-2", at: "69000")
    scene.time = scene.time.advanced(bySeconds: 365 * 86_400)
    return scene
  }

  @Test("a debt of half the supply grows by e^0.06 - 1 in a year, and the fund has its share")
  func year() throws {
    var scene = try Self.scene()
    let events = try scene.run(.accrueInterest(.usdc, Self.terms()))
    guard case .interestAccrued(_, let rate, let factor, _) = try #require(events.first) else {
      Issue.record("no interest: \(events)")
      return
    }
    #expect(rate == (try amount("0.06")))
    #expect(factor == (try amount("0.061836546545359622")))
    #expect(try scene.balance("cas", .usdc) == amount("-2123.673093090719244"))
    let fund = try scene.balance("house:insurance", .usdc)
    // A fifth of 123.673..., and what that lends for at once beside 4,000.
    #expect(try fund > amount("24.7346"))
    #expect(try fund < amount("25.4"))
    let ann = try scene.balance("ann", .usdc).subtracting(Amount(3000))
    let bob = try scene.balance("bob", .usdc).subtracting(Amount(1000))
    #expect(
      try ann.subtracting(bob.multiplied(by: Amount(3), rounding: .down)).magnitude.units <= 3)
    try scene.refuse(.notAllowed, .accrueInterest(.usdc, Self.terms()))
  }

  @Test("without anyone who lends, the fund gets all of it")
  func noSupply() throws {
    var scene = try Self.scene()
    for (name, sum) in [("ann", 3000 as Int64), ("bob", 1000)] {
      try scene.run(
        .requestWithdrawal(AccountName(name), .usdc, Amount(sum), destination: "bank"))
    }
    for number: UInt64 in [1, 2] {
      try scene.run(
        .resolveWithdrawal(WithdrawalIdentifier(rawValue: number), .sent(reference: "wire")))
    }
    try scene.run(.accrueInterest(.usdc, Self.terms()))
    let owed = try scene.balance("cas", .usdc).adding(Amount(2000))
    #expect(try scene.balance("house:insurance", .usdc) == -owed)
    #expect(owed.isNegative)
  }

  @Test("a fund in debt pays interest like anyone")
  func indebtedFund() throws {
    var scene = try Self.scene()
    try scene.run(
      .adjust(
        [
          Adjustment(account: HouseAccount.insurance.name, asset: .usdc, amount: Amount(-500)),
          Adjustment(account: AccountName("bob"), asset: .usdc, amount: Amount(500)),
        ], reason: "grant"))
    try scene.run(.accrueInterest(.usdc, Self.terms(share: "0")))
    #expect(try scene.balance("house:insurance", .usdc) < Amount(-500))
  }

  @Test("no debt, no interest; an unknown asset is told")
  func nothing() throws {
    var scene = try LedgerScene.trading()
    scene.time = scene.time.advanced(bySeconds: 60)
    let events = try scene.run(.accrueInterest(.usdc, Self.terms()))
    #expect(events.first?.booking?.postings.isEmpty == true)
    try scene.refuse(.notFound, .accrueInterest(.eth, Self.terms()))
    #expect(throws: SteelyardError.self) { try Self.terms(share: "1.1") }
  }
}

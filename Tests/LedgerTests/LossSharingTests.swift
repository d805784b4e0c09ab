import SteelyardContracts
import SteelyardLedger
import TestSupport
import Testing

@Suite("Socialised loss in the ledger")
struct LossSharingTests {
  private static func share(
    _ loss: String, _ base: LossSharing.Base = .balances, asset: Currency = .usdc,
    reason: String = "what the fund lacks, over balances"
  ) throws -> LedgerAction {
    .shareLoss(
      LossSharing(
        liquidation: LiquidationIdentifier(rawValue: 9), asset: asset, loss: try amount(loss),
        base: base, reason: reason))
  }

  private static func stated(_ shares: [(String, String)]) throws -> LossSharing.Base {
    .stated(
      try shares.map { LossSharing.Share(account: try AccountName($0), base: try amount($1)) })
  }

  /// The fund owes 100 USDC; `ann` has 300, `bob` 100, `cas` owes 50.
  private static func scene() throws -> LedgerScene {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.run(.deposit(AccountName("ann"), .usdc, Amount(300)))
    try scene.run(.deposit(AccountName("bob"), .usdc, Amount(100)))
    try scene.trade("house:insurance", perpetual, "1", at: "70100")
    try scene.trade("house:insurance", perpetual, "-1", at: "70000")
    try scene.trade("cas", perpetual, "1", at: "70050")
    try scene.trade("cas", perpetual, "-1", at: "70000")
    return scene
  }

  @Test("over balances of 300 and 100, a loss of 100 takes 75 and 25; who owes pays nothing")
  func balances() throws {
    var scene = try Self.scene()
    let events = try scene.run(Self.share("100"))
    guard case .lossShared(_, _, let loss, let reason, let booking)? = events.first else {
      throw Unexpected()
    }
    #expect(loss == Amount(100))
    #expect(reason == "what the fund lacks, over balances")
    #expect(booking.postings.map(\.amount) == [-75, -25, 100].map { Amount($0) })
    #expect(try scene.balance("ann", .usdc) == Amount(225))
    #expect(try scene.balance("bob", .usdc) == Amount(75))
    #expect(try scene.balance("cas", .usdc) == Amount(-50))
    #expect(try scene.balance("house:insurance", .usdc) == .zero)
  }

  @Test("a stated base, capped at what the account has; the others pay what that leaves")
  func stated() throws {
    var scene = try Self.scene()
    // In proportion 1 : 9 bob would pay 90 of 100; with 60 held for a withdrawal he has 40.
    try scene.run(
      .requestWithdrawal(AccountName("bob"), .usdc, Amount(60), destination: "bank"))
    try scene.run(Self.share("100", Self.stated([("bob", "9"), ("ann", "1")])))
    #expect(try scene.balance("bob", .usdc) == Amount(60))
    #expect(try scene.balance("ann", .usdc) == Amount(240))
    #expect(try scene.balance("house:insurance", .usdc) == .zero)
  }

  @Test("what nobody can pay stays the fund's debt, and the event says of how much it was")
  func rest() throws {
    var scene = try Self.scene()
    try scene.run(
      .requestWithdrawal(AccountName("bob"), .usdc, Amount(60), destination: "bank"))
    let events = try scene.run(Self.share("100", Self.stated([("bob", "9"), ("cas", "1")])))
    guard case .lossShared(_, _, let loss, _, let booking)? = events.first else {
      throw Unexpected()
    }
    #expect(loss == Amount(100))
    #expect(booking.postings.map(\.amount) == [-40, 40].map { Amount($0) })
    #expect(try scene.balance("house:insurance", .usdc) == Amount(-60))
  }

  @Test("thirds of a unit: nothing is left over, the first account pays the odd unit")
  func thirds() throws {
    var scene = try Self.scene()
    for name in ["ann", "bob", "cas"] {
      try scene.run(.deposit(AccountName(name), .usdc, Amount(1000)))
    }
    let events = try scene.run(
      Self.share("0.000000000000000001", Self.stated([("cas", "1"), ("bob", "1"), ("ann", "1")])))
    guard case .lossShared(_, _, _, _, let booking)? = events.first else { throw Unexpected() }
    #expect(
      booking.postings.map(\.account) == [try scene.index("ann"), HouseAccount.insurance.index])
    try scene.run(
      Self.share("0.00000000000000001", Self.stated([("cas", "1"), ("bob", "1"), ("ann", "1")])))
    #expect(try scene.balance("cas", .usdc) == amount("949.999999999999999997"))
    #expect(try scene.balance("bob", .usdc) == amount("1099.999999999999999997"))
    #expect(try scene.balance("ann", .usdc) == amount("1299.999999999999999995"))
  }

  @Test("sharings that no state allows")
  func refusals() throws {
    var scene = try Self.scene()
    try scene.refuse(.notFound, Self.share("1", asset: .eth))
    try scene.refuse(.invalidInput, Self.share("0"))
    try scene.refuse(.invalidInput, Self.share("-1"))
    try scene.refuse(.invalidInput, Self.share("1", reason: ""))
    try scene.refuse(.limitExceeded, Self.share("1", reason: String(repeating: "x", count: 257)))
    try scene.refuse(.notAllowed, Self.share("100.000000000000000001"))
    try scene.refuse(.notAllowed, Self.share("1", asset: .btc))
    try scene.refuse(.notFound, Self.share("1", Self.stated([("dan", "1")])))
    try scene.refuse(.notAllowed, Self.share("1", Self.stated([("house:fees", "1")])))
    try scene.refuse(.invalidInput, Self.share("1", Self.stated([("ann", "1"), ("ann", "1")])))
    try scene.refuse(.invalidInput, Self.share("1", Self.stated([("ann", "0")])))
    try scene.refuse(.invalidInput, Self.share("1", Self.stated([("ann", "-1")])))
    try scene.refuse(.insufficientFunds, Self.share("1", Self.stated([("cas", "1")])))
    try scene.refuse(.insufficientFunds, Self.share("1", Self.stated([])))
  }

  @Test("no account goes below zero, and the fund gets what they pay, at random")
  func random() throws {
    var generator = SeededGenerator(seed: 66)
    for _ in 0..<200 {
      var scene = try Self.scene()
      for name in ["ann", "bob", "cas"] {
        let units = Int128(generator.next() % 200_000) * 1_234_567_890_123_457 + 1
        try scene.run(.deposit(AccountName(name), .usdc, Amount(units: units)))
      }
      let before = try ["ann", "bob", "cas"].map { max(try scene.balance($0, .usdc), .zero) }
      let shares = try ["cas", "ann", "bob"].map { name in
        LossSharing.Share(
          account: try AccountName(name),
          base: Amount(units: Int128(generator.next() % 1_000_000) * 777_777_777 + 1))
      }
      try scene.run(Self.share("99.123456789012345678", .stated(shares)))
      let after = try ["ann", "bob", "cas"].map { max(try scene.balance($0, .usdc), .zero) }
      #expect(after.allSatisfy { !$0.isNegative })
      let paid = zip(before, after).map { $0.units - $1.units }.reduce(0, +)
      #expect(try scene.balance("house:insurance", .usdc).units == paid - Amount(100).units)
    }
  }

  private struct Unexpected: Error {}
}

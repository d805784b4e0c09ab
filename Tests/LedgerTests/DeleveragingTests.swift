import SteelyardContracts
import SteelyardLedger
import TestSupport
import Testing

@Suite("Deleveraging in the ledger")
struct DeleveragingTests {
  private static func deleverage(
    _ account: String, _ instrument: Instrument, at price: String, _ shares: [(String, String)]
  ) throws -> LedgerAction {
    .deleverage(
      Deleveraging(
        liquidation: LiquidationIdentifier(rawValue: 3), account: try AccountName(account),
        instrument: instrument, price: try amount(price),
        shares: try shares.map {
          Deleveraging.Share(account: try AccountName($0), quantity: try amount($1))
        }))
  }

  /// `ann` is long 3 at 70,000 with 15,000 USDC, so bankrupt at 65,000; `bob` is short 2 and `cas` 1.
  private static func scene() throws -> LedgerScene {
    var scene = try LedgerScene.trading()
    let perpetual = try LedgerScene.linear(.perpetual)
    for name in ["ann", "bob", "cas"] {
      try scene.run(.deposit(AccountName(name), .usdc, Amount(15_000)))
    }
    try scene.trade("ann", with: "bob", perpetual, "2", at: "70000")
    try scene.trade("ann", with: "cas", perpetual, "1", at: "70000")
    return scene
  }

  @Test("closed at the bankruptcy price the account has nothing, and the others their profit at it")
  func linear() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    let events = try scene.run(
      Self.deleverage("ann", perpetual, at: "65000", [("bob", "2"), ("cas", "1")]))
    guard case .deleveraged(_, _, _, let quantity, let price, let booking)? = events.first else {
      throw Unexpected()
    }
    #expect(quantity == Amount(3) && price == Amount(65_000))
    #expect(booking.changes.map(\.realised) == [-15_000, 10_000, 5000].map { Amount($0) })
    #expect(try scene.balance("ann", .usdc) == .zero)
    #expect(try scene.balance("bob", .usdc) == Amount(25_000))
    #expect(try scene.balance("cas", .usdc) == Amount(20_000))
    #expect(try scene.balance("house:clearing", .usdc) == .zero)
    for name in ["ann", "bob", "cas"] { #expect(try scene.position(name, perpetual) == nil) }
  }

  @Test("a part is closed against one, who keeps the rest of the position at its cost")
  func partial() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.run(Self.deleverage("ann", perpetual, at: "65000", [("bob", "0.5")]))
    #expect(try scene.balance("ann", .usdc) == Amount(12_500))
    #expect(try scene.position("ann", perpetual)?.quantity == amount("2.5"))
    #expect(try scene.position("bob", perpetual)?.quantity == amount("-1.5"))
    #expect(try scene.position("bob", perpetual)?.cost == Amount(-105_000))
  }

  @Test("a short inverse position: 700 USD at 70,000 closed at 80,000 is 1/800 coin")
  func inverse() throws {
    var scene = try LedgerScene.trading()
    let inverse = try LedgerScene.inverse(.perpetual)
    try scene.trade("ann", with: "bob", inverse, "-700", at: "70000")
    try scene.run(Self.deleverage("ann", inverse, at: "80000", [("bob", "-700")]))
    #expect(try scene.balance("ann", .btc) == amount("-0.00125"))
    #expect(try scene.balance("bob", .btc) == amount("0.00125"))
  }

  @Test("of an option the premium is paid between the two")
  func option() throws {
    var scene = try LedgerScene.trading()
    let option = try LedgerScene.linear(LedgerScene.call(70_000))
    try scene.trade("ann", with: "bob", option, "-1", at: "2000")
    try scene.run(Self.deleverage("ann", option, at: "7500.25", [("bob", "-1")]))
    #expect(try scene.balance("ann", .usdc) == amount("-5500.25"))
    #expect(try scene.balance("bob", .usdc) == amount("5500.25"))
    #expect(try scene.position("bob", option) == nil)
  }

  @Test("positions that the fund took over are deleveraged from it")
  func fund() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    try scene.run(
      LiquidationBookingTests.takeover("ann", [(perpetual, "3", "65000")], .all))
    try scene.run(Self.deleverage("house:insurance", perpetual, at: "65000", [("bob", "2")]))
    #expect(try scene.balance("house:insurance", .usdc) == .zero)
    #expect(try scene.position("house:insurance", perpetual)?.quantity == .one)
  }

  @Test("the order of the counterparties changes nothing but the order of the lines")
  func order() throws {
    var generator = SeededGenerator(seed: 61)
    let inverse = try LedgerScene.inverse(.perpetual)
    var start = try LedgerScene.trading()
    var shares: [(String, String)] = []
    for place in 0..<9 {
      let name = "p\(place)"
      try start.run(
        .openAccount(AccountName(name), owner: OwnerName(name), mode: .portfolio))
      let size = 10 + 7 * place
      try start.trade("ann", with: name, inverse, "\(size)", at: "7\(place)001.5")
      shares.append((name, "\(1 + size / 2)"))
    }
    var hashes: Set<[UInt8]> = []
    for _ in 0..<20 {
      shares.shuffle(using: &generator)
      var scene = start
      try scene.run(Self.deleverage("ann", inverse, at: "63333.3", shares))
      // The place in an instrument's list of holders means nothing, and is not in the bytes.
      hashes.insert(scene.ledger.bytes)
    }
    #expect(hashes.count == 1)
  }

  @Test("deleveragings that no state allows")
  func refusals() throws {
    var scene = try Self.scene()
    let perpetual = try LedgerScene.linear(.perpetual)
    func close(
      _ shares: [(String, String)], _ account: String = "ann", at price: String = "65000",
      _ instrument: Instrument? = nil
    ) throws -> LedgerAction {
      try Self.deleverage(account, instrument ?? perpetual, at: price, shares)
    }
    try scene.refuse(.invalidInput, close([]))
    try scene.refuse(.notFound, close([("dan", "1")]))
    try scene.refuse(.notFound, close([("bob", "1")], "dan"))
    try scene.refuse(.notAllowed, close([("house:insurance", "1")]))
    try scene.refuse(.notAllowed, close([("bob", "1")], "house:fees"))
    try scene.refuse(.invalidInput, close([("ann", "1")]))
    try scene.refuse(.invalidInput, close([("bob", "1"), ("bob", "1")]))
    try scene.refuse(.notAllowed, close([("bob", "2.1")]))
    try scene.refuse(.notAllowed, close([("bob", "-1")]))
    try scene.refuse(.notAllowed, close([("ann/hedges", "1")]))
    try scene.refuse(.notAllowed, close([("cas", "1")], "bob"))
    try scene.refuse(.invalidInput, close([("bob", "0")]))
    try scene.refuse(.invalidInput, close([("bob", "0.15")]))
    try scene.refuse(.invalidInput, close([("bob", "1")], at: "0"))
    try scene.refuse(
      .notAllowed, close([("bob", "1")], "ann", at: "65000", LedgerScene.linear(.spot)))
    // More is held against it than it has: ann closes one, the others still hold three.
    try scene.trade("ann", perpetual, "-1", at: "65000")
    try scene.refuse(.notAllowed, close([("bob", "2"), ("cas", "1")]))
  }

  private struct Unexpected: Error {}
}

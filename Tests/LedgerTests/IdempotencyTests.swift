import SteelyardContracts
import SteelyardLedger
import Testing

@Suite("Commands said twice")
struct IdempotencyTests {
  private static func scene() throws -> (LedgerScene, LedgerAction) {
    var scene = try LedgerScene()
    try scene.run(.listAsset(.usdc))
    return (scene, .deposit(try AccountName("ann"), .usdc, Amount(10)))
  }

  @Test("the same command under the same identifier is done once")
  func twice() throws {
    var (scene, deposit) = try Self.scene()
    let events = try scene.run(deposit, identifier: "wire-1")
    #expect(events.count == 2)
    let command = LedgerCommand(deposit, identifier: try ClientIdentifier("wire-1"))
    let position = try scene.ledger.executedPosition(of: command, at: scene.time)
    #expect(position == scene.ledger.position - 1)
    #expect(try scene.run(deposit, identifier: "wire-1").isEmpty)
    #expect(try scene.balance("ann", .usdc) == Amount(10))
    try scene.run(deposit, identifier: "wire-2")
    #expect(try scene.balance("ann", .usdc) == Amount(20))
    try scene.run(deposit)
    #expect(try scene.balance("ann", .usdc) == Amount(30))
  }

  @Test("another command under the same identifier is a conflict, of the same account only")
  func conflict() throws {
    var (scene, deposit) = try Self.scene()
    try scene.run(deposit, identifier: "wire-1")
    try scene.refuse(
      .conflict, .deposit(AccountName("ann"), .usdc, Amount(11)), identifier: "wire-1")
    try scene.run(.deposit(AccountName("bob"), .usdc, Amount(11)), identifier: "wire-1")
    try scene.run(.listAsset(.eth), identifier: "wire-1")
    try scene.refuse(.conflict, .listAsset(.btc), identifier: "wire-1")
  }

  @Test("what was refused may be said again")
  func refused() throws {
    var (scene, deposit) = try Self.scene()
    let withdrawal = LedgerAction.requestWithdrawal(
      try AccountName("ann"), .usdc, Amount(10), destination: "bank")
    try scene.refuse(.insufficientFunds, withdrawal, identifier: "out")
    try scene.run(deposit)
    #expect(try scene.run(withdrawal, identifier: "out").count == 2)
  }

  @Test("an identifier is forgotten after a day")
  func day() throws {
    var (scene, deposit) = try Self.scene()
    try scene.run(deposit, identifier: "wire-1")
    scene.time = scene.time.advanced(bySeconds: 86_400)
    #expect(try scene.run(deposit, identifier: "wire-1").isEmpty)
    scene.time = scene.time.advanced(bySeconds: 1)
    #expect(try scene.run(deposit, identifier: "wire-1").count == 2)
    #expect(try scene.run(deposit, identifier: "wire-1").isEmpty)
  }

  @Test("the oldest of too many is forgotten first")
  func many() throws {
    var (scene, deposit) = try Self.scene()
    for number in 0...3500 {
      scene.time = scene.time.advanced(bySeconds: 1)
      let command = LedgerCommand(deposit, identifier: try ClientIdentifier("\(number)"))
      _ = try scene.ledger.execute(command, at: scene.time)
    }
    #expect(try scene.run(deposit, identifier: "2501").isEmpty)
    #expect(try scene.run(deposit, identifier: "3500").isEmpty)
    #expect(try scene.run(deposit, identifier: "2500").count == 2)
    let restored = try Ledger(bytes: scene.ledger.bytes)
    #expect(restored.stateHash == scene.ledger.stateHash)
    let command = LedgerCommand(deposit, identifier: try ClientIdentifier("3500"))
    #expect(
      try restored.executedPosition(of: command, at: scene.time)
        == scene.ledger.executedPosition(of: command, at: scene.time))
  }

  @Test("an identifier is 1 to 64 printable characters", arguments: ["", "a b", "ä", "\n"])
  func identifiers(text: String) {
    #expect(throws: SteelyardError.self) { try ClientIdentifier(text) }
    #expect(throws: SteelyardError.self) {
      try ClientIdentifier(String(repeating: "x", count: 65))
    }
  }
}

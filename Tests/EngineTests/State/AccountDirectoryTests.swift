import SteelyardContracts
import SteelyardEngine
import SteelyardLedger
import Testing

@Suite("Accounts by number, name and owner")
struct AccountDirectoryTests {
  private func view(_ index: Int, _ name: String, of owner: String, position: Int64 = 1) throws
    -> AccountView
  {
    AccountView(
      AccountView.Parts(
        index: index, name: try AccountName(name), owner: try OwnerName(owner), mode: .portfolio,
        balances: nil, realised: [], orders: [],
        portfolio: try Portfolio(
          positions: [], balances: [AssetBalance(asset: .usdc, amount: Amount(5))]),
        workingOrders: [], call: .none, drawdown: .within, position: position))
  }

  @Test("numbers with gaps, several owners: each finds its own, in the order of coming")
  func found() throws {
    var directory = AccountDirectory()
    for index in 0..<300 where index % 10 != 3 {
      directory.take(try view(index, "name\(index)", of: "owner\(index % 7)"))
    }
    #expect(directory.count == 270)
    #expect(directory.views[3] == nil)
    let own = directory.views(of: try OwnerName("owner2")).map(\.index)
    #expect(own == (0..<300).filter { $0 % 10 != 3 && $0 % 7 == 2 })
    #expect(directory[try AccountName("name42")]?.index == 42)
    #expect(directory[try AccountName("name43")] == nil)
    #expect(directory.views(of: try OwnerName("nobody")).isEmpty)
  }

  @Test("an account that is taken again is the same account, as it is now")
  func again() throws {
    var directory = AccountDirectory()
    for position in 1...3 as ClosedRange<Int64> {
      directory.take(try view(0, "one", of: "owner", position: position))
      directory.take(try view(1, "two", of: "owner", position: position))
    }
    #expect(directory.count == 2)
    #expect(directory.views(of: try OwnerName("owner")).map(\.position) == [3, 3])
  }

  @Test("a view that keeps nothing twice tells its balances and its healthy call")
  func told() throws {
    let view = try view(0, "one", of: "owner")
    #expect(view.balances.map(\.amount) == [Amount(5)] && view.balances.allSatisfy(\.held.isZero))
    #expect(view.call == .healthy && view.callCase == MarginCallCase(account: view.name))
    #expect(view.positions.isEmpty)
  }
}

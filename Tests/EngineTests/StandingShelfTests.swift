import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("Accounts that were asked about last")
struct StandingShelfTests {
  private func standing() throws -> AccountStanding {
    let model = try SyntheticState.model(named: "dynamic")
    let market = try SyntheticMarket()
    var universe = InstrumentUniverse()
    let held = try #require(market.instruments.first { $0.product == .perpetual })
    _ = try universe.add(held)
    let frame = try model.frame(
      number: 1, of: universe, in: try market.snapshot(), surfaces: [:], level: .portable)
    let book = try Portfolio(
      positions: [Position(instrument: held, quantity: Amount(100))], balances: [])
    let batch = try PortfolioBatch(book, over: universe)
    return try #require(model.standing(of: 0, in: batch, frame: frame))
  }

  @Test("memory is bounded: who was not asked about for longest goes")
  func bounded() throws {
    let standing = try standing()
    let shelf = StandingShelf(byteCountMax: 3 * standing.byteCount)
    for account in 0..<3 {
      shelf.keep(.init(standing: standing, position: 5), of: account, on: 1)
    }
    #expect(shelf.kept(0, on: 1)?.position == 5)
    shelf.keep(.init(standing: standing, position: 6), of: 3, on: 1)
    #expect(shelf.kept(1, on: 1) == nil, "1 was not asked about since it was kept")
    #expect(shelf.kept(0, on: 1) != nil && shelf.kept(2, on: 1) != nil)
    #expect(shelf.size.count == 3 && shelf.size.bytes == 3 * standing.byteCount)
    shelf.keep(.init(standing: standing, position: 7), of: 3, on: 1)
    #expect(shelf.kept(3, on: 1)?.position == 7 && shelf.size.count == 3)
    let none = StandingShelf(byteCountMax: standing.byteCount - 1)
    none.keep(.init(standing: standing, position: 1), of: 0, on: 1)
    #expect(none.size.count == 0)
  }

  @Test("all go with their frame, and what is late for it is not kept")
  func frames() throws {
    let standing = try standing()
    let shelf = StandingShelf(byteCountMax: 1 << 30)
    shelf.keep(.init(standing: standing, position: 5), of: 0, on: 4)
    #expect(shelf.kept(0, on: 5) == nil && shelf.kept(0, on: 3) == nil)
    shelf.removeAll(before: 4)
    #expect(shelf.size.count == 1)
    shelf.removeAll(before: 5)
    #expect(shelf.size == (count: 0, bytes: 0))
    shelf.keep(.init(standing: standing, position: 5), of: 0, on: 4)
    #expect(shelf.size.count == 0)
  }
}

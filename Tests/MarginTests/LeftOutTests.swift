import SteelyardContracts
import SteelyardMargin
import SteelyardMarket
import TestSupport
import Testing

@Suite("What could not be priced") struct LeftOutTests {
  struct Item: Sendable {
    let name: String
    let quantity: String
    let chargeUSD: Double
  }

  static let items: [Item] = [
    Item(name: "BTC-27MAR26-90000-C", quantity: "-2", chargeUSD: 160_000),
    Item(name: "BTC-27MAR26-90000-C", quantity: "2", chargeUSD: 0),
    Item(name: "BTC-27MAR26-90000-P", quantity: "-2", chargeUSD: 180_000),
    Item(name: "BTC-27MAR26-60000-P", quantity: "-2", chargeUSD: 160_000),
    Item(name: "BTC-25SEP26", quantity: "-5000", chargeUSD: 5000),
    Item(name: "BTC-27FEB26", quantity: "5000", chargeUSD: 5000),
    // A strike of 200,000 USDC at half a dollar.
    Item(name: "BTC_USDC-27MAR26-200000-P", quantity: "-1", chargeUSD: 100_000),
    Item(name: "BTC_USDC-27MAR26", quantity: "3", chargeUSD: 240_000),
  ]

  @Test(
    "is charged its notional, a bought option nothing, a put its strike", arguments: items,
    ["deribit", "cross", "isolated"])
  func charged(_ item: Item, _ model: String) throws {
    let explained = try catalogued(model).explanation(
      of: try book([(item.name, item.quantity)], [("BTC", "10")]),
      in: try AccountEquityTests.market())
    #expect(!explained.isComplete && explained.failures.count == 1)
    #expect(explained.figures.initialMargin == item.chargeUSD)
    #expect(explained.figures.maintenanceMargin == item.chargeUSD)
    #expect(explained.charges.map(\.name) == ["left_out"])
    #expect(explained.health == .healthy)
  }

  @Test(
    "where not even the index is known: a margin call at best", arguments: ["deribit", "cross"])
  func unbounded(_ model: String) throws {
    let explained = try catalogued(model).explanation(
      of: try book([("ETH-27MAR26-2000-C", "-1")], [("BTC", "10")]),
      in: try AccountEquityTests.market())
    #expect(!explained.isComplete && explained.figures.initialMargin == 0)
    #expect(explained.health == .marginCall)
  }

  @Test("what has a price and no parameters gives no credit, and takes its losses along")
  func pricedWithoutParameters() throws {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-14T09:00:00Z"))
    let forward = 150.0
    for name in ["SOL_USDC-27MAR26-150-C", "SOL_USDC-27MAR26-140-P"] {
      try market.add(option: name, volatility: 0.7, forward: forward, index: forward, mark: 5)
    }
    try market.add(future: "SOL_USDC-PERPETUAL", mark: forward, index: forward)
    market.add(asset: .usdc, priceUSD: 1)
    let snapshot = try market.snapshot()
    func equity(_ name: String, _ quantity: String, entry: String? = nil) throws -> Double {
      let position = Position(
        instrument: try SampleMarket.instrument(name), quantity: try Amount(parsing: quantity),
        averagePrice: try entry.map { try Amount(parsing: $0) })
      let balance = AssetBalance(asset: .usdc, amount: Amount(1000))
      let portfolio = try Portfolio(positions: [position], balances: [balance])
      let explained = try catalogued("deribit").explanation(of: portfolio, in: snapshot)
      #expect(!explained.isComplete)
      return explained.figures.equity
    }
    #expect(try equity("SOL_USDC-27MAR26-150-C", "2") == 1000)
    #expect(try equity("SOL_USDC-27MAR26-140-P", "-2") == 990)
    #expect(try equity("SOL_USDC-PERPETUAL", "3", entry: "160") == 970)
    #expect(try equity("SOL_USDC-PERPETUAL", "3", entry: "140") == 1000)
  }

  @Test("the rest of the book is margined as without it")
  func rest() throws {
    let model = try catalogued("deribit")
    let snapshot = try AccountEquityTests.market()
    let some = [(name: "BTC-27MAR26-80000-C", quantity: "-1")]
    let figures = try model.figures(
      of: [try book(some), try book(some + [("BTC-25SEP26", "-5000")])], in: snapshot)
    #expect(figures[0].isComplete && !figures[1].isComplete)
    #expect(figures[1].initialMargin == figures[0].initialMargin + 5000)
  }

  @Test("a coin without parameters is left out, whole")
  func unsupported() throws {
    var market = SampleMarket(time: try Timestamp(parsing: "2026-03-02T10:30:00Z"))
    market.add(asset: .usdc, priceUSD: 1)
    try market.add(future: "SOL_USDC-PERPETUAL", mark: 100, index: 100)
    let explained = try catalogued("deribit").explanation(
      of: try book([("SOL_USDC-PERPETUAL", "7")]), in: try market.snapshot())
    #expect(explained.failures.map(\.code) == [.unsupported])
    #expect(explained.figures.initialMargin == 700)
  }
}

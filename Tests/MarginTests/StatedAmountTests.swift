import SteelyardContracts
import SteelyardMargin
import TestSupport
import Testing

@Suite("Stated amounts") struct StatedAmountTests {
  static let positions = [
    (name: "BTC_USDC-PERPETUAL", quantity: "1"), (name: "ETH_USDC-PERPETUAL", quantity: "1"),
    (name: "BTC-PERPETUAL", quantity: "1000"),
  ]

  static func margins(
    _ model: String, _ positions: [(name: String, quantity: String)],
    _ stated: [(name: String, currency: Currency, amount: Double)]
  ) throws -> MarginExplanation {
    try catalogued(model).explanation(
      of: try book(positions),
      stated: try stated.map {
        try StatedAmount(name: $0.name, currency: $0.currency, amount: $0.amount)
      }, in: try DeribitOracleTests.portfolio.get().market.snapshot())
  }

  @Test(
    "are charged once, with positions in none, one or two buckets of the currency",
    arguments: [0, 1, 2, 3])
  func once(_ count: Int) throws {
    let held = Array(Self.positions.prefix(count))
    let without = try Self.margins("deribit", held, []).figures
    let orders = try Self.margins("deribit", held, [("open_orders_margin", .usdc, 1000)]).figures
    // 1,000 USDC at 0.9998, initial margin alone; rounding is to nine decimals.
    expectClose(
      expected: without.initialMargin + 999.8, got: orders.initialMargin, .absolute(1e-8))
    #expect(orders.maintenanceMargin == without.maintenanceMargin)

    let both = try Self.margins(
      "deribit", held,
      [("correlation_contingency", .usdc, 600), ("correlation_contingency", .usdc, 400)]
    ).figures
    expectClose(
      expected: without.initialMargin + 999.8, got: both.initialMargin, .absolute(1e-8))
    expectClose(
      expected: without.maintenanceMargin + 0.8 * 999.8, got: both.maintenanceMargin,
      .absolute(1e-8))
  }

  @Test(
    "that the model has no charge for are initial margin, said so",
    arguments: ["deribit", "cross", "isolated", "deribit-classic-2021"])
  func unknownName(_ model: String) throws {
    let without = try Self.margins(model, Self.positions, []).figures
    let explained = try Self.margins(model, Self.positions, [("reserve", .btc, 0.5)])
    expectClose(
      expected: without.initialMargin + 35_000, got: explained.figures.initialMargin,
      .relative(1e-14))
    #expect(explained.figures.maintenanceMargin == without.maintenanceMargin)
    #expect(explained.charges.filter { $0.name == "reserve" }.map(\.amountUSD) == [35_000])
  }

  @Test("in a currency without a price: incomplete, a margin call at best")
  func unpriced() throws {
    let explained = try Self.margins(
      "deribit", [], [("open_orders_margin", try Currency("DOGE"), 5)])
    #expect(!explained.isComplete && explained.health == .marginCall)
  }

  @Test("below zero or not finite are refused", arguments: [-1, .nan, .infinity])
  func refused(_ amount: Double) {
    let error = #expect(throws: SteelyardError.self) {
      _ = try StatedAmount(name: "open_orders_margin", currency: .btc, amount: amount)
    }
    #expect(error?.code == .invalidInput)
  }
}

import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Futures") struct FutureTests {
  @Test("10,000 USD long from 50,000 to 62,500 earns 0.04 coin, by hand")
  func inverseProfit() throws {
    let future = try InverseFuture(notional: 10_000, entryPrice: 50_000)
    expectClose(expected: 0.04, got: future.profitAndLoss(at: 62_500), .relative(1e-15))
    expectClose(expected: 4e-6, got: future.coinDelta(at: 50_000), .relative(1e-15))
    expectClose(expected: -1.6e-10, got: future.coinGamma(at: 50_000), .relative(1e-15))
  }

  @Test("1 coin held against a short of its own value keeps its quote value at every price")
  func coveredShort() throws {
    let future = try InverseFuture(notional: -50_000, entryPrice: 50_000)
    for price in [10.0, 25_000, 50_000, 75_000, 1e6] {
      let value = (1 + future.profitAndLoss(at: price)) * price
      expectClose(expected: 50_000, got: value, .relative(1e-12), inputs: "price \(price)")
    }
    #expect(try future.liquidationPrice(collateral: 1, maintenanceRate: 0) == nil)
  }

  @Test("at the liquidation price equity is the requirement", arguments: [10_000.0, -10_000])
  func inverseLiquidation(_ notional: Double) throws {
    let future = try InverseFuture(notional: notional, entryPrice: 50_000)
    let price = try #require(
      try future.liquidationPrice(collateral: 0.05, maintenanceRate: 0.01))
    expectClose(
      expected: 0.01 * 10_000 / price, got: 0.05 + future.profitAndLoss(at: price),
      .relative(1e-12))
  }

  @Test("linear futures", arguments: [2.0, -2])
  func linear(_ quantity: Double) throws {
    let future = try LinearFuture(quantity: quantity, entryPrice: 100)
    #expect(future.profitAndLoss(at: 110) == 10 * quantity)
    let price = try #require(
      try future.liquidationPrice(collateral: 20, maintenanceRate: 0.01))
    expectClose(
      expected: 0.01 * 2 * price, got: 20 + future.profitAndLoss(at: price), .relative(1e-12))
    #expect(
      try future.liquidationPrice(collateral: quantity > 0 ? 500 : -500, maintenanceRate: 0.01)
        == nil)
  }

  @Test("fields are named")
  func refusals() throws {
    let entry = #expect(throws: SteelyardError.self) {
      try InverseFuture(notional: 1, entryPrice: 0)
    }
    #expect(entry?.message.hasPrefix("entryPrice") == true)
    let rate = #expect(throws: SteelyardError.self) {
      try LinearFuture(quantity: 1, entryPrice: 1).liquidationPrice(
        collateral: 1, maintenanceRate: -1)
    }
    #expect(rate?.message.hasPrefix("maintenanceRate") == true)
    #expect(
      try InverseFuture(notional: 0, entryPrice: 1).liquidationPrice(
        collateral: 1, maintenanceRate: 0.1) == nil)
  }
}

import SteelyardContracts
import SteelyardLiquidation
import Testing

@Suite("The price a position of a failing account is offered at")
struct FillablePriceTests {
  private func price(equity: Int64, quantity: Int64 = 2) throws -> Amount {
    try FillablePrice(
      bankruptcyAdjustment: .one, spreadToMaintenance: try Amount(parsing: "0.5")
    ).price(
      quantity: Amount(quantity), oraclePrice: Amount(1000), positionMargin: Amount(100),
      equity: Amount(equity), maintenanceMargin: Amount(100))
  }

  @Test(
    "oracle price while margin is met, the whole spread from bankruptcy on, in between by what is lost"
  )
  func worsens() throws {
    #expect(try price(equity: 100) == Amount(1000))
    #expect(try price(equity: 500) == Amount(1000))
    #expect(try price(equity: 50) == Amount(parsing: "987.5"))
    #expect(try price(equity: 0) == Amount(975))
    #expect(try price(equity: -300) == Amount(975))
    #expect(try price(equity: 50, quantity: -2) == Amount(parsing: "1012.5"))
  }

  @Test("rules and positions that can't be are refused")
  func refused() throws {
    #expect(throws: SteelyardError.self) {
      try FillablePrice(bankruptcyAdjustment: .zero, spreadToMaintenance: .one)
    }
    #expect(throws: SteelyardError.self) {
      try FillablePrice(bankruptcyAdjustment: .one, spreadToMaintenance: Amount(2))
    }
    #expect(throws: SteelyardError.self) { try price(equity: 0, quantity: 0) }
  }
}

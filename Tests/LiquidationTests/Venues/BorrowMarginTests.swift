import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Borrowing against spot beside perpetuals")
struct BorrowMarginTests {
  @Test("a hedged coin whose short loses is liquidated when the loan has eaten the threshold")
  func carry() throws {
    // One coin held and sold at 100,000. At P the short owes P - 100,000; the coin counts for 0.75 P; margin is P / 80.
    // 20 + P / 80 + P - 100,000 = 0.95 x 0.75 P gives P = 99,980 / 0.3.
    func margin(at price: Double) throws -> BorrowMargin {
      try BorrowMargin(
        balance: 0, borrowed: price - 100_000, maintenanceMargin: price / 80,
        collateral: [.init(balance: 1, price: price, loanToValue: 0.5)])
    }
    let edge = 99_980 / 0.3
    #expect(try !margin(at: edge * 0.999_999).isLiquidated)
    #expect(try margin(at: edge * 1.000_001).isLiquidated)
    expectClose(expected: 0.95, got: try margin(at: edge).ratio, .relative(1e-12))
  }

  @Test("caps bound what counts, and nothing that counts is liquidation")
  func caps() throws {
    let held = try BorrowMargin.Collateral(
      balance: 10, price: 1_000, loanToValue: 0.5, supplyCap: 4)
    let capped = try BorrowMargin(
      balance: 100, borrowed: 0, borrowCap: 2_000, maintenanceMargin: 0, collateral: [held])
    // 4 x 1,000 x 0.75 is above the cap of 2,000.
    #expect(capped.value == 2_100)
    #expect(
      try BorrowMargin(balance: 0, borrowed: 1, maintenanceMargin: 0, collateral: []).isLiquidated)
    #expect(throws: SteelyardError.self) {
      try BorrowMargin.Collateral(balance: 1, price: 1, loanToValue: 1.2)
    }
    #expect(throws: SteelyardError.self) {
      try BorrowMargin(balance: 0, borrowed: -1, maintenanceMargin: 0, collateral: [])
    }
  }
}

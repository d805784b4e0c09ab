import SteelyardContracts
import SteelyardLiquidation
import TestSupport
import Testing

@Suite("Whether liquidating a loan helps")
struct LoanLiquidationTests {
  @Test("a payment raises the loan-to-value exactly above the frontier")
  func toxicity() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let loan = try LoanLiquidation(
        collateral: 100, debt: Double.random(in: 10...99, using: &generator),
        incentive: Double.random(in: 0.01...0.15, using: &generator))
      let after = try loan.loanToValue(afterRepaying: 1)
      #expect((after > loan.loanToValue) == loan.isToxic)
      expectClose(expected: 1, got: loan.toxicityFrontier * (1 + loan.incentive), .relative(1e-15))
    }
  }

  @Test("more than the debt, or than the collateral pays for, is refused")
  func refused() throws {
    let loan = try LoanLiquidation(collateral: 100, debt: 98, incentive: 0.05)
    #expect(throws: SteelyardError.self) { try loan.loanToValue(afterRepaying: 99) }
    #expect(throws: SteelyardError.self) { try loan.loanToValue(afterRepaying: 97) }
    #expect(throws: SteelyardError.self) {
      try LoanLiquidation(collateral: 0, debt: 1, incentive: 0)
    }
  }
}

import SteelyardContracts
import SteelyardLiquidation
import SteelyardMargin
import TestSupport
import Testing

@Suite("Aave's repayments")
struct AavePolicyTests {
  private func policy() throws -> AavePolicy {
    func reserve(_ decimals: Int) throws -> AavePolicy.Reserve {
      try AavePolicy.Reserve(
        decimals: decimals, loanToValueBasisPoints: 7_500, thresholdBasisPoints: 8_000,
        seizure: try CollateralSeizure.Terms(bonusBasisPoints: 10_500, feeBasisPoints: 1_000))
    }
    return AavePolicy(reserves: [
      try Currency("ETH"): try reserve(18), .usdc: try reserve(6),
    ])
  }

  private func offer(_ debt: String) throws -> LiquidationDecision {
    let sample = try PolicySample()
    return try sample.decision(
      try policy(), try sample.account([:], ["ETH": "10", "USDC": debt]))
  }

  @Test("half above a health of 0.95, with bonus and the pool's share of it")
  func half() throws {
    // 20,000 at 80 % over 16,500: 0.97. Half is 8,250, worth 4.125 ETH, with the bonus 4.33125.
    guard case .repayment(let repayment) = try offer("-16500").action else {
      Issue.record("no repayment")
      return
    }
    #expect(repayment.repaid == Amount(8_250) && repayment.debt == .usdc)
    #expect(try repayment.fee == Amount(parsing: "0.020625"))
    #expect(try repayment.given == Amount(parsing: "4.310625"))
  }

  @Test("all of it at or below")
  func whole() throws {
    guard case .repayment(let repayment) = try offer("-17000").action else {
      Issue.record("no repayment")
      return
    }
    #expect(repayment.repaid == Amount(17_000))
  }

  @Test("nothing of a healthy account, and no asset that the pool does not list")
  func refused() throws {
    #expect(try offer("-15000").action == .end)
    let sample = try PolicySample()
    #expect(throws: SteelyardError.self) {
      try sample.decision(try policy(), try sample.account([:], ["BTC": "1", "USDC": "-49000"]))
    }
  }
}

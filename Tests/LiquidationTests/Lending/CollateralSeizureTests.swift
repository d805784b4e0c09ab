import SteelyardContracts
import SteelyardLiquidation
import Testing

@Suite("Liquidation in a lending pool")
struct CollateralSeizureTests {
  private static let wad: UInt128 = 1_000_000_000_000_000_000

  /// A token of 18 digits at 2,000, or of 6 at 1, in units of 10^-8.
  private func token(_ balance: UInt128, digits: Int) throws -> LendingPosition {
    try LendingPosition(
      balance: balance, price: digits == 18 ? 200_000_000_000 : 100_000_000, decimals: digits,
      loanToValueBasisPoints: 8000, thresholdBasisPoints: 8000)
  }

  private func seizure(
    health: UInt128, collateral: UInt128 = 10 * wad, cover: UInt128 = .max
  ) throws -> CollateralSeizure {
    try CollateralSeizure(
      healthFactor: health, collateral: token(collateral, digits: 18),
      debt: token(16_000_000_000, digits: 6), cover: cover,
      terms: CollateralSeizure.Terms(bonusBasisPoints: 11_000, feeBasisPoints: 5000))
  }

  @Test(
    "half of a debt just below health, all of it at 0.95 and below; the pool keeps its share of the bonus"
  )
  func closeFactor() throws {
    let half = try seizure(health: 950_000_000_000_000_001)
    #expect(half.closeFactorBasisPoints == 5000 && half.debtRepaid == 8_000_000_000)
    // 4 tokens and a bonus of 0.4, of which half is the pool's.
    #expect(half.protocolFee == Self.wad / 5)
    #expect(half.collateralToLiquidator == 42 * Self.wad / 10)
    #expect(try seizure(health: 950_000_000_000_000_000).debtRepaid == 16_000_000_000)
    #expect(try seizure(health: 950_000_000_000_000_000, cover: 7).debtRepaid == 7)
  }

  @Test("where the collateral does not reach, all of it goes and less is paid back")
  func short() throws {
    let all = try seizure(health: 1, collateral: 11 * Self.wad / 10)
    #expect(all.debtRepaid == 2_000_000_000)
    #expect(all.collateralToLiquidator + all.protocolFee == 11 * Self.wad / 10)
  }

  @Test("health is collateral at its threshold over debt; without debt there is none")
  func health() throws {
    let held = [try token(10 * Self.wad, digits: 18)]
    let owing = try LendingHealth(collateral: held, debt: [token(16_000_000_000, digits: 6)])
    #expect(owing.healthFactor == Self.wad && owing.availableBorrow == 0)
    #expect(try LendingHealth(collateral: held, debt: []).healthFactor == nil)
    let nothing = try LendingHealth(collateral: [], debt: [token(1_000_000, digits: 6)])
    #expect(nothing.healthFactor == 0)
  }

  @Test("healthy accounts, terms and sizes out of range are refused")
  func refused() throws {
    let healthy = #expect(throws: SteelyardError.self) { try seizure(health: Self.wad) }
    #expect(healthy?.code == .notAllowed)
    #expect(throws: SteelyardError.self) {
      try CollateralSeizure.Terms(bonusBasisPoints: 9999, feeBasisPoints: 0)
    }
    #expect(throws: SteelyardError.self) { try token(1, digits: 31) }
    let large = #expect(throws: SteelyardError.self) {
      try LendingHealth(collateral: [token(.max, digits: 18), token(.max, digits: 6)], debt: [])
    }
    #expect(large?.code == .limitExceeded)
  }
}

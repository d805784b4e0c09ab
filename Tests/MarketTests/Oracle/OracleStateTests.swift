import SteelyardMarket
import Testing

@Suite("OracleState")
struct OracleStateTests {
  @Test("the less is known, the less may be done")
  func effects() {
    let fresh = OracleState.fresh.effects
    #expect(
      fresh.orders == .allowed && fresh.withdrawals == .allowed && fresh.liquidations == .allowed
        && fresh.valuation == .price)
    let degraded = OracleState.degraded.effects
    #expect(
      degraded.orders == .reducingOnly && degraded.withdrawals == .refused
        && degraded.liquidations == .onlyWhereStableAgrees
        && degraded.valuation == .worseOfPriceAndStable)
    let halted = OracleState.halted.effects
    #expect(
      halted.orders == .reducingOnly && halted.withdrawals == .refused
        && halted.liquidations == .paused && halted.valuation == .lastPrice)
  }
}

import SteelyardContracts
import SteelyardMargin
import SteelyardScenarios
import TestSupport
import Testing

@Suite("Greek totals") struct GreekTotalsTests {
  @Test("net and gross over inverse and linear contracts of one coin, collateral apart")
  func totals() throws {
    let explained = try catalogued("deribit").explanation(
      of: try book(
        [
          ("BTC-27MAR26-70000-C", "-3"), ("BTC-27MAR26-60000-P", "2"), ("BTC-PERPETUAL", "-140071"),
          ("BTC_USDC-PERPETUAL", "1.5"), ("ETH-PERPETUAL", "2099.2"),
        ], [("BTC", "4"), ("USDC", "100")]),
      in: try DeribitOracleTests.portfolio.get().market.snapshot())
    let totals = GreekTotals.totals(explained.positions, explained.collateral)
    #expect(totals.map(\.base) == [.btc, .eth])
    let call = try #require(explained.positions[0].priced)
    let put = try #require(explained.positions[1].priced)
    let bitcoin = totals[0]
    expectClose(
      expected: -3 * call.delta + 2 * put.delta - 2 + 1.5, got: bitcoin.net.delta,
      .relative(1e-14))
    expectClose(
      expected: 3 * call.delta - 2 * put.delta + 2 + 1.5, got: bitcoin.gross.delta,
      .relative(1e-14))
    expectClose(expected: 2 * put.vega - 3 * call.vega, got: bitcoin.net.vega, .relative(1e-14))
    expectClose(expected: 2 * put.vega + 3 * call.vega, got: bitcoin.gross.vega, .relative(1e-14))
    // The coins that dollars of an inverse contract stand for fall as 1/P.
    let perpetual = 140_071 / (70_035.5 * 70_035.5)
    expectClose(
      expected: 2 * put.gamma - 3 * call.gamma + perpetual, got: bitcoin.net.gamma, .relative(1e-14)
    )
    expectClose(
      expected: -3 * call.theta + 2 * put.theta, got: bitcoin.net.theta, .relative(1e-14))
    #expect(bitcoin.gross.theta > abs(bitcoin.net.theta))
    #expect(bitcoin.collateral == 4)
    expectClose(expected: 1, got: totals[1].net.delta, .relative(1e-14))
    #expect(totals[1].collateral == 0)
  }
}

import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Features of a period's trades and books") struct FlowFeaturesTests {
  private func measure() throws -> FlowFeatures.Measure {
    try FlowFeatures.Measure(
      bucketCount: 4, tradesPerInterval: 2, band: 0.002, depthQuantile: 0.5)
  }

  private func trades() throws -> [BookTrade] {
    try [
      OrderFlowTests.trade(1000, 5), OrderFlowTests.trade(1001, 5),
      OrderFlowTests.trade(1003, 5, .seller), OrderFlowTests.trade(1002, 5),
    ]
  }

  @Test("worked by hand")
  func worked() throws {
    let ladder = try BookLadderTests.sample()
    let features = try FlowFeatures(
      trades: trades(), ladders: [ladder, ladder], measure: measure())
    // Bought 15, sold 5 of 20.
    expectClose(expected: 0.5, got: features.flowImbalance, .relative(1e-14))
    expectClose(expected: log(0.002), got: features.logSpread, .relative(1e-12))
    expectClose(expected: log(5), got: features.logDepth, .relative(1e-14))
    let illiquidity = 0.5 * (log(1.001) / 10005 + log(1003.0 / 1002) / 10025)
    expectClose(expected: log(illiquidity), got: features.logIlliquidity, .relative(1e-10))
    #expect(features.volumeImbalance > 0 && features.volumeImbalance < 1)
    #expect(features.columns.count == FlowFeatures.names.count)
  }

  @Test("a period that cannot be measured is told, with the reason")
  func refusals() throws {
    let ladder = try BookLadderTests.sample()
    ForecastErrors.expect(.missingMarketData, "0 trades") {
      _ = try FlowFeatures(trades: [], ladders: [ladder], measure: self.measure())
    }
    ForecastErrors.expect(.missingMarketData, "0 order books") {
      _ = try FlowFeatures(trades: self.trades(), ladders: [], measure: self.measure())
    }
    ForecastErrors.expect(.missingMarketData, "ends before") {
      let wide = try FlowFeatures.Measure(
        bucketCount: 4, tradesPerInterval: 2, band: 0.5, depthQuantile: 0.5)
      _ = try FlowFeatures(trades: self.trades(), ladders: [ladder], measure: wide)
    }
    ForecastErrors.expect(.invalidInput, "no measure") {
      _ = try FlowFeatures.Measure(
        bucketCount: 1, tradesPerInterval: 2, band: 0.5, depthQuantile: 0.5)
    }
  }
}

import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Imbalance in buckets of volume") struct VolumeImbalanceTests {
  @Test("buckets by hand: a trade spans several, the last incomplete one is left out")
  func buckets() throws {
    let trades = try [
      OrderFlowTests.trade(10, 6), OrderFlowTests.trade(12, 9), OrderFlowTests.trade(13, 20),
      OrderFlowTests.trade(9, 8),
    ]
    let buckets = try VolumeImbalance(trades, bucketVolume: 10)
    // 10 are full in the second trade; 20 and 30 in the third; 40 in the fourth; 3 are left.
    #expect(buckets.priceChanges == [2, 1, 0, -4])
    // Mean −1/4, squares 5.0625 + 1.5625 + 0.0625 + 14.0625 over 3.
    expectClose(
      expected: (20.75 / 3).squareRoot(), got: buckets.priceChangeDeviation, .relative(1e-14))
    #expect(buckets.boughtVolumes[2] == 5)
    let values = buckets.values(window: 4)
    #expect(values.count == 1 && values[0] > 0 && values[0] < 1)
    #expect(buckets.values(window: 5).isEmpty)
    #expect(buckets.values(window: 1)[2] == 0)
  }

  @Test("from 0 to 1, and the same whatever the sign of the moves")
  func properties() throws {
    var generator = SeededGenerator(seed: 62)
    var price = 1000.0
    let trades = try (0..<500).map { _ in
      price += Double.random(in: -1...1, using: &generator)
      return try OrderFlowTests.trade(price, Double.random(in: 0.1...5, using: &generator))
    }
    let mirrored = try trades.map { try OrderFlowTests.trade(2000 - $0.price, $0.quantity) }
    let plain = try VolumeImbalance(trades, bucketVolume: 20).values(window: 10)
    let turned = try VolumeImbalance(mirrored, bucketVolume: 20).values(window: 10)
    #expect(plain.allSatisfy { $0 >= 0 && $0 <= 1 } && plain.count > 20)
    for (first, second) in zip(plain, turned) {
      expectClose(expected: first, got: second, .relative(1e-9))
    }
  }

  @Test("what gives no measure is told")
  func refusals() throws {
    let trades = try [OrderFlowTests.trade(10, 30), OrderFlowTests.trade(11, 1)]
    ForecastErrors.expect(.invalidInput, "holds nothing") {
      _ = try VolumeImbalance(trades, bucketVolume: 0)
    }
    ForecastErrors.expect(.missingMarketData, "fills 1 buckets") {
      _ = try VolumeImbalance(trades, bucketVolume: 20)
    }
    ForecastErrors.expect(.notApplicable, "moves alike") {
      _ = try VolumeImbalance(trades, bucketVolume: 10)
    }
    ForecastErrors.expect(.limitExceeded, "more than") {
      _ = try VolumeImbalance(trades, bucketVolume: 1e-6)
    }
    ForecastErrors.expect(.missingMarketData, "fills 0") {
      _ = try VolumeImbalance([], bucketVolume: 1)
    }
  }
}

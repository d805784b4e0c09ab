import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Depth and volume that cannot be put up for show") struct GuardedLiquidityTests {
  private func fed(_ samples: [Double], _ depthGuard: GuardedDepth) throws -> GuardedDepth {
    var result = depthGuard
    for sample in samples { try result.update(sample) }
    return result
  }

  @Test("ranks by hand: a fifth of ten samples, one of them perhaps false")
  func ranks() throws {
    let samples: [Double] = [5, 9, 3, 8, 7, 6, 4, 10, 2, 11]
    let honest = try fed(
      samples,
      GuardedDepth(start: 100, window: 10, quantile: 0.2, spoofedShare: 0, risePerSample: 10))
    #expect(honest.counted == 3 && honest.seenQuantile == 3 && honest.spoofedCount == 0)
    let wary = try fed(
      samples,
      GuardedDepth(start: 100, window: 10, quantile: 0.2, spoofedShare: 0.1, risePerSample: 10))
    #expect(wary.counted == 2 && wary.seenQuantile == 3 && wary.spoofedCount == 1)
    // The oldest samples leave the window: 2 is the least until it goes.
    let later = try fed([20, 20, 20, 20, 20, 20, 20, 20], wary)
    #expect(later.seenQuantile == 11)
  }

  @Test("it falls at once and rises slowly")
  func rate() throws {
    var depth = try GuardedDepth(
      start: 100, window: 1, quantile: 1, spoofedShare: 0, risePerSample: 0.1)
    try depth.update(40)
    #expect(depth.counted == 40)
    // A tenth of the larger of itself and the start, 100.
    for expected in [50.0, 60, 70, 80, 90, 100, 110, 121] {
      try depth.update(1000)
      expectClose(expected: expected, got: depth.counted, .relative(1e-14))
    }
    // A band that was empty once is not empty for ever.
    try depth.update(0)
    #expect(depth.counted == 0)
    try depth.update(1000)
    #expect(depth.counted == 10)
  }

  @Test("depth added in up to the share of samples never lowers a cost below the genuine one")
  func spoofedShare() throws {
    let seed: UInt64 = 71
    print("GuardedLiquidityTests.spoofedShare seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let window = Int.random(in: 10...60, using: &generator)
      let depthGuard = try GuardedDepth(
        start: 1e9, window: window, quantile: 0.3, spoofedShare: 0.1, risePerSample: 1e9)
      let genuine = (0..<window).map { _ in Double.random(in: 1...100, using: &generator) }
      let truth = try fed(genuine, depthGuard)
      var shown = genuine
      // The spoofer picks the worst place: the lowest samples, raised out of sight.
      let order = genuine.indices.sorted { genuine[$0] < genuine[$1] }
      let start = Int.random(in: 0...3, using: &generator)
      for index in order[start..<(start + truth.spoofedCount)] {
        shown[index] += Double.random(in: 0...1e6, using: &generator)
      }
      let got = try fed(shown, depthGuard)
      let target = truth.seenQuantile ?? 0
      #expect(got.counted <= target, "window \(window)")
      // A cost that falls with depth, such as the square-root law's.
      #expect((1 / got.counted).squareRoot() >= (1 / target).squareRoot())
      // And showing less can only raise it.
      let hidden = try fed(genuine.map { $0 * 0.5 }, depthGuard)
      #expect(hidden.counted <= truth.counted)
    }
  }

  @Test("a spoofer who is always there gains the stated rise per sample and no more")
  func persistentSpoofer() throws {
    let genuine = [Double](repeating: 50, count: 40)
    var honest = try fed(
      genuine,
      GuardedDepth(start: 50, window: 20, quantile: 0.2, spoofedShare: 0.05, risePerSample: 0.001))
    var spoofed = honest
    var bound = honest.counted
    for _ in 0..<200 {
      try honest.update(50)
      try spoofed.update(5000)
      bound *= 1.001
      #expect(honest.counted == 50)
      #expect(spoofed.counted <= bound * (1 + 1e-12))
    }
    // It takes most of the window to begin, so even less than the bound.
    #expect(spoofed.counted > 50 && spoofed.counted < bound)
  }

  @Test("volume added within the lag changes nothing; elsewhere the least day rules")
  func washedVolume() throws {
    let seed: UInt64 = 72
    print("GuardedLiquidityTests.washedVolume seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let genuine = (0..<12).map { _ in Double.random(in: 1...10, using: &generator) }
      func counted(_ volumes: [Double]) throws -> Double {
        var volumeGuard = try GuardedVolume(window: 7, lag: 5, feeCap: .none)
        for volume in volumes { try volumeGuard.update(volume: volume, fees: nil) }
        return try #require(volumeGuard.counted)
      }
      let truth = try counted(genuine)
      #expect(truth == genuine[..<7].min())
      var recent = genuine
      for day in 7..<12 { recent[day] += 1e6 }
      #expect(try counted(recent) == truth)
      let least = genuine[..<7].indices.min { genuine[$0] < genuine[$1] } ?? 0
      var others = genuine
      for day in 0..<7 where day != least { others[day] += 1e6 }
      #expect(try counted(others) == truth)
      // Washing the least day too lifts it to the next at most, if that one is left alone.
      var leastToo = genuine
      leastToo[least] += 1e6
      #expect(try counted(leastToo) == genuine[..<7].sorted()[1])
    }
  }

  @Test("volume without fees does not count, and lifting has its price")
  func fees() throws {
    var volumeGuard = try GuardedVolume(window: 3, lag: 1, feeCap: .feesPaid(rate: 0.001))
    // Days of 100, 200 and 300 counted; the second had volume of 900 carried by rebates.
    try volumeGuard.update(volume: 100, fees: 0.5)
    try volumeGuard.update(volume: 900, fees: 0.2)
    try volumeGuard.update(volume: 300, fees: 0.3)
    #expect(volumeGuard.counted == nil)
    try volumeGuard.update(volume: 1, fees: -1)
    #expect(volumeGuard.counted == 100)
    // To 250: 150 + 50 + 0 at a tenth of a percent.
    expectClose(expected: 0.2, got: volumeGuard.costOfRaising(to: 250) ?? 0, .relative(1e-12))
    #expect(volumeGuard.costOfRaising(to: 90) == 0)
    ForecastErrors.expect(.missingMarketData, "fees") {
      try volumeGuard.update(volume: 1, fees: nil)
    }
    #expect(volumeGuard.counted == 100)
    try volumeGuard.update(volume: 300, fees: 0.3)
    #expect(volumeGuard.counted == 0)
    let open = try GuardedVolume(window: 1, lag: 0, feeCap: .none)
    #expect(open.costOfRaising(to: 1) == nil)
  }

  @Test("numbers that guard nothing are refused")
  func refusals() throws {
    func depth(
      _ start: Double, _ window: Int, _ quantile: Double, _ share: Double, _ rise: Double
    ) -> () throws -> Void {
      {
        _ = try GuardedDepth(
          start: start, window: window, quantile: quantile, spoofedShare: share,
          risePerSample: rise)
      }
    }
    for body in [
      depth(0, 5, 0.2, 0, 0), depth(1, 0, 0.2, 0, 0), depth(1, 5, 0, 0, 0),
      depth(1, 5, 1.1, 0, 0), depth(1, 5, 0.2, 0.2, 0), depth(1, 5, 0.2, 0, -1),
      depth(1, 100_001, 0.2, 0, 0), depth(.nan, 5, 0.2, 0, 0),
      { _ = try GuardedVolume(window: 0, lag: 1, feeCap: .none) },
      { _ = try GuardedVolume(window: 1, lag: -1, feeCap: .none) },
      { _ = try GuardedVolume(window: 1, lag: 1, feeCap: .feesPaid(rate: 0)) },
    ] {
      ForecastErrors.expect(.invalidInput, "guard", body)
    }
    var depthGuard = try GuardedDepth(
      start: 1, window: 5, quantile: 0.2, spoofedShare: 0, risePerSample: 0)
    ForecastErrors.expect(.invalidInput, "no depth") { try depthGuard.update(-1) }
    ForecastErrors.expect(.invalidInput, "no depth") { try depthGuard.update(.nan) }
    #expect(depthGuard.seenQuantile == nil && depthGuard.counted == 1)
  }
}

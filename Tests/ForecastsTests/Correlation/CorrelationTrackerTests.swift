import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Correlations moved forward step by step") struct CorrelationTrackerTests {
  static let methods: [CorrelationMethod] = [
    .exponential(decay: 0.94), .damped(fastDecay: 0.9, slowDecay: 0.99, fastWeight: 0.4),
    .dynamic(newsWeight: 0.05, memory: 0.9), .shrunk(window: 30, target: .constantCorrelation),
    .shrunk(window: 30, target: .identity), .shrunk(window: 30, target: .singleFactor),
  ]

  // numpy: S = 0.94 S + 0.06 x xᵀ from 1e-4 I over SampleReturns.waves(20, 3).
  @Test("exponential weights against a loop in numpy")
  func exponential() throws {
    var tracker = try EWMACovariance(
      start: Matrix(diagonal: [1e-4, 1e-4, 1e-4]), decay: 0.94)
    for row in SampleReturns.waves(steps: 20, assets: 3) { try tracker.update(row) }
    expectClose(expected: 7.846536319404995e-05, got: tracker.covariance[0, 0], .relative(1e-13))
    expectClose(expected: 8.889306581986207e-06, got: tracker.covariance[0, 2], .relative(1e-12))
    expectClose(expected: 1.251078571452003e-05, got: tracker.covariance[2, 1], .relative(1e-12))
  }

  @Test("one step by hand, with an asset missing")
  func missing() throws {
    var tracker = try EWMACovariance(start: Matrix(rows: [[4, 1], [1, 9]]), decay: 0.81)
    try tracker.update([2, nil])
    // 0.81 × 4 + 0.19 × 4; the variance without news stays; the covariance decays by √0.81.
    expectClose(expected: 4, got: tracker.covariance[0, 0], .relative(1e-15))
    expectClose(expected: 0.9, got: tracker.covariance[0, 1], .relative(1e-15))
    #expect(tracker.covariance[1, 1] == 9)
  }

  @Test("damped lies between fast and slow, with weights 0 and 1 at either")
  func damped() throws {
    let start = CorrelationMatrix.independent(2)
    func correlation(_ weight: Double) throws -> Double {
      var tracker = try DampedCorrelation(
        start: start, fastDecay: 0.8, slowDecay: 0.98, fastWeight: weight)
      for _ in 0..<10 { try tracker.update([1, 1]) }
      return try tracker.correlation()[0, 1]
    }
    // Variances stay 1 and the covariance is 1 − λ^10.
    expectClose(expected: 1 - 0.1073741824, got: try correlation(1), .relative(1e-12))
    expectClose(expected: 0.18292719311, got: try correlation(0), .relative(1e-9))
    expectClose(
      expected: 0.4 * (try correlation(1)) + 0.6 * (try correlation(0)), got: try correlation(0.4),
      .relative(1e-12))
  }

  @Test("always a correlation matrix, whatever is missing", arguments: methods)
  func semidefinite(method: CorrelationMethod) throws {
    let seed: UInt64 = 31
    var generator = SeededGenerator(seed: seed)
    var tracker = try CorrelationTracker(method, start: .independent(8))
    var hasRule = true
    if case .shrunk = method { hasRule = false }
    for row in SampleReturns.random(steps: 120, assets: 8, &generator) {
      let step: [Double?] = row.map {
        hasRule && Int.random(in: 0..<4, using: &generator) == 0 ? nil : 100 * $0
      }
      try tracker.update(step)
      _ = try CorrelationMatrix(checking: tracker.correlation().matrix)
    }
  }

  @Test(
    "a step to come changes nothing said before it; two runs agree to the bit", arguments: methods)
  func causal(method: CorrelationMethod) throws {
    var generator = SeededGenerator(seed: 32)
    let rows = SampleReturns.random(steps: 80, assets: 4, &generator)
    func run(_ rows: [[Double]]) throws -> [CorrelationMatrix] {
      var tracker = try CorrelationTracker(method, start: .independent(4))
      return try rows.map { row in
        let said = try tracker.correlation()
        try tracker.update(row)
        return said
      }
    }
    var other = rows
    for step in 50..<80 { other[step] = [1, -1, 1, -1] }
    let (first, second) = (try run(rows), try run(other))
    #expect(first[...50] == second[...50])
    #expect(first[79] != second[79])
    #expect(try run(rows) == first)
  }

  @Test("assets in another order give the matrix in that order", arguments: methods)
  func permutation(method: CorrelationMethod) throws {
    var generator = SeededGenerator(seed: 33)
    let rows = SampleReturns.random(steps: 60, assets: 5, &generator)
    let order = [3, 0, 4, 1, 2]
    var plain = try CorrelationTracker(method, start: .independent(5))
    var shuffled = plain
    for row in rows {
      try plain.update(row)
      try shuffled.update(order.map { row[$0] })
    }
    let expected = try plain.correlation().selecting(order).matrix
    let got = try shuffled.correlation().matrix
    #expect(expected.combined(with: got) { $0 - $1 }.frobeniusNorm < 1e-12)
  }

  @Test(
    "a rolling window says what the batch says of its last steps",
    arguments: ShrinkageTarget.allCases)
  func rolling(target: ShrinkageTarget) throws {
    var generator = SeededGenerator(seed: 34)
    let rows = SampleReturns.random(steps: 100, assets: 4, &generator)
    var tracker = try RollingShrinkage(assetCount: 4, window: 25, target: target)
    for (index, row) in rows.enumerated() {
      try tracker.update(row)
      guard index >= 1 else { continue }
      let batch = try CovarianceEstimate.shrunk(
        SampleReturns.panel(Array(rows[max(0, index - 24)...index])), towards: target, mean: .zero)
      let got = try tracker.estimate()
      expectClose(
        expected: batch.shrinkage, got: got.shrinkage, Tolerance(relative: 1e-9, absolute: 1e-9))
      let difference = got.covariance.combined(with: batch.covariance) { $0 - $1 }
      #expect(difference.frobeniusNorm < 1e-10 * batch.covariance.frobeniusNorm)
    }
  }

  @Test("a window keeps the start until it has enough, and refuses gaps")
  func windowStart() throws {
    var tracker = try CorrelationTracker(
      .shrunk(window: 30, target: .identity), start: .independent(2))
    for row in SampleReturns.waves(steps: 3, assets: 2) { try tracker.update(row) }
    #expect(try tracker.correlation() == .independent(2))
    let before = tracker
    ForecastErrors.expect(.missingMarketData, "gaps") { try tracker.update([1, nil]) }
    #expect(tracker == before)
    try tracker.update([0.01, 0.02])
    #expect(try tracker.correlation() != .independent(2))
  }

  @Test("impossible parameters and steps are told")
  func refusals() throws {
    let start = CorrelationMatrix.independent(2)
    for method: CorrelationMethod in [
      .exponential(decay: 1), .damped(fastDecay: 0.99, slowDecay: 0.9, fastWeight: 0.5),
      .damped(fastDecay: 0.9, slowDecay: 0.99, fastWeight: -0.1),
      .dynamic(newsWeight: 0.1, memory: 0.9), .dynamic(newsWeight: -0.1, memory: 0.9),
      .shrunk(window: 1, target: .identity),
    ] {
      ForecastErrors.expect(.invalidInput, "") {
        _ = try CorrelationTracker(method, start: start)
      }
    }
    for method in Self.methods {
      var tracker = try CorrelationTracker(method, start: start)
      let before = tracker
      ForecastErrors.expect(.invalidInput, "2 finite returns") { try tracker.update([1]) }
      ForecastErrors.expect(.invalidInput, "2 finite returns") { try tracker.update([1, .nan]) }
      #expect(tracker == before)
    }
    ForecastErrors.expect(.invalidInput, "no covariance") {
      _ = try EWMACovariance(start: Matrix(rows: [[1, 2], [2, 1]]), decay: 0.9)
    }
    ForecastErrors.expect(.missingMarketData, "too few") {
      _ = try RollingShrinkage(assetCount: 2, window: 5, target: .identity).estimate()
    }
  }
}

import SteelyardAllocation
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Walks forward")
struct WalkForwardTests {
  private func panel(_ steps: Int) throws -> ReturnPanel {
    let returns = try TestMoments.scenarios(3, count: steps, seed: 21).returns
    return try ReturnPanel(
      assets: ["A", "B", "C"],
      columns: (0..<3).map { asset in (0..<steps).map { returns[$0, asset] } })
  }

  /// Half and half in +10 % and −10 %, then +10 % and +10 %: 1.00, then weights 0.55 and 0.45 return 10 %.
  ///
  /// Building cost 1 × 1 %.
  @Test("two steps by hand: cost first, then drift")
  func worked() throws {
    let panel = try ReturnPanel(
      assets: ["A", "B"], columns: [[0, 0, 0.1, 0.1], [0, 0, -0.1, 0.1]])
    let walk = try WalkForward(panel, lookback: 2, every: 5, costRate: 0.01)
    let course = try walk.course { (_, _) throws(SteelyardError) in [0.5, 0.5] }
    #expect(course.choices.count == 1 && course.choices[0].turnover == 1)
    expectClose(expected: -0.01, got: course.returns[0], .absolute(1e-15))
    expectClose(expected: 0.1, got: course.returns[1], .absolute(1e-15))
    let statistics = try CourseStatistics(course, stepsPerYear: 2)
    expectClose(expected: 0.089, got: statistics.annualReturn, .relative(1e-12))
    expectClose(expected: 0.01, got: statistics.maximumDrawdown, .relative(1e-12))
    #expect(statistics.annualTurnover == 0)
  }

  @Test("another future changes nothing before it")
  func noLookAhead() throws {
    let panel = try panel(200)
    let changed = try ReturnPanel(
      assets: panel.assets,
      columns: (0..<3).map { asset in
        (0..<200).map { step in step < 150 ? panel[asset, step] : -0.5 * (panel[asset, step] ?? 0) }
      })
    func course(_ panel: ReturnPanel) throws -> WalkForward.Course {
      try WalkForward(panel, lookback: 60, every: 20, costRate: 0.001).course {
        (window, _) throws(SteelyardError) in
        let estimate = try CovarianceEstimate.sample(window, mean: .sample, divisor: .count)
        return try RiskBudget.parity(AssetMoments(estimate, of: window)).allocation().weights
      }
    }
    let before = try course(panel)
    let after = try course(changed)
    #expect(Array(before.returns[..<90]) == Array(after.returns[..<90]))
    #expect(before.returns[90] != after.returns[90])
    #expect(Array(before.choices[..<5]) == Array(after.choices[..<5]))
  }

  @Test("lost capital ends the walk; what is no walk is refused")
  func refused() throws {
    let panel = try ReturnPanel(
      assets: ["A"], columns: [[0, 0, -0.6, 0.5]])
    let walk = try WalkForward(panel, lookback: 2, every: 1, costRate: 0)
    let course = try walk.course { (_, _) throws(SteelyardError) in [2] }
    #expect(course.returns == [-1])
    for (lookback, every, cost) in [(1, 1, 0.0), (2, 0, 0), (2, 1, 1), (4, 1, 0)] {
      #expect(throws: SteelyardError.self) {
        try WalkForward(panel, lookback: lookback, every: every, costRate: cost)
      }
    }
    let gap = try ReturnPanel(assets: ["A"], columns: [[0, nil, 0, 0]])
    let error = #expect(throws: SteelyardError.self) {
      try WalkForward(gap, lookback: 2, every: 1, costRate: 0)
    }
    #expect(error?.code == .missingMarketData)
    #expect(throws: SteelyardError.self) {
      try walk.course { (_, _) throws(SteelyardError) in [1, 1] }
    }
  }
}

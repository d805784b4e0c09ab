import SteelyardAllocation
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Methods of allocation")
struct AllocationMethodTests {
  private func panel() throws -> ReturnPanel {
    let returns = try TestMoments.scenarios(5, count: 240, seed: 31).returns
    return try ReturnPanel(
      assets: (0..<5).map { "A\($0)" },
      columns: (0..<5).map { asset in (0..<240).map { returns[$0, asset] + 0.002 } })
  }

  @Test("every method gives weights that sum to 1", arguments: Allocation.Objective.Kind.allCases)
  func every(kind: Allocation.Objective.Kind) throws {
    let allocation = try AllocationMethod(kind).allocation(panel(), .longOnly(5))
    #expect(allocation.status == .optimal && allocation.objective.kind == kind)
    expectClose(expected: 1, got: allocation.weights.reduce(0, +), .absolute(1e-9))
    #expect(allocation.weights.allSatisfy { $0 >= -1e-9 })
    expectClose(
      expected: allocation.risk, got: allocation.riskContributions.reduce(0, +), .relative(1e-9))
    #expect(allocation.gross >= 1 - 1e-9 && allocation.effectiveCount <= 5 + 1e-9)
  }

  @Test("a target is reached, and rules refuse limits that they can't keep")
  func settings() throws {
    var method = AllocationMethod(.minimumTailLoss)
    let free = try method.allocation(panel(), .longOnly(5))
    method.targetReturn = (free.expectedReturn ?? 0) + 1e-4
    let targeted = try method.allocation(panel(), .longOnly(5))
    #expect((targeted.expectedReturn ?? 0) >= (method.targetReturn ?? 0) - 1e-12)
    #expect(targeted.risk >= free.risk)
    #expect(targeted.bindings.contains { $0.constraint == .targetReturn && $0.price > 0 })
    var capped = AllocationConstraints.longOnly(5)
    capped.weights[0] = .init(0, 0.1)
    for kind in [Allocation.Objective.Kind.riskBudget, .inverseVolatility, .equalWeight] {
      let error = #expect(throws: SteelyardError.self) {
        try AllocationMethod(kind).allocation(panel(), capped)
      }
      #expect(error?.code == .notApplicable)
    }
    let ranged = try AllocationMethod(.hierarchical).allocation(panel(), capped)
    #expect(ranged.weights[0] <= 0.1 + 1e-12)
    capped.turnoverMax = 1
    capped.held = [0.2, 0.2, 0.2, 0.2, 0.2]
    #expect(throws: SteelyardError.self) {
      try AllocationMethod(.hierarchical).allocation(panel(), capped)
    }
    var regimes = AllocationMethod(.worstCaseVariance)
    regimes.regimeCount = 1
    #expect(throws: SteelyardError.self) { try regimes.allocation(panel(), .longOnly(5)) }
  }

  /// Returns of −2, −1, 0, 1 and 2, by hand.
  ///
  /// Variance 2.5, mean distance 1.2, semi-deviation √(5/4). The sum falls to −3 from its start and stays there
  /// for two steps.
  @Test("measures of a series by hand")
  func measures() throws {
    let measures = try ReturnMeasures([-2, -1, 0, 1, 2])
    for (expected, got) in [
      (0, measures.mean), (2.5.squareRoot(), measures.deviation),
      (1.2, measures.meanAbsoluteDeviation), (1.25.squareRoot(), measures.semiDeviation),
      (2, measures.worstLoss), (1, measures.valueAtRisk(level: 0.6)),
      (1.5, measures.tailLoss(level: 0.6)), (3, measures.maximumDrawdown),
      (3, measures.conditionalDrawdown(level: 0.6)),
      ((26.0 / 5).squareRoot(), measures.ulcerIndex),
    ] {
      expectClose(expected: expected, got: got, .absolute(1e-12))
    }
    // Between expected shortfall and the largest loss, by its definition at any t.
    let entropic = measures.entropicValueAtRisk(level: 0.6)
    #expect(entropic >= 1.5 && entropic <= 2)
    #expect(throws: SteelyardError.self) { try ReturnMeasures([1]) }
  }
}

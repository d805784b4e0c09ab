import SteelyardContracts
import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

@Suite("Stressed correlations") struct CorrelationStressTests {
  private func random(_ size: Int, _ generator: inout SeededGenerator) throws -> CorrelationMatrix {
    let rows = SampleReturns.random(steps: 3 * size, assets: size, &generator)
    // Every other asset inverted, so that both signs occur.
    let signed = rows.map { row in row.indices.map { $0 % 2 == 0 ? row[$0] : -row[$0] } }
    return try CovarianceEstimate.sample(
      SampleReturns.panel(signed), mean: .zero, divisor: .count
    ).correlation()
  }

  @Test("two assets by hand")
  func worked() throws {
    let base = try CorrelationMatrix(checking: Matrix(rows: [[1, -0.4], [-0.4, 1]]))
    func stressed(_ stress: CorrelationStress) throws -> Double { try base.stressed(stress)[0, 1] }
    expectClose(
      expected: 0.3, got: try stressed(.towardsOne(direction: .together, weight: 0.5)),
      .relative(1e-14))
    expectClose(
      expected: -0.7, got: try stressed(.towardsOne(direction: .marketFactor, weight: 0.5)),
      .relative(1e-14))
    expectClose(
      expected: -0.7, got: try stressed(.towardsOne(direction: .signsOfBase, weight: 0.5)),
      .relative(1e-14))
    expectClose(
      expected: -0.1, got: try stressed(.towardsIndependence(weight: 0.75)), .relative(1e-14))
  }

  @Test("always a correlation matrix, monotone in the weight, unchanged at weight 0")
  func properties() throws {
    var generator = SeededGenerator(seed: 41)
    for size in [2, 5, 12] {
      let base = try random(size, &generator)
      let other = try random(size, &generator)
      for stress: (Double) -> CorrelationStress in [
        { .towardsOne(direction: .together, weight: $0) },
        { .towardsOne(direction: .marketFactor, weight: $0) },
        { .towardsOne(direction: .signsOfBase, weight: $0) },
        { .towardsIndependence(weight: $0) }, { .towards(target: other, weight: $0) },
      ] {
        #expect(try base.stressed(stress(0)) == base)
        let end = try base.stressed(stress(1))
        var last = base
        for weight in [0.1, 0.5, 0.9, 1] {
          let stressed = try base.stressed(stress(weight))
          _ = try CorrelationMatrix(checking: stressed.matrix)
          for row in 0..<size {
            for column in 0..<size {
              let before = abs(last[row, column] - end[row, column])
              #expect(abs(stressed[row, column] - end[row, column]) <= before + 1e-12)
            }
          }
          last = stressed
        }
      }
    }
  }

  @Test("one factor moves inverse assets against the rest; contradicting signs are repaired")
  func directions() throws {
    var generator = SeededGenerator(seed: 42)
    let base = try random(6, &generator)
    let factor = try base.stressed(.towardsOne(direction: .marketFactor, weight: 1))
    for row in 0..<6 {
      for column in 0..<6 { #expect(factor[row, column] == ((row + column) % 2 == 0 ? 1 : -1)) }
    }
    let contradicting = try CorrelationMatrix(
      checking: Matrix(rows: [[1, 0.4, -0.4], [0.4, 1, 0.4], [-0.4, 0.4, 1]]))
    let signs = try contradicting.stressed(.towardsOne(direction: .signsOfBase, weight: 1))
    // The nearest to ±1 with this symmetry is ±1/2.
    expectClose(expected: 0.5, got: signs[0, 1], .relative(1e-6))
    expectClose(expected: -0.5, got: signs[0, 2], .relative(1e-6))
  }

  @Test("extremes follow each pair, and the least of pairs is repaired")
  func extremes() throws {
    func matrix(_ first: Double, _ second: Double, _ third: Double) throws -> CorrelationMatrix {
      try CorrelationMatrix(
        checking: Matrix(rows: [[1, first, second], [first, 1, third], [second, third, 1]]))
    }
    var extremes = CorrelationExtremes(try matrix(0.9, 0.8, 0.9))
    try extremes.update(try matrix(0.2, 0.3, 0.9))
    try extremes.update(try matrix(0.5, 0.1, 0.3))
    let least = try extremes.least(.nearest)
    for (expected, got) in zip([0.2, 0.1, 0.3], [least[0, 1], least[0, 2], least[1, 2]]) {
      expectClose(expected: expected, got: got, .absolute(1e-12))
    }
    let greatest = try extremes.greatest(.nearest)
    expectClose(expected: 0.8, got: greatest[0, 2], .absolute(1e-12))
    var contradicting = CorrelationExtremes(try matrix(-0.9, 0, 0))
    try contradicting.update(try matrix(0, -0.9, 0))
    try contradicting.update(try matrix(0, 0, -0.9))
    for repair in CorrelationRepair.allCases {
      let repaired = try contradicting.least(repair)
      _ = try CorrelationMatrix(checking: repaired.matrix)
      // Three assets cannot all go against each other by more than one half.
      expectClose(expected: -0.5, got: repaired[0, 1], .absolute(1e-6))
    }
    ForecastErrors.expect(.invalidInput, "does not continue") {
      try extremes.update(.independent(2))
    }
  }

  @Test("impossible weights and sizes are told")
  func refusals() {
    let base = CorrelationMatrix.independent(2)
    ForecastErrors.expect(.invalidInput, "weight") {
      _ = try base.stressed(.towardsIndependence(weight: 1.1))
    }
    ForecastErrors.expect(.invalidInput, "3 assets") {
      _ = try base.stressed(.towards(target: .independent(3), weight: 0.5))
    }
  }
}

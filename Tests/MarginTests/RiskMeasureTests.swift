import SteelyardMargin
import TestSupport
import Testing

@Suite("Risk measures") struct RiskMeasureTests {
  static let profit = [5.0, -10, 2, -40, -20, 1, 0, 3, 4, 6]
  static let equal = [Double](repeating: 1, count: 10)

  static func worst(
    _ measure: RiskMeasure, _ profit: [Double] = profit, _ weights: [Double] = equal
  ) -> (index: Int, loss: Double) {
    let worst = measure.worst(of: profit, weights: weights)
    return (worst.index, worst.loss)
  }

  @Test("the largest loss, the first of equals, never below zero")
  func worstLoss() {
    #expect(Self.worst(.worstLoss) == (3, 40))
    #expect(Self.worst(.worstLoss, [1, -2, -2], [1, 1, 1]) == (1, 2))
    #expect(Self.worst(.worstLoss, [4, 3], [1, 1]) == (1, 0))
  }

  @Test("value at risk: by hand over ten equal outcomes")
  func valueAtRisk() {
    // One outcome of ten may be worse at 90 %, two at 80 %.
    #expect(Self.worst(.valueAtRisk(level: 0.9)) == (4, 20))
    #expect(Self.worst(.valueAtRisk(level: 0.8)) == (1, 10))
    #expect(Self.worst(.valueAtRisk(level: 0.95)) == (3, 40))
    #expect(Self.worst(.valueAtRisk(level: 0)).loss == 0)
  }

  @Test("expected shortfall: the boundary outcome counts in part")
  func expectedShortfall() {
    expectClose(
      expected: 30, got: Self.worst(.expectedShortfall(level: 0.8)).loss, .relative(1e-12))
    // 1.5 outcomes: 40 and half of 20.
    expectClose(
      expected: 50 / 1.5, got: Self.worst(.expectedShortfall(level: 0.85)).loss, .relative(1e-12))
    #expect(Self.worst(.expectedShortfall(level: 0.8)).index == 3)
    // All of them: the mean, a loss of 4.9.
    expectClose(expected: 4.9, got: Self.worst(.expectedShortfall(level: 0)).loss, .relative(1e-12))
  }

  @Test("weights move the tail")
  func weights() {
    let heavy = [1.0, 1, 1, 8, 1, 1, 1, 1, 1, 1]
    expectClose(
      expected: 40, got: Self.worst(.expectedShortfall(level: 0.6), Self.profit, heavy).loss,
      .relative(1e-12))
    #expect(Self.worst(.valueAtRisk(level: 0.6), Self.profit, heavy).loss == 40)
  }

  @Test("a mixture is the weighted sum")
  func mixture() {
    let mixture = RiskMeasure.mixture([
      .init(weight: 0.75, measure: .worstLoss),
      .init(weight: 0.5, measure: .expectedShortfall(level: 0.8)),
    ])
    expectClose(expected: 45, got: Self.worst(mixture).loss, .relative(1e-12))
    #expect(Self.worst(mixture).index == 3)
  }

  @Test("an outcome that is no number leaves no loss that looks like none")
  func notANumber() {
    for measure: RiskMeasure in [
      .worstLoss, .valueAtRisk(level: 0.8), .expectedShortfall(level: 0.8),
    ] {
      let worst = Self.worst(measure, [1, -2, .nan, -5], [1, 1, 1, 1])
      #expect(worst.loss.isNaN && worst.index == 2, "\(measure)")
    }
  }

  @Test("value at risk <= expected shortfall <= worst loss, for random outcomes and weights")
  func order() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let count = Int.random(in: 1...60, using: &generator)
      let profit = (0..<count).map { _ in Double.random(in: -100...50, using: &generator) }
      let weights = (0..<count).map { _ in Double.random(in: 0.1...3, using: &generator) }
      let level = Double.random(in: 0..<0.999, using: &generator)
      let quantile = Self.worst(.valueAtRisk(level: level), profit, weights).loss
      let shortfall = Self.worst(.expectedShortfall(level: level), profit, weights).loss
      let worst = Self.worst(.worstLoss, profit, weights).loss
      // The mean of a tail with gains in it may lie below a quantile that is kept at zero.
      if quantile > 0 { #expect(quantile <= shortfall * (1 + 1e-12), "seed 3, level \(level)") }
      #expect(shortfall <= worst * (1 + 1e-12), "seed 3, level \(level)")
    }
  }
}

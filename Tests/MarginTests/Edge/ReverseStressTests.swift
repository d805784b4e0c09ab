import Glibc
import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import SteelyardScenarios
import TestSupport
import Testing

@Suite("reverse stress")
struct ReverseStressTests {
  private func settings(samples: Int = 4000) throws -> ReverseStressSettings {
    try ReverseStressSettings(starts: 12, samples: samples, seed: 4)
  }

  private func reverse(
    _ evaluator: StressEvaluator, _ scenarios: JointScenarios, samples: Int = 4000
  ) throws -> ReverseStress {
    try ReverseStress(
      of: evaluator,
      under: MoveDistribution(
        of: scenarios, for: BookExposure(of: evaluator), volatility: EdgeSample.response),
      settings(samples: samples), progress: { _, _ in })
  }

  @Test("one coin, normal moves: distance and probability of the liquidation price")
  func oneCoin() throws {
    // Long 700,000 USD of an inverse perpetual at 70,000 against 2 BTC: 12 - s = s (1 % + 0.005 % s)
    // with s = 700,000/P, so P = 58,951.30 by scipy's brentq; ln(P/70,000) = -0.171784 is 3.436
    // deviations of 5 %, beyond which lies a probability of 2.96e-4.
    let evaluator = try EdgeSample.evaluator(
      [("BTC-PERPETUAL", "700000", "70000")], [("BTC", "2")])
    let answer = try reverse(evaluator, EdgeSample.normalScenarios())
    let point = try #require(answer.points.first)
    #expect(answer.points.count == 1)
    #expect(answer.distribution.quantities == [.spot(.btc)])
    #expect(answer.distribution.degreesOfFreedom == .infinity)
    expectClose(expected: -0.15783857, got: point.moves[0].move, .absolute(2e-5))
    // The fitted tail of 2,000 quantiles is not the normal one to the last digit.
    expectClose(expected: 3.4356713, got: point.nearest.distance, .relative(0.05))
    #expect(point.nearest.evidence == .perpendicular)
    expectClose(
      expected: point.probabilityBeyond, got: answer.probability.estimate.probability,
      .absolute(4 * answer.probability.estimate.standardError))
    #expect(answer.probability.estimate.standardError < 0.1 * point.probabilityBeyond)
    expectClose(expected: 0, got: point.outcome.figures.maintenanceExcess, .absolute(5))
    #expect(point.path.map(\.share) == ReverseStressSettings.pathShares)
    for (step, next) in zip(point.path, point.path.dropFirst()) {
      #expect(next.figures.maintenanceExcess < step.figures.maintenanceExcess)
    }
    // Without the move of bitcoin nothing is lost.
    expectClose(
      expected: answer.median.maintenanceExcess, got: point.moves[0].excessWithoutUSD,
      .relative(1e-9))
  }

  @Test("a sold straddle is hurt on two sides: two minima, both sampled")
  func straddle() throws {
    let evaluator = try EdgeSample.evaluator(
      [("BTC-27MAR26-70000-C", "-10", nil), ("BTC-27MAR26-70000-P", "-10", nil)], [("BTC", "4")])
    let answer = try reverse(evaluator, EdgeSample.normalScenarios(), samples: 2000)
    #expect(answer.points.count == 2)
    #expect(Set(answer.points.map { $0.moves[0].move < 0 }) == [true, false])
    let both = answer.points.map(\.probabilityBeyond).reduce(0, +)
    expectClose(
      expected: both, got: answer.probability.estimate.probability,
      .absolute(4 * answer.probability.estimate.standardError))
  }

  @Test("a perfect hedge has no such move, and the probability is bounded, not zero for certain")
  func hedged() throws {
    let evaluator = try EdgeSample.evaluator(
      [("BTC-PERPETUAL", "-70000", "70000")], [("BTC", "1")], model: "deribit")
    let answer = try reverse(evaluator, EdgeSample.normalScenarios(), samples: 500)
    #expect(answer.points.isEmpty)
    #expect(answer.search.missedCount == answer.search.startCount)
    #expect(answer.probability.estimate.probability == 0)
    #expect(answer.probability.upperBound > 0)
  }

  @Test("a book that is liquidated already: the nearest move that saves it")
  func alreadyBelow() throws {
    let evaluator = try EdgeSample.evaluator(
      [("BTC-PERPETUAL", "700000", "82000")], [("BTC", "1.5")])
    let answer = try reverse(evaluator, EdgeSample.normalScenarios(), samples: 500)
    #expect(answer.median.maintenanceExcess < 0)
    let point = try #require(answer.points.first)
    #expect(point.moves[0].move > 0)
    #expect(answer.probability.estimate.probability > 0.5)
  }

  @Test("several coins, volatility and a stablecoin; the same seed gives the same answer")
  func joint() throws {
    let state = try SyntheticState.state()
    let evaluator = try EdgeSample.evaluator(
      [
        ("BTC_USDC-27MAR26-65000-P", "-4", nil), ("ETH_USDC-PERPETUAL", "40", "2080"),
      ], [("USDC", "60000")], model: "deribit")
    let answer = try reverse(evaluator, state.maintenance.core, samples: 500)
    #expect(
      answer.distribution.quantities == [
        .spot(.btc), .volatility(.btc), .spot(.eth), .asset(.usdc),
      ])
    #expect(answer.distribution.source == .fitted)
    #expect(answer.distribution.days == 0.333)
    let point = try #require(answer.points.first)
    #expect(point.moves.count == 4)
    // Both coins fall where the book loses from both.
    #expect(point.moves[0].move < 0 && point.moves[2].move < 0)
    expectClose(
      expected: 0, got: point.outcome.figures.maintenanceExcess,
      .absolute(1e-3 * answer.median.maintenanceExcess))
    let again = try reverse(evaluator, state.maintenance.core, samples: 500)
    #expect(again.points.map(\.nearest) == answer.points.map(\.nearest))
    #expect(again.probability == answer.probability)
  }

  @Test("unknown coins, nothing that moves, too few scenarios and limits are told")
  func refusals() throws {
    let evaluator = try EdgeSample.evaluator(
      [("ETH_USDC-PERPETUAL", "1", "2080")], [("USDC", "1000")])
    #expect(throws: SteelyardError.self) {
      try reverse(evaluator, EdgeSample.normalScenarios(), samples: 500)
    }
    let empty = try EdgeSample.evaluator([], [("USD", "1000")])
    #expect(throws: SteelyardError.self) {
      try reverse(empty, EdgeSample.normalScenarios(), samples: 500)
    }
    let bitcoin = try EdgeSample.evaluator([("BTC-PERPETUAL", "10000", "70000")], [("BTC", "1")])
    #expect(throws: SteelyardError.self) {
      try reverse(bitcoin, EdgeSample.normalScenarios(count: 50), samples: 500)
    }
    #expect(throws: SteelyardError.self) {
      try ReverseStressSettings(starts: 0, samples: 500, seed: 1)
    }
    #expect(throws: SteelyardError.self) {
      try ReverseStressSettings(starts: 5, samples: 10, seed: 1)
    }
  }
}

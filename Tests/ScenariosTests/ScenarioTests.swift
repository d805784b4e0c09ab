import SteelyardScenarios
import TestSupport
import Testing

@Suite("Scenario") struct ScenarioTests {
  @Test("inside the range a profit counts in full")
  func core() {
    let scenario = Scenario(label: "down", spotMove: -0.1, volatilityMove: .same)
    #expect(scenario.profitFactor(paidInCoin: true) == 1)
    #expect(scenario.profitFactor(paidInCoin: false) == 1)
  }

  @Test(
    "in the tail a coin future loses what it loses at the edge of the range",
    arguments: [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5], [0.16, 0.18])
  func tail(_ move: Double, _ range: Double) {
    let scenario = Scenario(
      label: "tail", spotMove: move, volatilityMove: .up, tail: .init(range: range, factor: 1))
    let edge = move < 0 ? -range : range
    let coin = (1 - 1 / (1 + move)) * scenario.profitFactor(paidInCoin: true)
    expectClose(expected: 1 - 1 / (1 + edge), got: coin, .relative(1e-14))
    expectClose(
      expected: edge, got: move * scenario.profitFactor(paidInCoin: false), .relative(1e-15))
  }

  @Test("the factor of the table multiplies")
  func factor() {
    func scenario(_ factor: Double) -> Scenario {
      Scenario(
        label: "tail", spotMove: 0.5, volatilityMove: .up, tail: .init(range: 0.16, factor: factor))
    }
    for isCoin in [true, false] {
      expectClose(
        expected: 0.7 * scenario(1).profitFactor(paidInCoin: isCoin),
        got: scenario(0.7).profitFactor(paidInCoin: isCoin), .relative(1e-15))
    }
  }
}

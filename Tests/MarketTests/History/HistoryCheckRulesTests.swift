import SteelyardContracts
import SteelyardMarket
import Testing

@Suite("HistoryCheckRules")
struct HistoryCheckRulesTests {
  private func rules(
    jumpMin: Double = 0.05, scaleRows: Int = 100, spikeRowsMax: Int = 2, remaining: Double = 0.3,
    staleRowsMin: Int? = 5
  ) throws -> HistoryCheckRules {
    try HistoryCheckRules(
      jumpMin: jumpMin, jumpScaleMultiple: 8, scaleRows: scaleRows, spikeRowsMax: spikeRowsMax,
      remainingShareMax: remaining, deviationMax: 0.03, staleRowsMin: staleRowsMin,
      staleMoveMin: 0.005)
  }

  @Test("the standard rules of prices are what their comment says")
  func standard() throws { #expect(try rules() == .standard(.price)) }

  @Test("each part has its range")
  func refused() {
    expectRefusal(.invalidInput, "jumpMin") { _ = try rules(jumpMin: 0) }
    expectRefusal(.invalidInput, "jumpMin") { _ = try rules(jumpMin: .nan) }
    expectRefusal(.invalidInput, "scaleRows") { _ = try rules(scaleRows: 4) }
    expectRefusal(.invalidInput, "spikeRowsMax") { _ = try rules(spikeRowsMax: 0) }
    expectRefusal(.invalidInput, "remainingShareMax") { _ = try rules(remaining: 1) }
    expectRefusal(.invalidInput, "staleRowsMin") { _ = try rules(staleRowsMin: 1) }
  }
}

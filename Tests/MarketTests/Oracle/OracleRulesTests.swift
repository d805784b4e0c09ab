import SteelyardContracts
import SteelyardMarket
import Testing

@Suite("OracleRules")
struct OracleRulesTests {
  @Test("the rules for five venues can be")
  func standard() throws { try OracleRules.fiveVenues.check() }

  @Test("each rule has its range and is named")
  func refused() {
    let changes: [(String, (inout OracleRules) -> Void)] = [
      ("ageSecondsMax", { $0.ageSecondsMax = 0 }), ("deviationMax", { $0.deviationMax = .nan }),
      ("dispersionMax", { $0.dispersionMax = -1 }),
      ("moveMaxPerSecond", { $0.moveMaxPerSecond = .infinity }),
      ("stable.moveMaxPerSecond", { $0.stable.moveMaxPerSecond = 0 }),
      ("stable.elapsedSecondsMax", { $0.stable.elapsedSecondsMax = 0 }),
      ("aheadSecondsMax", { $0.aheadSecondsMax = -1 }),
      ("confidenceMin", { $0.confidenceMin = 1.5 }),
      ("deviationMultipleMax", { $0.deviationMultipleMax = 0.5 }),
      ("deviationMin", { $0.deviationMin = 0.5 }), ("freshSourcesMin", { $0.freshSourcesMin = 2 }),
      ("freshSourcesMin", { $0.quorum = 0 }),
    ]
    for (name, change) in changes {
      var rules = OracleRules.fiveVenues
      change(&rules)
      expectRefusal(.invalidInput, name) { _ = try Oracle(rules: rules) }
    }
  }
}

import SteelyardContracts
import SteelyardEngine
import SteelyardMargin
import TestSupport
import Testing

extension ParameterEffect.OnAccount {
  /// An account of 100 USD whose initial margin changes; maintenance margin is 80 % of it.
  static func of(
    _ name: String, _ before: Double, _ after: Double, isComplete: Bool = true
  ) throws -> ParameterEffect.OnAccount {
    func figures(_ margin: Double) -> AccountFigures {
      var figures = AccountFigures()
      figures.equity = 100
      figures.initialCountedEquity = 100
      figures.maintenanceCountedEquity = 100
      figures.initialMargin = margin
      figures.maintenanceMargin = 0.8 * margin
      figures.isComplete = isComplete
      return figures
    }
    func level(_ margin: Double) -> HealthLevel {
      HealthLevel(
        equity: 100, initialCountedEquity: 100, maintenanceCountedEquity: 100,
        initialMargin: margin, maintenanceMargin: 0.8 * margin, isWithinLimits: true,
        isBounded: true)
    }
    return ParameterEffect.OnAccount(
      account: try AccountName(name), before: figures(before), levelBefore: level(before),
      after: figures(after), levelAfter: level(after))
  }
}

@Suite("The effect of a parameter change")
struct ParameterEffectTests {
  @Test("sums, levels, the largest fall and rise, and who fares worst, by hand")
  func byHand() throws {
    let effect = try ParameterEffect(
      frame: 7,
      of: [
        .of("even", 50, 50), .of("freed", 40, 36), .of("called", 90, 110), .of("closed", 90, 130),
        .of("dearer", 10, 20, isComplete: false),
      ])
    #expect(effect.accountCount == 5)
    #expect(effect.incompleteCount == 1)
    #expect(effect.levelCountsBefore == [3, 2, 0, 0, 0])
    #expect(effect.levelCountsAfter == [3, 0, 1, 1, 0])
    expectClose(expected: 280, got: effect.initialMarginBeforeUSD, .relative(1e-12))
    expectClose(expected: 346, got: effect.initialMarginAfterUSD, .relative(1e-12))
    expectClose(expected: 224, got: effect.maintenanceMarginBeforeUSD, .relative(1e-12))
    // The freed account is let off 4 of 40; the total rises.
    expectClose(expected: 0.1, got: effect.largestFallShare, .relative(1e-12))
    expectClose(expected: 0.5, got: effect.largestRiseShare, .relative(1e-12))
    #expect(
      effect.worst.map(\.account.description) == ["closed", "called", "dearer", "even", "freed"])
    try expectSurvivesBytes(effect)
  }

  @Test("no account: no effect")
  func nobody() throws {
    let effect = try ParameterEffect(frame: 1, of: [])
    #expect(effect.largestFallShare == 0)
    #expect(effect.worst.isEmpty)
    try expectSurvivesBytes(effect)
  }

  @Test("of many accounts the worst twenty are named")
  func many() throws {
    let accounts = try (0..<100).map { try ParameterEffect.OnAccount.of("a\($0)", 50, Double($0)) }
    let effect = try ParameterEffect(frame: 1, of: accounts)
    #expect(effect.worst.count == ParameterEffect.worstCountMax)
    #expect(effect.worst.first?.account.description == "a99")
  }

  @Test("a requirement that is no number is refused")
  func notANumber() throws {
    let error = #expect(throws: SteelyardError.self) {
      try ParameterEffect(frame: 1, of: [.of("a", 1, .nan)])
    }
    #expect(error?.code == .invalidInput)
  }
}

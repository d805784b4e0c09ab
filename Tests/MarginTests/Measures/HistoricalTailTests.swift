import SteelyardContracts
import SteelyardMargin
import SteelyardMath
import TestSupport
import Testing

@Suite("Historical tail") struct HistoricalTailTests {
  static let profit = [5.0, -10, 2, -40, -20, 1, 0, 3, 4, 6]

  /// 1 − 0.75 of ten is 2.5: two whole scenarios and half of the third.
  @Test("shortfall of two and a half scenarios, by hand")
  func shortfall() throws {
    let tail = try HistoricalTail(profit: Self.profit)
    #expect(try tail.expectedShortfall(level: 0.75) == (40 + 20 + 5) / 2.5)
    let members = try tail.tail(level: 0.75).members
    #expect(members.map(\.scenario) == [3, 4, 1])
    for (expected, member) in zip([0.4, 0.4, 0.2], members) {
      expectClose(expected: expected, got: member.share, .relative(1e-14))
    }
  }

  @Test("a mass met exactly takes no sliver of the next scenario")
  func exactMass() throws {
    let tail = try HistoricalTail(profit: Self.profit)
    // 1 − 0.8 is a little less, 1 − 0.7 a little more than its tenths.
    #expect(try tail.tail(level: 0.8).members.count == 2)
    #expect(try tail.tail(level: 0.7).members.count == 3)
  }

  @Test("value at risk under each convention, by hand")
  func conventions() throws {
    let tail = try HistoricalTail(profit: Self.profit)
    // Ranks from the worst: 40, 20, 10, 0, then gains.
    #expect(try tail.valueAtRisk(level: 0.8) == 10)
    #expect(
      try tail.valueAtRisk(level: 0.8, convention: .sample(.invertedDistribution)) == 20)
    // 1 − 0.7 is a little more than three tenths: R forgives that, numpy and QuantLib do not.
    #expect(
      try tail.valueAtRisk(level: 0.7, convention: .sample(.invertedDistribution)) == 10)
    #expect(try tail.valueAtRisk(level: 0.7, convention: .literalRank) == 0)
    // (n − 1) 0.25 = 2.25, between 10 and 0.
    #expect(try tail.valueAtRisk(level: 0.75, convention: .worseNeighbour) == 10)
    #expect(try tail.valueAtRisk(level: 0.75, convention: .betterNeighbour) == 0)
    #expect(try tail.valueAtRisk(level: 0.75, convention: .sample(.linear)) == 7.5)
    // The third from either end.
    #expect(try tail.valueAtRisk(level: 0.75, convention: .outwardRank) == 10)
    #expect(try tail.valueAtRisk(level: 0.25, convention: .outwardRank) == -4)
  }

  @Test("shortfalls of other systems, by hand")
  func otherSystems() throws {
    let tail = try HistoricalTail(profit: Self.profit)
    let whole = try tail.expectedShortfall(level: 0.75, convention: .wholeObservations)
    expectClose(expected: 70.0 / 3, got: whole, .relative(1e-15))
    #expect(
      try tail.expectedShortfall(
        level: 0.75, convention: .beyond(.literalRank)) == 30)
    let reached = try tail.expectedShortfall(level: 0.75, convention: .atOrBeyond(.outwardRank))
    expectClose(expected: 70.0 / 3, got: reached, .relative(1e-15))
  }

  @Test("equal to the models' measures, weighted and not", arguments: [1, 2, 3, 4, 5] as [UInt64])
  func sameAsModels(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let profit = (0..<400).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
    let weights = (0..<400).map { _ in Double(Int.random(in: 0..<4, using: &generator)) }
    for level in [0.5, 0.9, 0.95, 0.975, 0.99] {
      for weights in [weights, [Double](repeating: 1, count: 400)] {
        let tail = try HistoricalTail(profit: profit, weights: weights)
        let risk = RiskMeasure.valueAtRisk(level: level)
          .worst(of: profit, weights: weights).loss
        let shortfall = RiskMeasure.expectedShortfall(level: level)
          .worst(of: profit, weights: weights).loss
        expectClose(expected: risk, got: try tail.valueAtRisk(level: level), .relative(1e-13))
        expectClose(
          expected: shortfall, got: try tail.expectedShortfall(level: level), .relative(1e-12))
      }
    }
  }

  @Test("the shortfall is the least of what Rockafellar and Uryasev minimise, at the value at risk")
  func objective() throws {
    var generator = SplitMix64(seed: 11)
    let profit = (0..<333).map { _ in NormalDistribution.quantile(generator.nextUnit()) }
    let weights = (0..<333).map { _ in generator.nextUnit() }
    let tail = try HistoricalTail(profit: profit, weights: weights)
    for level in [0.8, 0.97] {
      let shortfall = try tail.expectedShortfall(level: level)
      let risk = try tail.valueAtRisk(level: level)
      expectClose(
        expected: shortfall, got: try tail.shortfallObjective(threshold: risk, level: level),
        .relative(1e-13))
      for loss in profit.map(-) {
        #expect(
          try tail.shortfallObjective(threshold: loss, level: level) >= shortfall - 1e-12)
      }
    }
  }

  @Test("a weight of two is the scenario twice")
  func weights() throws {
    let weighted = try HistoricalTail(profit: [-3, 5, -1, 2], weights: [1, 2, 2, 3])
    let repeated = try HistoricalTail(profit: [-3, 5, 5, -1, -1, 2, 2, 2])
    for level in [0.1, 0.6, 0.8, 0.9] {
      expectClose(
        expected: try repeated.expectedShortfall(level: level),
        got: try weighted.expectedShortfall(level: level), .relative(1e-14))
      #expect(
        try repeated.valueAtRisk(level: level) == weighted.valueAtRisk(level: level))
    }
    expectClose(expected: 64.0 / 18, got: weighted.effectiveCount, .relative(1e-14))
    expectClose(expected: 11.0 / 8, got: weighted.mean, .relative(1e-15))
  }

  @Test("what makes no tail")
  func refusals() throws {
    #expect(code { try HistoricalTail(profit: []) } == .invalidInput)
    #expect(code { try HistoricalTail(profit: [1, .nan]) } == .invalidInput)
    #expect(code { try HistoricalTail(profit: [1, 2], weights: [1]) } == .invalidInput)
    #expect(code { try HistoricalTail(profit: [1, 2], weights: [1, -1]) } == .invalidInput)
    #expect(code { try HistoricalTail(profit: [1, 2], weights: [0, 0]) } == .invalidInput)
    let tail = try HistoricalTail(profit: [1, 2], weights: [1, 2])
    #expect(code { try tail.valueAtRisk(level: 1) } == .invalidInput)
    #expect(code { try tail.expectedShortfall(level: 0) } == .invalidInput)
    #expect(code { try tail.expectedShortfall(level: .nan) } == .invalidInput)
    #expect(
      code { try tail.valueAtRisk(level: 0.5, convention: .sample(.linear)) } == .notApplicable)
    #expect(
      code { try tail.expectedShortfall(level: 0.5, convention: .wholeObservations) }
        == .notApplicable)
    let flat = try HistoricalTail(profit: [1, 1, 1])
    #expect(
      code {
        try flat.expectedShortfall(
          level: 0.5, convention: .beyond(.literalRank))
      } == .notApplicable)
  }
}

/// The code of the error that a call throws.
func code<Result>(_ call: () throws -> Result) -> SteelyardError.Code? {
  do {
    _ = try call()
    return nil
  } catch {
    return (error as? SteelyardError)?.code
  }
}

import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Contest of volatility forecasters")
struct VolatilityContestTests {
  static let days = 1500

  /// Returns of a GARCH process, an index that knows its variance and a realised variance that does
  /// not: from day 900 on.
  static let market: (returns: [Double], index: [Double], realised: [Double]) = {
    var generator = SeededGenerator(seed: 8)
    func normal() -> Double {
      let radius = (-2 * log(Double.random(in: 1e-12..<1, using: &generator))).squareRoot()
      return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
    }
    var variance = 0.0016
    var returns: [Double] = []
    var index = [Double](repeating: .nan, count: days)
    var realised = index
    for day in 0..<days {
      let move = variance.squareRoot() * normal()
      if day >= 400 { realised[day] = variance * exp(0.3 * normal()) }
      variance = 0.000_08 + 0.15 * move * move + 0.8 * variance
      // What the next day's variance is, seen at this day's end.
      if day >= 900 { index[day] = 100 * (365 * variance).squareRoot() }
      returns.append(move)
    }
    return (returns, index, realised)
  }()

  private static func contest(
    upTo count: Int = days, disturbedFrom: Int = .max
  ) throws -> VolatilityContest {
    let returns = market.returns[..<count].enumerated().map {
      $0 >= disturbedFrom ? 3 * $1 : $1
    }
    return try VolatilityContest(
      returns: returns, impliedPercent: Array(market.index[..<count]),
      realised: Array(market.realised[..<count]))
  }

  @Test("the first forecaster's loss is that of its formula")
  func exponential() throws {
    let contest = try Self.contest()
    let returns = Self.market.returns
    var variance = returns[..<30].reduce(0) { $0 + $1 * $1 } / 30
    var sum = 0.0
    for (day, move) in returns.enumerated() {
      let ratio = move * move / variance
      if day >= 730 { sum += ratio - log(ratio) - 1 }
      variance = 0.94 * variance + 0.06 * move * move
    }
    expectClose(
      expected: sum / Double(Self.days - 730), got: contest.lines[0].meanLoss, .relative(1e-12))
    #expect(contest.lines[0].name == "exponential 0.94" && contest.lines[0].probability == nil)
    #expect(contest.dayCount == Self.days - 730)
  }

  @Test("a process of its own kind is forecast better by GARCH, and best by who knows its variance")
  func ranks() throws {
    let contest = try Self.contest()
    func line(_ name: String) throws -> VolatilityContest.Line {
      try #require(contest.lines.first { $0.name == name })
    }
    let garch = try line("GARCH, t")
    let chance = try #require(garch.probability)
    #expect(garch.meanLoss < contest.lines[0].meanLoss && chance < 0.05)
    #expect(garch.standInDays == 0)
    // The index begins on day 900: from day 901 on there is a forecast.
    #expect(try line("implied").standInDays == 901 - 730)
    #expect(try line("HAR, realised").standInDays < Self.days - 730)
    #expect(contest.blendLoss < contest.lines[0].meanLoss)
    #expect(contest.championLoss <= contest.lines[0].meanLoss + 1e-3)
    #expect(contest.lines.count == 9)
  }

  @Test("nothing that comes later changes a forecast")
  func causal() throws {
    let whole = try Self.contest()
    let cut = try Self.contest(upTo: 1200)
    let disturbed = try Self.contest(disturbedFrom: 1200)
    for day in 0..<1200 {
      if day < 729 {
        #expect(whole.blendVariances[day].isNaN)
        continue
      }
      #expect(whole.blendVariances[day] == cut.blendVariances[day])
      #expect(whole.championVariances[day] == disturbed.championVariances[day])
      #expect(whole.blendVariances[day] == disturbed.blendVariances[day])
    }
    #expect(whole.blendVariances[1210] != disturbed.blendVariances[1210])
    #expect(whole.blendVariances.count == Self.days)
  }

  @Test("too short a history and columns of another length are refused")
  func refused() {
    let returns = Self.market.returns
    #expect(throws: SteelyardError.self) {
      try VolatilityContest(
        returns: Array(returns[..<980]), impliedPercent: [], realised: [])
    }
    #expect(throws: SteelyardError.self) {
      try VolatilityContest(returns: returns, impliedPercent: [60], realised: [])
    }
    #expect(throws: SteelyardError.self) {
      try VolatilityContest(returns: returns, impliedPercent: [], realised: [0.001])
    }
  }
}

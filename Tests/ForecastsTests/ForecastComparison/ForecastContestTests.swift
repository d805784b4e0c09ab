import Glibc
import SteelyardContracts
import SteelyardForecasts
import TestSupport
import Testing

@Suite("Champion and challengers")
struct ForecastContestTests {
  private static let names = ["constant", "fast", "slow"]

  private func rules(
    loss: ForecastLoss = .quasiLikelihood, horizon: Int = 1,
    blend: ForecastBlend = ForecastBlend(.inverseLoss, .logLinear)
  ) -> ContestRules {
    ContestRules(
      loss: loss, horizon: horizon, significance: 0.05, daysMin: 60, window: 250, reviewDays: 5,
      blend: blend)
  }

  /// Variances that come in slow waves, and three ways to forecast the next squared return.
  private static func history(seed: UInt64) throws -> (forecasts: [[Double]], proxies: [Double]) {
    var draws = SimulatedReturns(seed: seed)
    let returns = (0..<800).map { day in
      exp(1.2 * sin(Double(day) / 40)) * draws.normal()
    }
    func path(_ decay: Double) throws -> [Double] {
      var recursion = try ExponentialVariance(
        decay: decay, start: .given(2), before: [])
      return recursion.path(through: returns).variances
    }
    return (
      [returns.map { _ in 2.0 }, try path(0.9), try path(0.995)], returns.map { $0 * $0 }
    )
  }

  @Test("the better forecaster becomes champion once it is clear, and not before")
  func dethroned() throws {
    let (forecasts, proxies) = try Self.history(seed: 61)
    var contest = try ForecastContest(names: Self.names, champion: "constant", rules: rules())
    let course = try contest.run(forecasts: forecasts, proxies: proxies)
    #expect(contest.champion == "fast")
    #expect(course.champions[..<60].allSatisfy { $0 == 0 })
    let first = try #require(contest.changes.first)
    #expect(first.from == "constant" && first.probability < 0.025)
    #expect(course.champions[first.day] == 0 && course.champions[first.day + 1] != 0)
    #expect(
      course.champion[first.day + 1] == forecasts[course.champions[first.day + 1]][first.day + 1])
  }

  @Test("a challenger that is as good stays a challenger")
  func defended() throws {
    var changes = 0
    for seed in 0..<20 {
      var draws = SimulatedReturns(seed: UInt64(700 + seed))
      let proxies = (0..<300).map { _ in exp(draws.normal()) }
      let forecasts = (0..<2).map { _ in proxies.map { _ in 1.5 * exp(0.2 * draws.normal()) } }
      var contest = try ForecastContest(names: ["one", "two"], champion: "one", rules: rules())
      _ = try contest.run(forecasts: forecasts, proxies: proxies)
      changes += contest.changes.isEmpty ? 0 : 1
    }
    // Reviewed again and again, a level of 5 % is passed by luck more often than once in twenty.
    #expect(changes <= 8)
  }

  @Test("nothing that comes later changes a choice", arguments: [1, 7])
  func causal(horizon: Int) throws {
    let (forecasts, proxies) = try Self.history(seed: 62)
    let cut = 430
    var draws = SimulatedReturns(seed: 63)
    let laterProxies = proxies.indices.map {
      $0 < cut ? proxies[$0] : proxies[$0] * exp(4 * draws.normal())
    }
    let laterForecasts = forecasts.map { series in
      series.indices.map { $0 < cut ? series[$0] : series[$0] * exp(draws.normal()) }
    }
    var before = try ForecastContest(
      names: Self.names, champion: "constant", rules: rules(horizon: horizon))
    var after = before
    let one = try before.run(forecasts: forecasts, proxies: proxies)
    let two = try after.run(forecasts: laterForecasts, proxies: laterProxies)
    #expect(one.champions[..<cut] == two.champions[..<cut])
    #expect(one.blend[..<cut] == two.blend[..<cut])
    // The choices of the next `horizon` days rest on days before the cut as well.
    #expect(one.champions[cut..<(cut + horizon)] == two.champions[cut..<(cut + horizon)])
    #expect(one.blend[(cut + horizon)...] != two.blend[(cut + horizon)...])
    #expect(
      before.changes.filter { $0.day < cut } == after.changes.filter { $0.day < cut })
    #expect(one.champions.contains { $0 != 0 })
  }

  @Test("weights are one over the mean loss, and their blend a geometric mean")
  func blend() throws {
    var contest = try ForecastContest(
      names: ["one", "two"], champion: "one",
      rules: rules(loss: .squaredError, blend: ForecastBlend(.inverseLoss, .logLinear)))
    for _ in 0..<59 { try contest.observe(forecasts: [2, 3], proxy: 1) }
    #expect(contest.weights == [0.5, 0.5])
    try contest.observe(forecasts: [2, 3], proxy: 1)
    // Losses 1 and 4.
    expectClose(expected: 0.8, got: contest.weights[0], .relative(1e-14))
    expectClose(
      expected: pow(2, 0.8) * pow(32, 0.2), got: try contest.blendedForecast([2, 32]),
      .relative(1e-13))
    var plain = try ForecastContest(
      names: ["one", "two"], champion: "two",
      rules: rules(loss: .squaredError, blend: ForecastBlend(.equal, .arithmetic)))
    #expect(try plain.blendedForecast([2, 32]) == 17)
    #expect(try plain.championForecast([2, 32]) == 32)
    try plain.observe(forecasts: [1, 2], proxy: 1)
    #expect(plain.meanLosses == [0, 1])
  }

  @Test("a perfect forecaster takes the whole blend")
  func perfect() throws {
    var contest = try ForecastContest(
      names: ["one", "two"], champion: "two", rules: rules(loss: .squaredError))
    for day in 0..<80 {
      try contest.observe(forecasts: [1, 2 + Double(day % 3)], proxy: 1)
    }
    #expect(contest.weights == [1, 0])
    #expect(contest.champion == "one")
  }

  @Test("a day without a move has no ratio and is counted as left out")
  func skipped() throws {
    var contest = try ForecastContest(
      names: ["one", "two"], champion: "one", rules: rules())
    try contest.observe(forecasts: [1, 2], proxy: 0)
    #expect(contest.skippedCount == 1 && contest.dayCount == 1)
    #expect(contest.meanLosses == nil)
  }

  @Test("bad forecasts and proxies are refused and change nothing")
  func refusedDays() throws {
    var contest = try ForecastContest(
      names: ["one", "two"], champion: "one", rules: rules())
    let before = contest
    #expect(throws: SteelyardError.self) { try contest.observe(forecasts: [1], proxy: 1) }
    #expect(throws: SteelyardError.self) { try contest.observe(forecasts: [1, 0], proxy: 1) }
    #expect(throws: SteelyardError.self) { try contest.observe(forecasts: [1, 2], proxy: -1) }
    #expect(throws: SteelyardError.self) { try contest.observe(forecasts: [1, 2], proxy: .nan) }
    #expect(throws: SteelyardError.self) { try contest.run(forecasts: [[1]], proxies: [1]) }
    #expect(contest == before)
  }

  @Test("names twice, a champion from outside, and rules that don't fit")
  func refusedRules() {
    func refused(_ names: [String], _ champion: String, _ rules: ContestRules) -> Bool {
      do {
        _ = try ForecastContest(names: names, champion: champion, rules: rules)
        return false
      } catch { return error.code == .invalidInput }
    }
    #expect(refused(["one"], "one", rules()))
    #expect(refused(["one", "one"], "one", rules()))
    #expect(refused(["one", "two"], "three", rules()))
    #expect(refused(["one", "two"], "one", rules(loss: .likelihood)))
    #expect(refused(["one", "two"], "one", rules(horizon: 30)))
    var loose = rules()
    loose.significance = 0
    #expect(refused(["one", "two"], "one", loose))
    loose = rules()
    loose.window = 10
    #expect(refused(["one", "two"], "one", loose))
    #expect(!refused(["one", "two"], "one", rules()))
  }
}

import SteelyardForecasts
import SteelyardMath
import TestSupport
import Testing

/// Fits and forecasts on real coins, which have falls of 40 % in a day.
@Suite("Volatility of real coins", .enabled(if: RealReturns.isPresent, RealReturns.skipped))
struct RealVolatilityTests {
  @Test("every model's fit converges", arguments: ["BTC", "ETH", "SOL", "DOGE"])
  func fits(coin: String) throws {
    let returns = Array(try RealReturns.daily(coin, through: "2024-12-31").suffix(1500))
    var likelihoods: [String: Double] = [:]
    for dynamics in VarianceDynamicsKind.allCases {
      for distribution in InnovationDistribution.allCases {
        let fit = try GARCHSpecification(
          dynamics, mean: .constant, distribution: distribution, start: .backcast,
          persistence: .belowOne
        ).fit(returns)
        #expect(fit.status == .converged, "\(dynamics) \(distribution)")
        likelihoods["\(dynamics) \(distribution)"] = fit.logLikelihood
      }
    }
    for dynamics in VarianceDynamicsKind.allCases {
      let normal = try #require(likelihoods["\(dynamics) normal"])
      let student = try #require(likelihoods["\(dynamics) studentT"])
      #expect(student > normal + 20, "\(dynamics): coins have fat tails")
    }
    let regime = try RegimeModel.fit(returns, mean: .zero)
    #expect(regime.status == .converged)
    #expect(regime.model.wildVariance > 2 * regime.model.calmVariance)
  }

  @Test("walk-forward, the blend beats the champion it began with", arguments: ["BTC", "ETH"])
  func contest(coin: String) throws {
    let returns = try RealReturns.daily(coin, through: "2024-12-31")
    let first = returns.count - 1600
    let names = ["ewma 0.94", "ewma 0.97", "two speeds", "garch t", "gjr t", "egarch t", "regime"]
    let fast = try exponential(0.94, returns, first)
    let slow = try exponential(0.97, returns, first)
    let long = try exponential(0.99, returns, first)
    var series = [
      fast, slow, zip(fast, long).map { 0.5 * $0 + 0.5 * $1 },
      try refitted(.garch, returns, first), try refitted(.gjr, returns, first),
      try refitted(.egarch, returns, first), try regime(returns, first),
    ]
    series = series.map { Array($0) }
    let proxies = returns[first...].map { $0 * $0 }
    var contest = try ForecastContest(
      names: names, champion: "ewma 0.94",
      rules: ContestRules(
        loss: .quasiLikelihood, horizon: 1, significance: 0.05, daysMin: 250, window: 1000,
        reviewDays: 20, blend: ForecastBlend(.inverseLoss, .logLinear)))
    let course = try contest.run(forecasts: series, proxies: proxies)
    func loss(_ forecasts: [Double]) -> Double {
      let losses = zip(forecasts, proxies).filter { $0.1 > 0 }
        .map { ForecastLoss.quasiLikelihood.loss(forecast: $0.0, proxy: $0.1) }
      return losses.reduce(0, +) / Double(losses.count)
    }
    for (name, forecasts) in zip(names, series) { print("\(coin) \(name): \(loss(forecasts))") }
    let (champion, blend) = (loss(course.champion), loss(course.blend))
    print("\(coin) champion \(contest.champion): \(champion), blend: \(blend)", contest.changes)
    #expect(blend < loss(fast))
    #expect(champion <= loss(fast) + 1e-12)
  }

  /// Variances of the days from `first` on, each from the days before.
  private func exponential(
    _ decay: Double, _ returns: [Double], _ first: Int
  ) throws -> [Double] {
    var recursion = try ExponentialVariance(decay: decay, start: .backcast, before: returns)
    return Array(recursion.path(through: returns).variances[first...])
  }

  /// A model fitted anew every 90 days to the 1000 days before, stepped forward in between.
  private func refitted(
    _ dynamics: VarianceDynamicsKind, _ returns: [Double], _ first: Int
  ) throws -> [Double] {
    try blocks(returns, first) { history, block in
      var recursion = try GARCHSpecification(
        dynamics, mean: .constant, distribution: .studentT, start: .backcast,
        persistence: .belowOne
      ).fit(history).recursion
      return recursion.path(through: block).variances
    }
  }

  private func regime(_ returns: [Double], _ first: Int) throws -> [Double] {
    try blocks(returns, first) { history, block in
      var recursion = try RegimeModel.fit(history, mean: .zero).recursion
      return recursion.path(through: block).variances
    }
  }

  private func blocks(
    _ returns: [Double], _ first: Int, _ forecast: ([Double], [Double]) throws -> [Double]
  ) throws -> [Double] {
    try stride(from: first, to: returns.count, by: 90).flatMap { day in
      try forecast(
        Array(returns[(day - 1000)..<day]),
        Array(returns[day..<min(day + 90, returns.count)]))
    }
  }
}

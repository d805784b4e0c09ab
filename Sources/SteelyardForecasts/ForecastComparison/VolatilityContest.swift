public import SteelyardContracts

/// The usual forecasts of one asset's daily variance, walked through its history against each other.
///
/// Every forecast of a day is made of the days before it: models are fitted anew at a set rate to a
/// window that ends there, and the champion is the one of that day. What can't forecast yet, because
/// its fit failed or its data had not begun, stands in with the first forecaster's number, so that no
/// day is left out for one and counted for another.
public struct VolatilityContest: Sendable, Hashable {
  /// What takes part, and how it is fitted.
  public struct Lineup: Sendable, Hashable, Codable {
    /// Decay of the first forecaster, the champion of the first day.
    public let fastDecay: Double
    /// Decay of a slower exponential forecaster.
    public let slowDecay: Double
    /// Returns that a model is fitted to at most.
    public let fitDays: Int
    /// Returns before the first fit and the first day that counts.
    public let fitDaysMin: Int
    /// Days between two fits.
    public let refitDays: Int

    /// A lineup from its parts.
    public init(
      fastDecay: Double, slowDecay: Double, fitDays: Int, fitDaysMin: Int, refitDays: Int
    ) {
      self.fastDecay = fastDecay
      self.slowDecay = slowDecay
      self.fitDays = fitDays
      self.fitDaysMin = fitDaysMin
      self.refitDays = refitDays
    }

    /// Two years before the first fit, which is renewed each quarter on three years at most.
    public static let standard = Lineup(
      fastDecay: 0.94, slowDecay: 0.97, fitDays: 1000, fitDaysMin: 730, refitDays: 90)
  }

  /// One forecaster over the days that counted.
  public struct Line: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Mean quasi-likelihood loss against squared returns.
    public let meanLoss: Double
    /// The chance of a difference to the first forecaster as large, either way, if both were equally
    /// good; nil for that one itself and where there is no difference.
    public let probability: Double?
    /// Days on which the first forecaster stood in for it.
    public let standInDays: Int
  }

  /// The forecasters.
  public let lines: [Line]
  /// Mean loss of the champions' forecasts, of whoever was champion on the day.
  public let championLoss: Double
  /// Mean loss of the blend.
  public let blendLoss: Double
  /// The chance of a difference between blend and first forecaster as large if they were equally good.
  public let blendProbability: Double?
  /// Who is champion at the end.
  public let champion: String
  /// Every change of the champion, days counted in `returns`.
  public let changes: [ContestChange]
  /// Days that counted.
  public let dayCount: Int
  /// The champion's variance of the day after each; NaN before the first fit; shape `[day]`.
  public let championVariances: [Double]
  /// The blend's, as the champion's.
  public let blendVariances: [Double]

  /// The rules that the contest is held by.
  public static let rules = ContestRules(
    loss: .quasiLikelihood, horizon: 1, significance: 0.05, daysMin: 250, window: 1000,
    reviewDays: 20, blend: ForecastBlend(.inverseLoss, .logLinear))

  /// Holds a contest.
  ///
  /// - Parameters:
  ///   - returns: Daily, decimal, in time order; shape `[day]`.
  ///   - impliedPercent: A 30-day volatility index at each day's end, in per cent a year, NaN where
  ///     there is none; shape `[day]` or empty.
  ///   - realised: The variance that returns within each day sum to, NaN where it is not known; shape
  ///     `[day]` or empty.
  /// - Throws: `invalidInput` for too few returns, one that is not finite, or columns of other
  ///   lengths.
  public init(
    returns: [Double], impliedPercent: [Double], realised: [Double], lineup: Lineup = .standard
  ) throws(SteelyardError) {
    let first = lineup.fitDaysMin
    guard returns.count > first + VolatilityContest.rules.daysMin,
      impliedPercent.isEmpty || impliedPercent.count == returns.count,
      realised.isEmpty || realised.count == returns.count
    else {
      throw SteelyardError(
        .invalidInput,
        "A contest has \(returns.count) returns, \(impliedPercent.count) values of an index and "
          + "\(realised.count) realised variances.",
        remedy: "Give more than \(first + VolatilityContest.rules.daysMin) returns, and as many of "
          + "the others or none.")
    }
    let series = try ContestSeries(returns, impliedPercent, realised, lineup)
    let names = series.forecasters.map(\.name)
    let forecasts = series.forecasters.map(\.variances)
    let proxies = returns[first...].map { $0 * $0 }
    var contest = try ForecastContest(
      names: names, champion: names[0], rules: VolatilityContest.rules)
    let course = try contest.run(
      forecasts: forecasts.map { Array($0.dropLast()) }, proxies: proxies)
    let tomorrow = forecasts.map { $0[$0.count - 1] }
    let unknown = [Double](repeating: .nan, count: first - 1)
    championVariances = unknown + course.champion + [try contest.championForecast(tomorrow)]
    blendVariances = unknown + course.blend + [try contest.blendedForecast(tomorrow)]
    champion = contest.champion
    changes = contest.changes.map {
      ContestChange(day: $0.day + first, from: $0.from, to: $0.to, probability: $0.probability)
    }
    func losses(_ forecasts: [Double]) -> [Double] {
      zip(forecasts, proxies).filter { $0.1 > 0 }
        .map { VolatilityContest.rules.loss.loss(forecast: $0.0, proxy: $0.1) }
    }
    func mean(_ losses: [Double]) -> Double { losses.reduce(0, +) / Double(losses.count) }
    let reference = losses(forecasts[0])
    func probability(_ own: [Double]) -> Double? {
      let test = try? DieboldMarianoTest(first: reference, second: own, horizon: 1)
      return test?.twoSidedProbability
    }
    lines = series.forecasters.map { forecaster in
      let own = losses(forecaster.variances)
      return Line(
        name: forecaster.name, meanLoss: mean(own), probability: probability(own),
        standInDays: forecaster.standInDays)
    }
    dayCount = reference.count
    championLoss = mean(losses(course.champion))
    let blended = losses(course.blend)
    blendLoss = mean(blended)
    blendProbability = probability(blended)
  }
}

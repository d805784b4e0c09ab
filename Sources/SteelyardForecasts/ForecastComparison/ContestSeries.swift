import SteelyardContracts
import SteelyardMath

/// The forecasts of every forecaster of a volatility contest, each day's from the days before it.
struct ContestSeries {
  /// One forecaster's forecasts.
  struct Forecaster {
    let name: String
    /// Of each day from the first that counts, and of the day after the last; shape `[day + 1]`.
    let variances: [Double]
    /// Days on which the first forecaster stood in.
    let standInDays: Int
  }

  /// The forecasters; the first is the exponential one that stands in for others.
  let forecasters: [Forecaster]

  init(
    _ returns: [Double], _ impliedPercent: [Double], _ realised: [Double],
    _ lineup: VolatilityContest.Lineup
  ) throws(SteelyardError) {
    let first = lineup.fitDaysMin
    func exponential(_ decay: Double) throws(SteelyardError) -> [Double] {
      var recursion = try ExponentialVariance(
        decay: decay, start: .meanSquare(first: 30), before: returns)
      let path = recursion.path(through: returns)
      return Array(path.variances[first...]) + [path.next]
    }
    let fast = try exponential(lineup.fastDecay)
    let slow = try exponential(lineup.slowDecay)
    let long = try exponential(0.99)
    var forecasters = [
      Forecaster(name: "exponential \(lineup.fastDecay)", variances: fast, standInDays: 0),
      Forecaster(name: "exponential \(lineup.slowDecay)", variances: slow, standInDays: 0),
      Forecaster(
        name: "two speeds", variances: zip(fast, long).map { 0.5 * $0 + 0.5 * $1 }, standInDays: 0),
    ]
    func add(_ name: String, _ variances: [Double?]) {
      forecasters.append(
        Forecaster(
          name: name, variances: zip(variances, fast).map { $0 ?? $1 },
          standInDays: variances.filter { $0 == nil }.count))
    }
    for (name, dynamics) in [
      ("GARCH, t", VarianceDynamicsKind.garch), ("GJR, t", .gjr), ("EGARCH, t", .egarch),
    ] {
      add(
        name,
        Self.refitted(returns, lineup) { past in
          let fit = try? GARCHSpecification(
            dynamics, mean: .constant, distribution: .studentT, start: .backcast,
            persistence: .belowOne
          ).fit(past)
          return fit?.status == .converged ? fit.map { .garch($0.recursion) } : nil
        })
    }
    add(
      "two regimes",
      Self.refitted(returns, lineup) { past in
        let fit = try? RegimeModel.fit(past, mean: .zero)
        return fit?.status == .converged ? fit.map { .regime($0.recursion) } : nil
      })
    if impliedPercent.contains(where: { $0 > 0 }) {
      add("implied", try Self.implied(returns, impliedPercent, first))
    }
    if realised.contains(where: { $0 > 0 }) {
      add("HAR, realised", Self.autoregression(realised, lineup))
    }
    self.forecasters = forecasters
  }

  /// A model fitted anew at a set rate and stepped forward in between; nil where none converged yet.
  private static func refitted(
    _ returns: [Double], _ lineup: VolatilityContest.Lineup,
    fit: ([Double]) -> VarianceForecaster?
  ) -> [Double?] {
    var variances: [Double?] = []
    var model: VarianceForecaster?
    for day in lineup.fitDaysMin...returns.count {
      if (day - lineup.fitDaysMin).isMultiple(of: lineup.refitDays) {
        // A fit that fails leaves the one before, which goes on.
        model = fit(Array(returns[max(0, day - lineup.fitDays)..<day])) ?? model
      }
      variances.append(model.map(\.next).flatMap { $0 > 0 && $0.isFinite ? $0 : nil })
      if day < returns.count { model?.observe(returns[day]) }
    }
    return variances
  }

  /// The variance that an index implies, less the premium that past days say sellers ask.
  private static func implied(
    _ returns: [Double], _ percent: [Double], _ first: Int
  ) throws(SteelyardError) -> [Double?] {
    var variances: [Double?] = []
    var known: ImpliedVariance?
    for day in 0...returns.count {
      if day >= first { variances.append(known?.next) }
      guard day < returns.count else { break }
      guard percent[day] > 0 else {
        known = nil
        continue
      }
      if known == nil {
        known = try ImpliedVariance(
          indexPercent: percent[day], priorRatio: 0.8, priorDays: 60, halfLifeDays: 180,
          ratioBounds: 0.3...1.5)
      } else {
        try known?.observe(value: returns[day], indexPercent: percent[day])
      }
    }
    return variances
  }

  /// The heterogeneous autoregression of realised variances, in logarithms; nil where a month of them
  /// is not known.
  private static func autoregression(
    _ realised: [Double], _ lineup: VolatilityContest.Lineup
  ) -> [Double?] {
    let specification = HARSpecification(
      .logarithm, week: 7, month: 30, horizon: 1, errorLags: 1)
    var variances: [Double?] = []
    var model: HARModel?
    for day in lineup.fitDaysMin...realised.count {
      // Only what has no gap up to today is regressed.
      let start = realised[..<day].lastIndex { !($0 > 0) }.map { $0 + 1 } ?? 0
      let past = Array(realised[max(start, day - lineup.fitDays)..<day])
      if model == nil || (day - lineup.fitDaysMin).isMultiple(of: lineup.refitDays),
        past.count >= 365
      {
        model = (try? specification.fit(variances: past, quarticities: nil))?.model ?? model
      }
      variances.append(
        model.flatMap {
          past.count >= 30 ? try? $0.forecast(variances: past, quarticity: nil) : nil
        }
      )
    }
    return variances
  }
}

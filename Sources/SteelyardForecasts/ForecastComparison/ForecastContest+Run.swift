public import SteelyardContracts

extension ForecastContest {
  /// What a contest said on each day of a history, from the days before it.
  public struct Course: Sendable, Hashable {
    /// Places in `names` of the champion whose forecast of the day counts; shape `[day]`.
    public let champions: [Int]
    /// The champion's forecast of each day; shape `[day]`.
    public let champion: [Double]
    /// The blended forecast of each day; shape `[day]`.
    public let blend: [Double]
  }

  /// Runs through a history.
  ///
  /// The forecast of day t was made `horizon` days before, when the last known loss was that of
  /// day t − horizon: champion and weights are those of that time.
  ///
  /// - Parameters:
  ///   - forecasts: For each forecaster its forecast of each day; shape `[forecaster][day]`.
  ///   - proxies: What came; shape `[day]`.
  /// - Throws: `invalidInput` as `observe`; the days before are taken in then.
  public mutating func run(
    forecasts: [[Double]], proxies: [Double]
  ) throws(SteelyardError) -> Course {
    guard forecasts.count == names.count,
      forecasts.allSatisfy({ $0.count == proxies.count })
    else {
      throw SteelyardError(
        .invalidInput,
        "The series of forecasts have \(forecasts.map(\.count)) days, the proxies \(proxies.count).",
        remedy: "Pass one series for each forecaster, all as long as the proxies.")
    }
    var (champions, champion, blend): ([Int], [Double], [Double]) = ([], [], [])
    var known: [(champion: Int, weights: [Double])] = []
    for day in proxies.indices {
      known.append((championIndex, weights))
      let choice = known[max(0, day - rules.horizon + 1)]
      let today = forecasts.map { $0[day] }
      try check(today)
      champions.append(choice.champion)
      champion.append(today[choice.champion])
      blend.append(rules.blend.combine(today, weights: choice.weights))
      try observe(forecasts: today, proxy: proxies[day])
    }
    return Course(champions: champions, champion: champion, blend: blend)
  }
}

import Glibc
public import SteelyardContracts
public import SteelyardForecasts

/// Makes states of the dynamic model from a history, for any day of it.
///
/// A state stands on closes, implied volatilities and crashes that were known at the end of its day.
public struct Calibrator: Sendable {
  /// The model's parameters.
  public let specification: DynamicSpecification
  /// The history.
  public let history: CalibrationHistory
  /// The seed of every draw.
  public let seed: UInt64
  let crashes: [Crash]
  let paths: [CoinPath]
  let volatilities: [VolatilityPath]
  /// Extremes of each coin by whole days of horizon.
  let extremes: [[Int: (falls: [Double], rises: [Double])]]
  /// Days from the one with the wildest market before it; shape `[day]`, the logarithm of the mean
  /// recent variance over coins.
  let unrest: [Double]

  /// A calibrator of one history.
  ///
  /// - Throws: `invalidInput` where the parameters cannot be computed with.
  public init(
    _ history: CalibrationHistory, crashes: [Crash], _ specification: DynamicSpecification,
    seed: UInt64
  ) throws(SteelyardError) {
    try specification.check()
    self.specification = specification
    self.history = history
    self.seed = seed
    self.crashes = crashes.sorted { ($0.knownFrom, $0.label) < ($1.knownFrom, $1.label) }
    let rule = specification.calibration
    var paths: [CoinPath] = []
    for (place, coin) in history.coins.enumerated() {
      let market = paths.first.map {
        (returns: $0.returns, standardised: $0.standardised, fast: $0.fast)
      }
      paths.append(try CoinPath(coin, rule, market: market, seed: seed &+ UInt64(place)))
    }
    self.paths = paths
    volatilities = history.coins.indices.map { place in
      VolatilityPath(
        history.coins[place].impliedVolatility, returns: paths[place].returns,
        prior: rule.volatility[paths[place].coin])
    }
    extremes = paths.map { path in
      let days = [specification.initial, specification.maintenance].map {
        ScenarioHorizon(
          days: $0.horizonDays[path.coin], shortPower: rule.shortHorizonPower
        ).wholeDays
      }
      return Dictionary(
        Set(days).map { ($0, path.extremes(days: $0)) }, uniquingKeysWith: { first, _ in first })
    }
    unrest = history.days.indices.map { day in
      let known = paths.filter { $0.entry <= day && $0.fast[day] > 0 }
      return known.reduce(0) { $0 + 2 * log($1.fast[day]) } / Double(max(1, known.count))
    }
  }

  /// The coins that are margined at the end of a day.
  public func coins(on day: Int) -> [Currency] {
    paths.filter { $0.entry <= day }.map(\.coin)
  }

  /// The last day that had ended at an instant, or nil before the first.
  public func day(at time: Timestamp) -> Int? { history.days.lastIndex { $0 <= time } }

  /// The state at the end of a day.
  ///
  /// - Throws: `invalidInput` where no coin has enough history by then.
  public func state(on day: Int, name: String) throws(SteelyardError) -> ModelState {
    let known = paths.indices.filter { paths[$0].entry <= day }
    guard !known.isEmpty else {
      throw SteelyardError(
        .invalidInput,
        "By \(history.days[day]) no coin has \(specification.calibration.observationsMin) returns.",
        remedy: "Give a longer history or a later day.")
    }
    let asOf = history.days[day]
    return ModelState(
      name: name, model: specification.name, parameters: specification.provenance.name,
      asOf: asOf, epoch: day, seed: seed, sources: history.sources,
      coins: known.map { coinState($0, on: day) },
      initial: try scenarios(known, specification.initial, \.initialScale, on: day),
      maintenance: try scenarios(known, specification.maintenance, \.maintenanceScale, on: day))
  }

  private func coinState(_ place: Int, on day: Int) -> CoinState {
    let path = paths[place]
    let horizon = ScenarioHorizon(
      days: specification.initial.horizonDays[path.coin],
      shortPower: specification.calibration.shortHorizonPower)
    let extremes = extremes[place][horizon.wholeDays]
    let volumes = history.coins[place].volumeUSD
    return CoinState(
      coin: path.coin, fast: path.fast[day], slow: path.slow[day],
      initialScale: path.initialScale[day], maintenanceScale: path.maintenanceScale[day],
      worstFall: expm1(extremes?.falls[day] ?? 0), largestRise: expm1(extremes?.rises[day] ?? 0),
      observations: day - path.start + 1,
      dailyVolumeUSD: volumes.isEmpty ? nil : ReliableVolume.perDay(volumes[...day]))
  }
}

/// A horizon in the whole days of history whose returns make it up, and what they are scaled with.
struct ScenarioHorizon {
  let days: Double
  /// How moves shrink over a fraction of a day.
  let shortPower: Double

  /// Days of returns that are added up, >= 1.
  var wholeDays: Int { max(1, Int(days.rounded())) }
  /// What the sum of those days is multiplied with.
  var scale: Double {
    days < 1 ? pow(days, shortPower) : (days / Double(wholeDays)).squareRoot()
  }
}

extension Calibrator {
  /// What a coin's volatility was and what it was scaled to, day by day; decimal, daily.
  public struct ScalePath: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// The ends of the days.
    public let days: [Timestamp]
    /// Volatility by recent moves.
    public let fast: [Double]
    /// The scale of initial margin.
    public let initialScale: [Double]
    /// The scale of maintenance margin.
    public let maintenanceScale: [Double]
  }

  /// The paths of the coins that are margined at the end of a day, from when each first was.
  public func scalePaths(upTo day: Int) -> [ScalePath] {
    paths.filter { $0.entry <= day }.map { path in
      ScalePath(
        coin: path.coin, days: Array(history.days[path.entry...day]),
        fast: Array(path.fast[path.entry...day]),
        initialScale: Array(path.initialScale[path.entry...day]),
        maintenanceScale: Array(path.maintenanceScale[path.entry...day]))
    }
  }

  /// The contest of volatility forecasters on each coin that is margined at the end of a day and has
  /// years enough, up to that day.
  ///
  /// - Throws: What `VolatilityContest` throws.
  public func contests(
    upTo day: Int
  ) throws(SteelyardError) -> [(coin: Currency, contest: VolatilityContest)] {
    var contests: [(coin: Currency, contest: VolatilityContest)] = []
    for (path, coin) in zip(paths, history.coins) where path.entry <= day {
      if let contest = try CoinPath.contest(of: coin, path.returns, from: path.start, upTo: day) {
        contests.append((path.coin, contest))
      }
    }
    return contests
  }
}

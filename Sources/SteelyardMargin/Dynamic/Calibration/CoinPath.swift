import Glibc
import SteelyardContracts
import SteelyardForecasts
import SteelyardMath

/// What was known of a coin at the end of each day: causal columns, computed once for a history.
///
/// Number d stands on the closes up to day d alone.
struct CoinPath {
  /// The coin.
  let coin: Currency
  /// The first day with a return of its own, and the first on which it is margined.
  let start: Int
  let entry: Int
  /// Log return of each day; before `start`, what the market's move and its own residuals suggest.
  private(set) var returns: [Double]
  /// Daily volatility by recent moves, over the long run, and damped between both.
  private(set) var fast: [Double]
  private(set) var slow: [Double]
  private(set) var damped: [Double]
  /// The damped volatility with floor, that rises at once and falls at a set rate.
  private(set) var initialScale: [Double]
  /// The same, which rises at a set rate too.
  private(set) var maintenanceScale: [Double]
  /// Return over the damped volatility of the day before.
  private(set) var standardised: [Double]

  /// The path of one coin.
  ///
  /// - Parameters:
  ///   - market: Returns of the market's coin and their standardised values; nil for that coin.
  /// - Throws: What a contest of forecasters throws.
  init(
    _ coin: CalibrationHistory.Coin, _ rule: CalibrationRule,
    market: (returns: [Double], standardised: [Double], fast: [Double])?, seed: UInt64
  ) throws(SteelyardError) {
    self.coin = coin.coin
    let closes = CoinPath.filled(coin.closes)
    let count = closes.count
    var own = [Double](repeating: .nan, count: count)
    for day in 1..<max(1, count) { own[day] = log(closes[day] / closes[day - 1]) }
    // After the last gap: a coin that was away starts anew.
    start = (own.lastIndex(where: \.isNaN) ?? -1) + 1
    entry = start + rule.observationsMin
    returns = own
    if let market, start > 0 {
      returns = CoinPath.related(
        own, start: start, entry: min(entry, count), to: market, rule, seed)
    } else if start > 0, start < count {
      returns = [Double](repeating: 0, count: start) + own[start...]
    }
    let recent = CoinPath.variances(returns, decay: rule.fastDecay, seedDays: 30)
    fast = recent.map { $0.squareRoot() }
    if rule.fastSource != .exponential,
      let contest = try CoinPath.contest(of: coin, returns, from: start, upTo: count - 1)
    {
      let chosen =
        rule.fastSource == .champion ? contest.championVariances : contest.blendVariances
      for (place, variance) in chosen.enumerated() where !variance.isNaN {
        fast[start + place] = variance.squareRoot()
      }
    }
    slow = CoinPath.rootMeanSquares(returns, days: Int(rule.slowYears * 365))
    let theta = rule.damping
    damped = zip(fast, slow).map { pow($0, theta) * pow($1, 1 - theta) }
    standardised = [Double](repeating: 0, count: count)
    for day in 1..<max(1, count) where damped[day - 1] > 0 {
      standardised[day] = returns[day] / damped[day - 1]
    }
    initialScale = damped
    maintenanceScale = damped
    let floor = CoinPath.rootMeanSquares(returns, days: Int(rule.floorYears * 365))
    let riseMax = pow(1 + rule.maintenanceRisePerHour, 24)
    for day in 0..<count {
      let target = max(damped[day], rule.floorShare * floor[day])
      // Nothing rises from nothing: limits begin with the first volatility that is known.
      guard day > 0, maintenanceScale[day - 1] > 0 else {
        initialScale[day] = target
        maintenanceScale[day] = target
        continue
      }
      initialScale[day] = max(target, initialScale[day - 1] * (1 - rule.fallPerDay))
      let before = maintenanceScale[day - 1]
      maintenanceScale[day] =
        target > before
        ? min(target, before * riseMax) : max(target, before * (1 - rule.fallPerDay))
    }
  }

  /// The contest of forecasters on a coin's own returns; nil where they are too few.
  static func contest(
    of coin: CalibrationHistory.Coin, _ returns: [Double], from start: Int, upTo day: Int
  ) throws(SteelyardError) -> VolatilityContest? {
    let least = VolatilityContest.Lineup.standard.fitDaysMin + VolatilityContest.rules.daysMin
    guard day - start >= least, day < returns.count else { return nil }
    let days = start...day
    return try VolatilityContest(
      returns: Array(returns[days]),
      impliedPercent: coin.impliedVolatility.isEmpty
        ? [] : coin.impliedVolatility[days].map { 100 * $0 },
      realised: coin.realisedVariance.isEmpty ? [] : Array(coin.realisedVariance[days]))
  }

  /// The worst fall and the largest rise of the logarithm over so many days, of the coin's own
  /// history up to each day.
  func extremes(days: Int) -> (falls: [Double], rises: [Double]) {
    var worst = 0.0
    var best = 0.0
    var falls = [Double](repeating: 0, count: returns.count)
    var rises = falls
    for day in returns.indices {
      if day >= start + days - 1 {
        var move = 0.0
        for step in 0..<days { move += returns[day - step] }
        worst = min(worst, move)
        best = max(best, move)
      }
      falls[day] = worst
      rises[day] = best
    }
    return (falls, rises)
  }

  /// One or two missing days take the close before them; longer gaps stay.
  private static func filled(_ closes: [Double]) -> [Double] {
    var filled = closes
    for day in filled.indices.dropFirst() where closes[day].isNaN {
      // Looking back alone, so that no day depends on what came after it.
      if !closes[day - 1].isNaN || (day > 1 && !closes[day - 2].isNaN) {
        filled[day] = filled[day - 1]
      }
    }
    return filled
  }

  /// Exponentially weighted mean squares, seeded with a plain mean.
  private static func variances(_ returns: [Double], decay: Double, seedDays: Int) -> [Double] {
    let seed = returns.prefix(seedDays + 1).dropFirst()
    var variance = seed.isEmpty ? 0 : seed.reduce(0) { $0 + $1 * $1 } / Double(seed.count)
    return returns.map { move in
      if !move.isNaN { variance = decay * variance + (1 - decay) * move * move }
      return variance
    }
  }

  private static func rootMeanSquares(_ returns: [Double], days: Int) -> [Double] {
    var sum = 0.0
    return returns.indices.map { day in
      if !returns[day].isNaN { sum += returns[day] * returns[day] }
      if day >= days, !returns[day - days].isNaN {
        sum -= returns[day - days] * returns[day - days]
      }
      return (max(0, sum) / Double(min(day + 1, days))).squareRoot()
    }
  }

  /// A young coin's returns before its listing: the market's standardised move at the correlation of
  /// the coin's first days, and a residual of those days; frozen when the coin is first margined.
  private static func related(
    _ own: [Double], start: Int, entry: Int,
    to market: (returns: [Double], standardised: [Double], fast: [Double]),
    _ rule: CalibrationRule, _ seed: UInt64
  ) -> [Double] {
    guard start < entry else { return own.map { $0.isNaN ? 0 : $0 } }
    let days = start..<entry
    let scales = variances(Array(own[days]), decay: rule.fastDecay, seedDays: 30)
      .map { $0.squareRoot() }
    let ownScores = days.map { own[$0] / max(scales[max(0, $0 - start - 1)], 1e-12) }
    let marketScores = days.map { market.standardised[$0] }
    let crossed = zip(ownScores, marketScores).reduce(0) { $0 + $1.0 * $1.1 }
    let ownSquare = ownScores.reduce(0) { $0 + $1 * $1 }
    let marketSquare = marketScores.reduce(0) { $0 + $1 * $1 }
    let slope = marketSquare > 0 ? crossed / marketSquare : 0
    let residuals = zip(ownScores, marketScores).map { $0 - slope * $1 }
    let marketReturns = days.reduce(0) { $0 + market.returns[$1] * market.returns[$1] }
    let ratio =
      marketReturns > 0 && ownSquare > 0
      ? (days.reduce(0) { $0 + own[$1] * own[$1] } / marketReturns).squareRoot() : 1
    var generator = SplitMix64(seed: seed)
    var returns = own
    for day in 0..<start {
      let residual = residuals[Int(generator.next() % UInt64(residuals.count))]
      returns[day] =
        (slope * market.standardised[day] + residual) * market.fast[max(0, day - 1)] * ratio
    }
    return returns
  }
}

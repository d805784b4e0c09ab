import Glibc
import SteelyardContracts
import SteelyardScenarios

extension Calibrator {
  /// The scenarios of one requirement at the end of a day.
  func scenarios(
    _ known: [Int], _ measure: DynamicMeasure, _ scale: KeyPath<CoinPath, [Double]>, on day: Int
  ) throws(SteelyardError) -> StateScenarios {
    let rule = specification.calibration
    let volatilities = known.map { self.volatilities[$0].known(at: day) }
    // Two days of returns before the window keep every horizon inside history.
    let first = max(2, day - rule.windowDays + 1)
    let window = Array(first...max(first, day))
    let worst = measure.stressedWeight > 0 ? wildestDays(rule.stressedCount, upTo: day) : []
    let current = pastMoves(known, volatilities, measure, days: window) { place, horizon in
      switch rule.source {
      case .historical: window.map { sum(paths[place].returns, horizon, on: $0) }
      case .filteredHistorical, .monteCarlo:
        filtered(place, horizon, days: window, scale: paths[place][keyPath: scale][day], on: day)
      }
    }
    let wild = pastMoves(known, volatilities, measure, days: worst) { place, horizon in
      let own = extremes[place][horizon.wholeDays]
      return worst.map {
        let move = sum(paths[place].returns, horizon, on: $0)
        // Days before a coin was listed are made from the market's and may exceed its own past.
        return min(max(move, own?.falls[day] ?? 0), own?.rises[day] ?? 0)
      }
    }
    let core: JointScenarios
    var stressed: JointScenarios?
    switch rule.source {
    case .historical, .filteredHistorical:
      core = try current.scenarios(label: "as on", history: self)
      if !worst.isEmpty { stressed = try wild.scenarios(label: "stressed as on", history: self) }
    case .monteCarlo:
      core = try drawn(current, bounds: caps(known, measure, on: day), label: "drawn", stream: 1)
      if !worst.isEmpty {
        stressed = try drawn(
          wild, bounds: extremes(known, measure, on: day), label: "stressed, drawn", stream: 2)
      }
    }
    return StateScenarios(
      core: core, stressed: stressed,
      crashes: try crashGroup(known, volatilities, measure, on: day),
      brokenStride: measure.brokenShare > 0 ? max(1, core.count / max(1, known.count)) : nil)
  }

  /// Past returns over their volatility then, times the volatility now, within the caps.
  private func filtered(
    _ place: Int, _ horizon: ScenarioHorizon, days: [Int], scale: Double, on day: Int
  ) -> [Double] {
    let path = paths[place]
    let cap = cap(place, horizon, on: day)
    return days.map { past in
      let move = scale * sum(path.standardised, horizon, on: past)
      return min(max(move, cap.lowerBound), cap.upperBound)
    }
  }

  /// The returns that end on a day, over a horizon.
  private func sum(_ returns: [Double], _ horizon: ScenarioHorizon, on day: Int) -> Double {
    var sum = 0.0
    for step in 0..<horizon.wholeDays where day - step >= 0 { sum += returns[day - step] }
    return sum * horizon.scale
  }

  /// The days after the wildest markets, oldest first.
  private func wildestDays(_ count: Int, upTo day: Int) -> [Int] {
    // Before the slow volatility has settled no day counts as wild.
    let year = specification.calibration.stressedFromYear
    let candidates = (60...max(60, day)).filter { $0 <= day && yearOf($0) >= year }
    let wildest = candidates.sorted { (unrest[$0 - 1], $1) > (unrest[$1 - 1], $0) }
    return wildest.prefix(count).sorted()
  }

  /// The most that a scenario moves a coin by: a multiple of its worst moves up to a day.
  func cap(_ place: Int, _ horizon: ScenarioHorizon, on day: Int) -> ClosedRange<Double> {
    let multiple = specification.calibration.capMultiple
    let own = extremes[place][horizon.wholeDays]
    return multiple * (own?.falls[day] ?? 0)...multiple * (own?.rises[day] ?? 0)
  }

  /// What every coin did over its horizon on some past days.
  ///
  /// - Parameter moves: Logarithmic moves of a coin over its horizon, one for each day.
  private func pastMoves(
    _ known: [Int], _ volatilities: [VolatilityPath.Known], _ measure: DynamicMeasure, days: [Int],
    moves: (Int, ScenarioHorizon) -> [Double]
  ) -> PastMoves {
    PastMoves(
      days: days,
      coins: zip(known, volatilities).map { place, volatility in
        let horizonDays = measure.horizonDays[paths[place].coin]
        let horizon = ScenarioHorizon(
          days: horizonDays, shortPower: specification.calibration.shortHorizonPower)
        let stretch = horizon.scale * Double(horizon.wholeDays).squareRoot()
        return PastMoves.Coin(
          coin: paths[place].coin, horizonDays: horizonDays, response: volatility.response,
          spot: moves(place, horizon),
          unexplained: days.map {
            volatility.residual(of: $0, seed: seed &+ UInt64(place)) * stretch
          })
      })
  }

  /// Moves of stablecoins and staking tokens on some past days; what is not known did not move.
  func assetMoves(_ days: [Int]) -> [Currency: [Double]] {
    history.assets.mapValues { prices in
      days.map { day in
        let move = prices[day] / prices[day - 1] - 1
        return move.isFinite ? JointScenarios.rounded(max(-1, move)) : 0
      }
    }
  }

  /// Crashes that were known at the end of a day.
  private func crashGroup(
    _ known: [Int], _ volatilities: [VolatilityPath.Known], _ measure: DynamicMeasure, on day: Int
  ) throws(SteelyardError) -> JointScenarios? {
    let past = crashes.filter { $0.knownFrom <= history.days[day] }
    guard measure.crashShare > 0, !past.isEmpty else { return nil }
    var coins: [Currency: CoinScenarios] = [:]
    for (place, volatility) in zip(known, volatilities) {
      let coin = paths[place].coin
      coins[coin] = CoinScenarios(
        horizonDays: measure.horizonDays[coin],
        spot: past.map { JointScenarios.rounded($0.spot[coin] ?? 0) },
        volatility: past.map { crash in
          let move = log1p(max(crash.spot[coin] ?? 0, -0.999_999))
          return JointScenarios.rounded(
            crash.volatility[coin] ?? volatility.response.explained(by: move))
        })
    }
    let assets = Set(past.flatMap(\.assets.keys))
    return try JointScenarios(
      labels: past.map(\.label), weights: [Double](repeating: 1, count: past.count), coins: coins,
      assets: Dictionary(
        uniqueKeysWithValues: assets.map { asset in (asset, past.map { $0.assets[asset] ?? 0 }) }))
  }

  private func yearOf(_ day: Int) -> Int { Int(dayName(day).prefix(4)) ?? 0 }

  /// The calendar day that ended with this index: `2024-08-05`.
  func dayName(_ day: Int) -> String {
    let started = Timestamp(microseconds: history.days[day].microseconds - 86_400_000_000)
    return String("\(started)".prefix(10))
  }
}

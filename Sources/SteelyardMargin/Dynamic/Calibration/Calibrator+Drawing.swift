import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardScenarios

extension Calibrator {
  /// Scenarios drawn from a distribution that is fitted to past moves.
  ///
  /// - Parameters:
  ///   - bounds: What no move of a coin's spot lies outside of; shape `[coin]`.
  ///   - stream: Which stream of the seed's random numbers.
  /// - Throws: `invalidInput` where there are fewer past moves than a fit needs.
  func drawn(
    _ past: PastMoves, bounds: [ClosedRange<Double>], label: String, stream: UInt32
  ) throws(SteelyardError) -> JointScenarios {
    guard past.days.count >= EmpiricalMarginal.sampleMin else {
      throw SteelyardError(
        .invalidInput,
        "A distribution of scenarios is fitted to \(past.days.count) days.",
        remedy: "Give a history of at least \(EmpiricalMarginal.sampleMin) days, or take "
          + "filtered_historical scenarios.")
    }
    var quantities: [SampledScenarios.Quantity] = []
    var columns: [[Double]] = []
    var limits: [ClosedRange<Double>] = []
    var coins: [Currency: SampledScenarios.Coin] = [:]
    for (coin, bounds) in zip(past.coins, bounds) {
      quantities.append(.spot(coin.coin))
      columns.append(coin.spot)
      limits.append(bounds)
      quantities.append(.volatility(coin.coin))
      columns.append(coin.unexplained)
      limits.append(Calibrator.range(of: coin.unexplained))
      coins[coin.coin] = SampledScenarios.Coin(
        horizonDays: coin.horizonDays,
        response: VolatilityResponse(
          onFall: JointScenarios.rounded(coin.response.onFall),
          onRise: JointScenarios.rounded(coin.response.onRise),
          deviation: JointScenarios.rounded(coin.response.deviation)))
    }
    for (asset, moves) in assetMoves(past.days).sorted(by: { $0.key < $1.key }) {
      quantities.append(.asset(asset))
      columns.append(moves)
      limits.append(Calibrator.range(of: moves))
    }
    let spots = quantities.indices.filter {
      if case .spot = quantities[$0] { true } else { false }
    }
    let fit = try CopulaFit(columns: columns, bounds: limits, leading: spots)
    let drawing = specification.calibration.drawing
    return try SampledScenarios(
      label: label, count: drawing.scenarios, sampling: drawing.sampling,
      stream: RandomStream(seed: seed, stream: stream), quantities: quantities,
      marginals: try Calibrator.rounded(fit.marginals), correlation: fit.correlation.rounded,
      degreesOfFreedom: (fit.degreesOfFreedom * 1e3).rounded() / 1e3, coins: coins
    ).scenarios()
  }

  /// The caps of some coins; shape `[coin]`.
  func caps(_ known: [Int], _ measure: DynamicMeasure, on day: Int) -> [ClosedRange<Double>] {
    known.map { cap($0, horizon(of: $0, measure), on: day) }
  }

  /// The worst fall and the largest rise of some coins up to a day; shape `[coin]`.
  func extremes(_ known: [Int], _ measure: DynamicMeasure, on day: Int) -> [ClosedRange<Double>] {
    known.map { place in
      let own = extremes[place][horizon(of: place, measure).wholeDays]
      return (own?.falls[day] ?? 0)...(own?.rises[day] ?? 0)
    }
  }

  private func horizon(of place: Int, _ measure: DynamicMeasure) -> ScenarioHorizon {
    ScenarioHorizon(
      days: measure.horizonDays[paths[place].coin],
      shortPower: specification.calibration.shortHorizonPower)
  }

  /// What volatility and pegs did is not exceeded: nothing says by how much it could be.
  private static func range(of column: [Double]) -> ClosedRange<Double> {
    (column.min() ?? 0)...(column.max() ?? 0)
  }

  private static func rounded(
    _ marginals: [EmpiricalMarginal]
  ) throws(SteelyardError) -> [EmpiricalMarginal] {
    try marginals.map { marginal throws(SteelyardError) in
      try EmpiricalMarginal(
        probabilities: marginal.probabilities.map { ($0 * 1e9).rounded() / 1e9 },
        values: marginal.values.map { JointScenarios.rounded($0) }, ends: marginal.ends)
    }
  }
}

extension Matrix {
  /// Elements to the millionth: with the least eigenvalue of a fit the matrix stays definite.
  fileprivate var rounded: Matrix {
    Matrix(
      rows: (0..<rowCount).map { row in
        (0..<columnCount).map { JointScenarios.rounded(self[row, $0]) }
      })
  }
}

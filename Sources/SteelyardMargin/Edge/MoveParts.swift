import Glibc
import SteelyardContracts
import SteelyardMath
import SteelyardScenarios

/// What a distribution of moves is made of.
struct MoveParts {
  let quantities: [SampledScenarios.Quantity]
  let marginals: [EmpiricalMarginal]
  let correlation: Matrix
  let degreesOfFreedom: Double
  let responses: [Currency: VolatilityResponse]
  let source: MoveDistribution.Source

  /// The parts that the scenarios were drawn from, of what a book depends on; nil where they have
  /// columns of their own.
  init?(drawn scenarios: JointScenarios, _ exposure: BookExposure, _ assets: [Currency]) {
    guard let origin = scenarios.origin else { return nil }
    let kept = origin.quantities.indices.filter { index in
      switch origin.quantities[index] {
      case .spot(let coin): exposure.coins.contains(coin)
      case .volatility(let coin): exposure.optionCoins.contains(coin)
      case .asset(let asset): assets.contains(asset)
      }
    }
    quantities = kept.map { origin.quantities[$0] }
    marginals = kept.map { origin.marginals[$0] }
    correlation = origin.correlation.selecting(kept)
    degreesOfFreedom = origin.degreesOfFreedom
    responses = origin.coins.mapValues(\.response)
    source = .drawn
  }

  /// Parts fitted to the scenarios' own columns.
  ///
  /// - Throws: What `CopulaFit` throws.
  init(
    fitted scenarios: JointScenarios, _ exposure: BookExposure, _ assets: [Currency],
    _ volatility: PerCoin<VolatilityResponse>
  ) throws(SteelyardError) {
    let rows = scenarios.rowsByWeight
    var quantities: [SampledScenarios.Quantity] = []
    var columns: [[Double]] = []
    func add(_ quantity: SampledScenarios.Quantity, _ column: [Double]) {
      // What never moves depends on nothing.
      guard let least = column.min(), let largest = column.max(), largest - least > 1e-12 else {
        return
      }
      quantities.append(quantity)
      columns.append(column)
    }
    var responses: [Currency: VolatilityResponse] = [:]
    for coin in exposure.coins {
      guard let own = scenarios.coins[coin] else { continue }
      let spot = rows.map { log1p(own.spot[$0]) }
      add(.spot(coin), spot)
      guard exposure.optionCoins.contains(coin), !own.volatility.isEmpty else { continue }
      let response = volatility[coin]
      responses[coin] = response
      add(
        .volatility(coin),
        zip(rows, spot).map { own.volatility[$0] - response.explained(by: $1) })
    }
    for asset in assets {
      guard let moves = scenarios.assets[asset] else { continue }
      add(.asset(asset), rows.map { moves[$0] })
    }
    self.quantities = quantities
    self.responses = responses
    source = .fitted
    guard !columns.isEmpty else {
      marginals = []
      correlation = Matrix.identity(0)
      degreesOfFreedom = .infinity
      return
    }
    // What spot does not explain of volatility is noise of each coin: prices say how tails join.
    let prices = quantities.indices.filter { index in
      if case .spot = quantities[index] { true } else { false }
    }
    // Tails are not cut at what was seen: the search asks what lies beyond.
    let fit = try CopulaFit(
      columns: columns,
      bounds: quantities.map { quantity in
        if case .asset = quantity { return MoveDistribution.assetMoves }
        return MoveDistribution.logMoves
      }, leading: prices.count > 1 ? prices : nil)
    marginals = fit.marginals
    correlation = fit.correlation
    degreesOfFreedom =
      columns.count > 1 && fit.degreesOfFreedom < CopulaFit.degreesOfFreedomRange.upperBound
      ? fit.degreesOfFreedom : .infinity
  }
}

extension JointScenarios {
  /// Scenarios as often as their weights say: for equal weights each once.
  fileprivate var rowsByWeight: [Int] {
    guard let first = weights.first, weights.contains(where: { $0 != first }) else {
      return Array(0..<count)
    }
    let total = weights.reduce(0, +)
    var rows: [Int] = []
    var passed = 0.0
    for (row, weight) in weights.enumerated() {
      passed += weight
      while rows.count < count, (Double(rows.count) + 0.5) / Double(count) * total < passed {
        rows.append(row)
      }
    }
    while rows.count < count { rows.append(count - 1) }
    return rows
  }
}

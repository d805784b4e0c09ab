public import SteelyardContracts
import SteelyardMargin
import SteelyardOptimisation

/// Everything that a search for a hedge reads: market, scenarios and what all of it gains under them.
public struct HedgeBook: Sendable {
  /// Book, model and candidates.
  public let market: HedgeMarket
  /// The scenarios.
  public let scenarios: HedgeScenarios
  /// Profits under them.
  public let profits: HedgeProfits
  /// Mean profit of one unit of each candidate bought.
  let means: [Double]

  /// Evaluates the scenarios.
  ///
  /// - Throws: What `HedgeProfits` throws.
  public init(
    _ market: HedgeMarket, _ scenarios: HedgeScenarios, progress: (Int) -> Void
  ) throws(SteelyardError) {
    self.init(
      market, scenarios,
      try HedgeProfits(
        in: market, under: scenarios.shocks, volatilities: scenarios.volatilities,
        progress: progress))
  }

  init(_ market: HedgeMarket, _ scenarios: HedgeScenarios, _ profits: HedgeProfits) {
    self.market = market
    self.scenarios = scenarios
    self.profits = profits
    means = profits.candidates.map { column in
      zip(column, scenarios.probabilities).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// The mean profit of a trade that is not credited to a hedge: what it gains on average, 0 where it loses.
  ///
  /// A hedge takes risk away; a trade that is made because the scenarios' mean pays it is a view.
  func uncredited(_ place: Int, isBought: Bool) -> Double {
    max(0, isBought ? means[place] : -means[place])
  }

  /// Profits with trades, mean gains of the trades taken off, and costs only where they are to be; shape `[scenario]`.
  public func profits(after quantities: [Double], costsPaid: Bool) -> [Double] {
    var taken = costsPaid ? cost(of: quantities).total : 0
    for (place, quantity) in quantities.enumerated() where quantity != 0 {
      taken += abs(quantity) * uncredited(place, isBought: quantity > 0)
    }
    return profits.after(quantities).map { $0 - taken }
  }

  /// Mean loss of the worst 1 − level.
  public func shortfall(of profits: [Double], level: Double) -> Double {
    TailProgram.tailMean(
      of: profits.map { -$0 }, probabilities: scenarios.probabilities, level: level
    ).mean
  }

  /// Deviation of profits.
  public func deviation(of profits: [Double]) -> Double {
    let mean = zip(profits, scenarios.probabilities).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = zip(profits, scenarios.probabilities).reduce(0) {
      $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean)
    }
    return squares.squareRoot()
  }

  /// Costs of trades.
  public func cost(of quantities: [Double]) -> HedgeCost {
    zip(market.candidates, quantities).reduce(.zero) {
      $1.1 == 0 ? $0 : $0 + $1.0.cost(of: $1.1)
    }
  }

  /// Premiums paid less premiums received.
  public func premium(of quantities: [Double]) -> Double {
    zip(market.candidates, quantities).reduce(0) { $0 + $1.1 * $1.0.unit.outlay }
  }
}

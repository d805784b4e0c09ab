public import SteelyardContracts
public import SteelyardMargin
import SteelyardScenarios

extension PlacementProblem.Requirement {
  /// What a venue needs for positions by its margin model: now the initial margin, in scenarios the maintenance margin,
  /// each less what the positions count for there.
  ///
  /// Now the account must be able to hold what it holds; after a move it must not be liquidated.
  ///
  /// - Parameters:
  ///   - evaluator: The venue's positions without balances, under its model.
  ///   - scenarios: Moves of coins; those of assets that are no coins of the market move no position.
  /// - Throws: What the evaluator throws; `missingMarketData` where the model had to leave something out.
  public init(
    of evaluator: StressEvaluator, in scenarios: [PlacementProblem.Scenario]
  ) throws(SteelyardError) {
    let figures = evaluator.figures
    guard figures.isComplete else {
      throw evaluator.failures.first ?? Self.incomplete("now")
    }
    var shocked: [Shocked] = []
    for scenario in scenarios {
      var coins: [Currency: CoinShock] = [:]
      for move in scenario.moves {
        // Names of staked tokens and pools need not be currencies.
        guard let coin = try? Currency(move.coin), evaluator.coins.contains(coin) else { continue }
        coins[coin] = CoinShock(spot: move.move)
      }
      let after = try evaluator.figures(
        after: MarketShock(
          label: scenario.name, days: 0, coins: coins, others: CoinShock(), assets: [:]))
      guard after.isComplete else { throw Self.incomplete(scenario.name) }
      shocked.append(
        Shocked(
          scenario: scenario.name,
          amount: after.maintenanceMargin - after.maintenanceCountedEquity))
    }
    self.init(amount: figures.initialMargin - figures.initialCountedEquity, scenarios: shocked)
  }

  private static func incomplete(_ scenario: String) -> SteelyardError {
    SteelyardError(
      .missingMarketData, "The margin of the positions is incomplete in the scenario \(scenario).",
      remedy: "Add the market data that the positions need.")
  }
}

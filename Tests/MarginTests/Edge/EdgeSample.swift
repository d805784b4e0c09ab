import Glibc
import SteelyardContracts
import SteelyardFormats
import SteelyardMargin
import SteelyardMath
import SteelyardPricing
import SteelyardScenarios
import TestSupport

/// Books of the tests of the edge, evaluated in the synthetic market.
enum EdgeSample {
  /// The evaluator of a book, with the response of the shipped dynamic parameters.
  static func evaluator(
    _ positions: [(name: String, quantity: String, entry: String?)],
    _ balances: [(code: String, amount: String)], model: String = "isolated"
  ) throws -> StressEvaluator {
    let portfolio = try Portfolio(
      positions: positions.map { position in
        Position(
          instrument: try SampleMarket.instrument(position.name),
          quantity: try Amount(parsing: position.quantity),
          averagePrice: try position.entry.map { try Amount(parsing: $0) })
      },
      balances: balances.map {
        AssetBalance(asset: try Currency($0.code), amount: try Amount(parsing: $0.amount))
      })
    guard
      case .dynamic(let specification) = try MarginModelCatalogue.specification(
        named: "dynamic", parameters: nil)
    else { preconditionFailure("dynamic is a dynamic model") }
    return try StressEvaluator(
      WalkBook(portfolio: portfolio, stated: []), SyntheticState.model(named: model),
      SyntheticMarket().snapshot(), surfaces: [:], response: StressResponse(specification),
      level: .portable)
  }

  /// Scenarios whose logarithmic spot moves are the quantiles of a normal distribution with a
  /// deviation of 5 %, over a day.
  static func normalScenarios(count: Int = 2000) throws -> JointScenarios {
    let moves = (0..<count).map { index in
      expm1(0.05 * NormalDistribution.quantile((Double(index) + 0.5) / Double(count)))
    }
    return try JointScenarios(
      labels: moves.indices.map { "\($0)" }, weights: moves.map { _ in 1 },
      coins: [.btc: CoinScenarios(horizonDays: 1, spot: moves)])
  }

  /// How volatility follows spot in the tests.
  static let response = PerCoin(
    others: VolatilityResponse(onFall: -1, onRise: 0, deviation: 0.05))
}

import Glibc
import SteelyardContracts
import SteelyardScenarios

/// What every coin did over its horizon on some past days, as it was or rescaled.
struct PastMoves {
  /// One coin; columns of shape `[day]`.
  struct Coin {
    let coin: Currency
    let horizonDays: Double
    /// How volatility follows spot.
    let response: VolatilityResponse
    /// Logarithmic moves of spot.
    let spot: [Double]
    /// Changes of the logarithm of volatility that spot does not explain.
    let unexplained: [Double]
  }

  /// The days, by their place in the history.
  let days: [Int]
  let coins: [Coin]

  /// A scenario for each day.
  func scenarios(
    label: String, history: Calibrator
  ) throws(SteelyardError) -> JointScenarios {
    var moves: [Currency: CoinScenarios] = [:]
    for coin in coins {
      moves[coin.coin] = CoinScenarios(
        horizonDays: coin.horizonDays,
        spot: coin.spot.map { JointScenarios.rounded(expm1($0)) },
        volatility: zip(coin.spot, coin.unexplained).map { move, left in
          JointScenarios.rounded(coin.response.explained(by: move) + left)
        })
    }
    return try JointScenarios(
      labels: days.map { "\(label) \(history.dayName($0))" },
      weights: [Double](repeating: 1, count: days.count), coins: moves,
      assets: history.assetMoves(days))
  }
}

import Glibc
import SteelyardContracts
import SteelyardMarket
import SteelyardScenarios

/// A shock as it acts on one market: every coin and asset with its move.
struct ShockMoves {
  let shock: MarketShock
  private let response: StressResponse
  private let snapshot: MarketSnapshot
  /// Coins that contracts are written on: what the others' moves reach.
  private let floating: Set<Currency>

  init(_ shock: MarketShock, _ response: StressResponse, in snapshot: MarketSnapshot) {
    self.shock = shock
    self.response = response
    self.snapshot = snapshot
    floating = snapshot.coins
  }

  /// What a coin does.
  func moves(of coin: Currency) -> CoinShock {
    if shock.coins[coin] != nil || floating.contains(coin) { return shock.moves(of: coin) }
    return CoinShock()
  }

  /// Change of the logarithm of a coin's 30-day volatility.
  func level(of coin: Currency) -> Double {
    let moves = moves(of: coin)
    return moves.volatility ?? response.volatility[coin].explained(by: log1p(moves.spot ?? 0))
  }

  /// The displacement of the market.
  ///
  /// - Throws: `invalidInput` for a move that cannot be.
  func displacement() throws(SteelyardError) -> MarketDisplacement {
    var coins: [Currency: CoinDisplacement] = [:]
    for coin in floating.union(shock.coins.keys) {
      let moves = moves(of: coin)
      coins[coin] = CoinDisplacement(
        spotMove: moves.toldSpot, basisMove: moves.basis ?? 0, perpetual: moves.perpetual ?? .none)
    }
    return try MarketDisplacement(
      coins: coins, others: .none, assets: assetMoves(), volatility: volatilityMove(),
      days: shock.days)
  }

  /// Moves of assets that have a price of their own or follow a coin.
  private func assetMoves() -> [Currency: Double] {
    var assets: [Currency: Double] = [:]
    for asset in snapshot.assetPrices.map(\.asset) {
      let own = shock.assets[asset]
      if let coin = response.follows[asset] {
        assets[asset] = (1 + moves(of: coin).toldSpot) * (1 + (own ?? 0)) - 1
      } else if let own {
        let floats = shock.coins[asset]?.spot ?? 0
        assets[asset] = (1 + floats) * (1 + own) - 1
      }
    }
    return assets
  }

  /// Every option's share of its own volatility, by the response of its coin's surface.
  private func volatilityMove() -> VolatilityDisplacement {
    struct SurfaceMove {
      let level: Double
      let skew: Double
      let logMove: Double
      let response: SurfaceResponse
    }
    var surfaces: [Currency: SurfaceMove] = [:]
    for coin in floating.union(shock.coins.keys) {
      let moves = moves(of: coin)
      let level = level(of: coin)
      let skew = moves.skew ?? 0
      guard level != 0 || skew != 0 || moves.toldSpot != 0 else { continue }
      surfaces[coin] = SurfaceMove(
        level: level, skew: skew, logMove: log1p(moves.toldSpot),
        response: response.surfaces[coin])
    }
    if surfaces.isEmpty { return .none }
    return .byOption { [surfaces] option in
      guard let move = surfaces[option.coin] else { return 1 }
      return move.response.share(
        level: move.level, skew: move.skew, logMove: move.logMove, logStrike: option.logStrike,
        deviation: option.deviation, days: option.days)
    }
  }

  /// Assets of a book that nothing moves, the dollar apart.
  func unmoved(of portfolio: Portfolio) -> [Currency] {
    portfolio.balances.filter { !$0.amount.isZero }.map(\.asset).filter { asset in
      asset != .usd && shock.assets[asset] == nil && response.follows[asset] == nil
        && shock.coins[asset]?.spot == nil && !floating.contains(asset)
    }.sorted()
  }
}

import SteelyardContracts

/// How a book moves with each coin, in US dollars.
public struct StrategyExposure: Sendable, Hashable {
  /// Of one coin.
  public struct Coin: Sendable, Hashable {
    /// Dollars of the coin that it moves like: gains of a small rise over the rise.
    public internal(set) var delta = 0.0
    /// What its curvature loses where the coin moves by 10 %: −½ gamma (0.1 S)², positive for a loss.
    public internal(set) var curvatureLoss = 0.0
    /// What a volatility point more gains.
    public internal(set) var vegaPerPoint = 0.0
    /// Everything that is held, in dollars of the coin, each without its sign.
    public internal(set) var gross = 0.0
  }

  /// By the places of the coins.
  public let coins: [Coin]

  /// The move that curvature is measured at.
  public static let move = 0.1

  /// The exposure of lines and pools; what has no price is left out, and value refuses it.
  public init(
    _ book: BookLines, _ pools: [PoolHolding], in market: MarketPast, _ listing: OptionListing
  ) {
    var coins = [Coin](repeating: Coin(), count: market.coins.count)
    for line in book.lines where line.quantity != 0 {
      let place = line.coin
      guard let spot = market.coins[place].price else { continue }
      if line.instrument.isOption {
        guard let quote = book.quote(line, in: market, listing) else { continue }
        coins[place].delta += line.quantity * quote.delta * spot
        let step = StrategyExposure.move * spot
        coins[place].curvatureLoss -= 0.5 * line.quantity * quote.gamma * step * step
        coins[place].vegaPerPoint += line.quantity * quote.vegaPerPoint
        // A bought option risks its premium, a sold one the coin.
        coins[place].gross +=
          line.quantity > 0
          ? line.quantity * quote.value : -line.quantity * spot
      } else {
        coins[place].delta += line.quantity * spot
        coins[place].gross += abs(line.quantity) * spot
      }
    }
    for pool in pools {
      guard let place = market.place(of: pool.coin), let spot = market.coins[place].price else {
        continue
      }
      let step = StrategyExposure.move * spot
      coins[place].delta += pool.coins(at: spot) * spot
      coins[place].curvatureLoss -= 0.5 * pool.gamma(at: spot) * step * step
      coins[place].gross += pool.value(at: spot)
    }
    self.coins = coins
  }

  /// Everything that is held, each without its sign, in US dollars.
  public var gross: Double { coins.reduce(0) { $0 + $1.gross } }
  /// The sizes of the coins' deltas together: nothing nets between coins.
  public var delta: Double { coins.reduce(0) { $0 + abs($1.delta) } }
  /// What curvature loses where every coin moves by 10 %; gains of one coin do not count.
  public var curvatureLoss: Double { coins.reduce(0) { $0 + max(0, $1.curvatureLoss) } }
  /// The sizes of the coins' vegas together, for a volatility point.
  public var vegaPerPoint: Double { coins.reduce(0) { $0 + abs($1.vegaPerPoint) } }
  /// The largest coin.
  public var largestCoin: Double { coins.map(\.gross).max() ?? 0 }
}

public import SteelyardContracts

/// What an account's holdings move with, coin by coin, in US dollars.
public struct RebalanceExposure: Sendable, Hashable {
  /// Of one coin.
  public struct Coin: Sendable, Hashable {
    /// The coin.
    public let coin: Currency
    /// Change of value for a move of the coin to twice its price, to first order.
    public internal(set) var delta = 0.0
    /// The second derivative to the coin's relative move.
    public internal(set) var gamma = 0.0
    /// Change of value for one volatility point.
    public internal(set) var vega = 0.0
    /// Change of value in a day.
    public internal(set) var theta = 0.0
    /// Everything held of it, each without its sign; an option bought counts its premium, one sold the coin.
    public internal(set) var gross = 0.0

    /// What curvature loses at a move of 10 %.
    public var curvatureLoss: Double {
      -0.5 * gamma * StrategyExposure.move * StrategyExposure.move
    }
  }

  /// The coins that anything is held of, by code.
  public let coins: [Coin]

  /// One coin's; zeros where nothing of it is held.
  public subscript(coin: Currency) -> Coin {
    coins.first { $0.coin == coin } ?? Coin(coin: coin)
  }

  /// Everything held, each without its sign.
  public var gross: Double { coins.reduce(0) { $0 + $1.gross } }
  /// The sizes of the coins' deltas together: nothing nets between coins.
  public var delta: Double { coins.reduce(0) { $0 + abs($1.delta) } }
  /// What curvature loses where every coin moves by 10 %; gains of one coin do not count.
  public var curvatureLoss: Double { coins.reduce(0) { $0 + max(0, $1.curvatureLoss) } }
  /// The sizes of the coins' vegas together.
  public var vega: Double { coins.reduce(0) { $0 + abs($1.vega) } }
  /// The largest coin.
  public var largestCoin: Double { coins.map(\.gross).max() ?? 0 }
}

import Glibc
public import SteelyardContracts

/// A token that keeps a multiple of a coin's return by trading once a day, long or inverse.
///
///     V_n / V_0 = Π (1 + L r_i − fee − λ |L (L − 1) r_i|)
///
/// λ is what a trade of the rebalancing costs: after a move r it trades L (L − 1) r of its value. Over a path it
/// holds less than L times the return of the coin, the more the rougher the path. Continuously rebalanced,
///
///     V_T / V_0 = (S_T / S_0)^L × exp(−½ L (L − 1) σ² T − fee T)
///
/// - Source: M. Avellaneda, S. Zhang, "Path-dependence of leveraged ETF returns", SIAM J. Financial Mathematics 1
///   (2010), eq. 9; M. Cheng, A. Madhavan, "The dynamics of leveraged and inverse exchange-traded funds", J.
///   Investment Management 7 (2009), for the trades.
public struct LeveragedToken: Sendable, Hashable {
  /// The coin.
  public let coin: Currency
  /// L: −1 for an inverse token, 3 for one of three times the return; not 0, at most 10 either way.
  public let leverage: Double
  /// Fee and financing per year, as a share of the value.
  public let feePerYear: Double
  /// What a trade of the rebalancing costs, as a share.
  public let rebalancingCost: Double

  /// A token from its parts.
  ///
  /// - Throws: `invalidInput` for a number that cannot be.
  public init(
    coin: Currency, leverage: Double, feePerYear: Double, rebalancingCost: Double
  ) throws(SteelyardError) {
    guard leverage != 0, abs(leverage) <= 10, feePerYear >= 0, feePerYear < 10,
      rebalancingCost >= 0, rebalancingCost < 1
    else {
      throw SteelyardError(
        .invalidInput,
        "A token of \(leverage) times \(coin), \(feePerYear) a year, \(rebalancingCost) a trade.",
        remedy: "Give a leverage from -10 to 10 that is not 0, and costs from 0 up.")
    }
    self.coin = coin
    self.leverage = leverage
    self.feePerYear = feePerYear
    self.rebalancingCost = rebalancingCost
  }

  /// What it is called: `BTC x-1`.
  public var name: String {
    let text = leverage == leverage.rounded() ? "\(Int(leverage))" : "\(leverage)"
    return "\(coin) x\(text)"
  }

  /// What a unit of value becomes along daily returns of the coin; a token that has lost all stays at 0.
  ///
  /// - Precondition: Every return is finite and above −1.
  public func growth(along returns: [Double], daysPerStep: Double = 1) -> Double {
    var value = 1.0
    for move in returns {
      precondition(move > -1 && move.isFinite, "a return is above -1")
      let traded = abs(leverage * (leverage - 1) * move)
      value *= 1 + leverage * move - feePerYear * daysPerStep / 365 - rebalancingCost * traded
      if value <= 0 { return 0 }
    }
    return value
  }

  /// What a unit of value becomes with continuous rebalancing and no cost of it, of which only the coin's return is
  /// known.
  ///
  /// - Parameters:
  ///   - move: Relative move of the coin over the whole time, > −1.
  ///   - volatility: Realised on the way, decimal per root year, ≥ 0.
  ///   - days: The time, ≥ 0.
  public func growth(after move: Double, volatility: Double, days: Double) -> Double {
    precondition(move > -1 && volatility >= 0 && days >= 0, "a price stays above zero")
    let years = days / 365
    return exp(
      leverage * log1p(move) - 0.5 * leverage * (leverage - 1) * volatility * volatility * years
        - feePerYear * years)
  }

  /// The part of the value that a path of no net move loses in a time: 1 − exp(−½ L (L − 1) σ² T − fee T).
  public func decay(volatility: Double, days: Double) -> Double {
    1 - growth(after: 0, volatility: volatility, days: days)
  }
}

public import SteelyardContracts

/// The Greeks of one undiscounted option on a forward, in a named convention.
///
/// All three deltas are always there under their own names; `delta` is the convention's choice.
public struct Greeks: Sendable, Hashable, Codable {
  /// The convention that `delta`, `gamma`, `vega`, `theta` and `rho` follow.
  public let convention: GreekConvention
  /// Black-76 delta dV/dF, coin per coin, in every convention.
  public let forwardDelta: Double
  /// Net transaction delta dV/dF − V/F, coin per coin, in every convention.
  public let netTransactionDelta: Double
  /// d(V/F)/dF, coin per quote unit, in every convention.
  public let coinDelta: Double
  /// Derivative of the convention's delta with respect to the forward, per quote unit.
  public let gamma: Double
  /// USD per vol point (`exchange`), coin per 1.00 (`coin`), else USD per 1.00.
  public let vega: Double
  /// USD per day at most the lifetime (`exchange`), coin per year (`coin`), else USD per year.
  public let theta: Double
  /// USD per 1 % (`exchange`), coin per 1.00 (`coin`), else USD per 1.00; the spot is held.
  public let rho: Double

  /// The delta that the convention names.
  public var delta: Double {
    switch convention {
    case .exchange, .usd: forwardDelta
    case .coin: coinDelta
    case .premiumAdjusted: netTransactionDelta
    }
  }

  /// Years in one calendar day.
  public static let day = 1.0 / 365
}

extension InverseOption {
  /// The Greeks in a named convention.
  ///
  /// The same numbers serve a linear option of the same forward, strike, time and volatility.
  public func greeks(_ right: OptionRight, convention: GreekConvention) -> Greeks {
    let quote = quoteSettled.greeks(right)
    let coin = greeks(right)
    let forward = quoteSettled.forward
    // With the spot held a rate moves the forward as much as it discounts, which leaves −TK dV/dK.
    let rho = -quoteSettled.timeToExpiry * quoteSettled.strike * quote.dualDelta
    func make(gamma: Double, vega: Double, theta: Double, rho: Double) -> Greeks {
      Greeks(
        convention: convention, forwardDelta: quote.forwardDelta,
        netTransactionDelta: coin.netTransactionDelta, coinDelta: coin.coinDelta, gamma: gamma,
        vega: vega, theta: theta, rho: rho)
    }
    switch convention {
    case .exchange:
      return make(
        gamma: quote.forwardGamma, vega: quote.vega / 100,
        theta: quote.theta * min(Greeks.day, quoteSettled.timeToExpiry), rho: rho / 100)
    case .coin:
      return make(
        gamma: coin.coinGamma, vega: coin.coinVega, theta: coin.coinTheta, rho: rho / forward)
    case .usd:
      return make(gamma: quote.forwardGamma, vega: quote.vega, theta: quote.theta, rho: rho)
    case .premiumAdjusted:
      return make(
        gamma: quote.forwardGamma - coin.netTransactionDelta / forward, vega: quote.vega,
        theta: quote.theta, rho: rho)
    }
  }
}

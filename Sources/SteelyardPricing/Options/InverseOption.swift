public import SteelyardContracts

/// A European option whose premium and payoff are paid in the coin it is written on.
///
/// Its value in coin is the undiscounted Black-76 value over the forward, V/F; a coin's own value
/// moves, so its derivatives are not those of V. Duality: a call on the coin in dollars is K puts on
/// the dollar in coin, C(F, K)/F = K·P(1/F, 1/K).
///
/// - Accuracy: As `Black76`.
/// - Source: The market convention of coin-settled options; derivatives by the quotient rule.
public struct InverseOption: Sendable, Hashable {
  /// The same option paid in quote currency, undiscounted.
  public let quoteSettled: Black76

  /// An option on a forward.
  ///
  /// - Parameters:
  ///   - forward: Forward price in quote currency, above zero.
  ///   - strike: Strike in quote currency, above zero.
  ///   - timeToExpiry: Years of 365 days, not negative.
  ///   - volatility: Decimal per root year, not negative.
  /// - Throws: `invalidInput` naming the field.
  public init(forward: Double, strike: Double, timeToExpiry: Double, volatility: Double)
    throws(SteelyardError)
  {
    quoteSettled = try Black76(
      forward: forward, strike: strike, timeToExpiry: timeToExpiry, volatility: volatility, rate: 0)
  }

  /// The value in coin per unit of base, V/F.
  public func value(_ right: OptionRight) -> Double {
    quoteSettled.value(right) / quoteSettled.forward
  }

  /// The option on the inverse price: forward 1/F, strike 1/K, in coin per quote unit.
  ///
  /// A call here is `strike` puts there.
  ///
  /// - Throws: `invalidInput` where an inverse overflows.
  public func dual() throws(SteelyardError) -> Black76 {
    Black76(option: try LognormalOption(inverting: quoteSettled.option))
  }

  /// All derivatives of the coin value.
  public func greeks(_ right: OptionRight) -> CoinGreeks {
    let quote = quoteSettled.greeks(right)
    let forward = quoteSettled.forward
    let netTransactionDelta = netTransactionDelta(right)
    return CoinGreeks(
      coinDelta: netTransactionDelta / forward,
      coinGamma: (quote.forwardGamma - 2 * netTransactionDelta / forward) / forward,
      coinVega: quote.vega / forward,
      coinTheta: quote.theta / forward,
      netTransactionDelta: netTransactionDelta)
  }

  /// The premium-adjusted delta dV/dF − V/F, which is F·d(V/F)/dF.
  ///
  /// What must be held in coin so that the position's coin value does not move; since
  /// V = F·Δ ∓ K·N(±d₂) it is ±(K/F)·N(±d₂), plus for a call, which cancels nowhere.
  public func netTransactionDelta(_ right: OptionRight) -> Double {
    let probability = quoteSettled.option.lowerProbability(right)
    return right.sign * quoteSettled.strike / quoteSettled.forward * probability
  }
}

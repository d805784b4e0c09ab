public import SteelyardContracts
public import SteelyardPricing

/// The delta of an option when its volatility moves with the underlying.
///
///     Δ = Δ_BS + vega × dσ/dF,   dσ/dF = slope × κ / F
///
/// with slope = dσ/d ln K of the smile at the strike, and κ by the rule. A smile that slopes down lowers the delta of
/// every option under `impliedTree` and raises it under `stickyMoneyness`.
///
/// - Source: E. Derman, "Regimes of volatility", Goldman Sachs Quantitative Strategies Research Notes (1999); J. Hull,
///   A. White, "Optimal delta hedging for options", J. Banking & Finance 82 (2017), for the measured response.
public struct SmileDelta: Sendable, Hashable {
  /// How the volatility of a strike follows the underlying.
  public enum Rule: Sendable, Hashable {
    /// A strike keeps its volatility: κ = 0.
    case stickyStrike
    /// A moneyness keeps its volatility, so a strike takes that of a lower one as the underlying rises: κ = −1.
    case stickyMoneyness
    /// The smile is one of local volatility, and at the money falls twice as fast as it slopes: κ = 1.
    case impliedTree
    /// dσ/d ln F of the strike as it was measured, in place of slope × κ.
    case measured(Double)
  }

  /// Black's delta to the forward, in coins.
  public let blackDelta: Double
  /// What the smile adds, in coins.
  public let adjustment: Double
  /// The hedge of one option: so many coins of the forward are to be sold.
  public var delta: Double { blackDelta + adjustment }

  /// The delta of an option on a forward.
  ///
  /// - Parameters:
  ///   - slope: dσ/d ln K at the strike, in decimals of volatility.
  /// - Throws: `invalidInput` for a slope that is not finite.
  public init(
    of option: Black76, _ right: OptionRight, slope: Double, _ rule: Rule
  ) throws(SteelyardError) {
    let perLogForward =
      switch rule {
      case .stickyStrike: 0.0
      case .stickyMoneyness: -slope
      case .impliedTree: slope
      case .measured(let response): response
      }
    guard slope.isFinite, perLogForward.isFinite else {
      throw SteelyardError(
        .invalidInput, "The slope of the smile is \(slope).", remedy: "Give a finite number.")
    }
    let greeks = option.greeks(right)
    blackDelta = greeks.forwardDelta
    adjustment = greeks.vega * perLogForward / option.forward
  }
}

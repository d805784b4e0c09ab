public import SteelyardContracts

/// What holding gamma and hedging it brings over a short time, against what it costs.
///
///     gains = ½ Γ S² σ_realised² δt,   theta = ½ Γ S² σ_implied² δt
///     costs per hedge = λ S |Γ| S σ_realised √δ √(2/π)
///
/// for hedges δ apart. The break-even volatility is the realised one at which gains less theta less costs are zero;
/// the gamma drag is the share of the gains that costs take. Rare hedges cost less and leave more variance; this is
/// the mean only.
///
/// - Source: P. Wilmott, "Paul Wilmott on Quantitative Finance", 2nd edition (2006), chapter 12; the costs are those of
///   H. Leland (1985) at the realised volatility.
public struct GammaScalp: Sendable, Hashable {
  /// What moves bring, in quote currency.
  public let gains: Double
  /// What time takes, positive for a long option.
  public let theta: Double
  /// What hedging costs.
  public let costs: Double
  /// Gains less theta less costs.
  public var profit: Double { gains - theta - costs }
  /// Costs over gains.
  public let gammaDrag: Double
  /// The realised volatility at which nothing is left; decimal.
  public let breakEvenVolatility: Double

  /// Scalping over a time in which the Greeks stay about what they are.
  ///
  /// - Parameters:
  ///   - gamma: Γ held, in coins per quote unit, > 0.
  ///   - spot: S, > 0.
  ///   - realised: Volatility that comes about, decimal, > 0.
  ///   - implied: Volatility that is paid for, decimal, > 0.
  ///   - years: δt, > 0.
  ///   - hedges: Trades over it, ≥ 1.
  ///   - cost: λ: fee, half spread and slippage of a trade as a share of its value, ≥ 0.
  /// - Throws: `invalidInput` for a number that cannot be.
  public init(
    gamma: Double, spot: Double, realised: Double, implied: Double, years: Double, hedges: Int,
    cost: Double
  ) throws(SteelyardError) {
    let numbers = [gamma, spot, realised, implied, years]
    guard numbers.allSatisfy({ $0 > 0 && $0.isFinite }), hedges >= 1, cost >= 0, cost.isFinite
    else {
      throw SteelyardError(
        .invalidInput,
        "Gamma \(gamma), spot \(spot), realised \(realised), implied \(implied), \(years) years, \(hedges) "
          + "hedges, cost \(cost).",
        remedy: "Give numbers above zero, and a cost from 0 up.")
    }
    let dollarGamma = gamma * spot * spot
    let step = years / Double(hedges)
    // Costs are linear in the realised volatility, gains quadratic.
    let costRate =
      cost * dollarGamma * Double(hedges) * (2 * step / Double.pi).squareRoot()
    gains = 0.5 * dollarGamma * realised * realised * years
    theta = 0.5 * dollarGamma * implied * implied * years
    costs = costRate * realised
    gammaDrag = costs / gains
    let half = 0.5 * dollarGamma * years
    breakEvenVolatility =
      (costRate + (costRate * costRate + 4 * half * theta).squareRoot()) / (2 * half)
  }
}

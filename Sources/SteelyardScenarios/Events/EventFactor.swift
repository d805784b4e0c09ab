/// What a figure of an event moves, and in what unit.
public enum EventFactor: String, Sendable, Hashable, Codable, CaseIterable {
  /// Relative move of a coin's spot price over the event's horizon; −0.4 is −40 %.
  case spot
  /// Relative move of the 30-day implied volatility; 0.5 takes 60 % to 90 %.
  case volatilityLevel = "volatility_level"
  /// Change of the 30-day skew: decimal volatility per unit of log-moneyness, at the forward.
  case skew
  /// Change of the annualised premium of dated futures over spot; −0.1 takes 12 % to 2 %.
  case basis
  /// Premium of the perpetual over spot that is reached, decimal; −0.004 is 40 basis points below.
  case perpetualPremium = "perpetual_premium"
  /// Funding rate for 8 hours that is reached; positive: longs pay.
  case funding
  /// Price of a stablecoin against its dollar, or of a staking token against its coin, less one.
  case price
  /// Relative change of liquidity: quantity quoted near the middle; −0.8 leaves a fifth.
  case depth
  /// Relative error of the price that the oracle tells against the true one.
  case oracleError = "oracle_error"
  /// Share of what stands at the failed venue that is lost, 0 to 1.
  case venueLoss = "venue_loss"
  /// Slope of the coin's daily log return on BTC's; no move in itself, it says how moves were made.
  case beta

  /// The values that a figure of this factor may have, and what they mean.
  package var admissible: (range: ClosedRange<Double>, words: String) {
    switch self {
    case .spot, .volatilityLevel, .price, .depth, .oracleError:
      // The lower end is excluded by the check; the upper catches percent given for a share.
      (-1...50, "a relative move above -1 and at most 50")
    case .skew: (-5...5, "a change of skew between -5 and 5")
    case .basis: (-10...10, "a change of the annualised premium between -10 and 10")
    case .perpetualPremium: (-0.5...0.5, "a premium between -0.5 and 0.5")
    case .funding: (-0.1...0.1, "a rate for 8 hours between -0.1 and 0.1")
    case .venueLoss: (0...1, "a share from 0 to 1")
    case .beta: (-20...20, "a slope between -20 and 20")
    }
  }

  /// Whether a value is possible: a relative move of −1 leaves nothing, and is none.
  package func admits(_ value: Double) -> Bool {
    let range = admissible.range
    return range.contains(value) && !(range.lowerBound == -1 && value == -1)
  }
}

public import SteelyardContracts

/// How one coin of a simulated market moves, and what is listed on it.
///
/// Price and variance follow Heston's model with jumps in both:
///
///     d ln S = (−v/2 − c) dt + √v dW + jumps        dW = β dM + √(1 − β²) dZ
///     d v    = κ(θ − v) dt + ξ√v dB + jumps          dB = ρ dW + √(1 − ρ²) dY
///
/// M is common to all coins, so that two coins' returns between jumps have the correlation β₁β₂; c makes the price
/// a martingale.
///
/// - Source: S. Heston, Review of Financial Studies 6 (1993); D. Duffie, J. Pan, K. Singleton, Econometrica 68
///   (2000), for the jumps. The numbers are ours, of the size that fits of coins' options and returns give.
public struct SimulatedCoin: Sendable, Hashable {
  /// How contracts on a coin are settled.
  public enum Settlement: String, Sendable, Hashable, Codable, CaseIterable {
    /// In the coin, quoted in USD.
    case inverse
    /// In USDC.
    case linear
  }

  /// The coin.
  public var coin: Currency
  /// Its first price, in USD, > 0.
  public var priceUSD: Double
  /// v at the start, per year: 0.25 is a volatility of 50 %.
  public var variance: Double
  /// θ, where the variance goes back to, per year.
  public var varianceMean: Double
  /// κ, how fast, per year.
  public var reversionPerYear: Double
  /// ξ, volatility of the variance, per square root of a year.
  public var volatilityOfVariance: Double
  /// ρ, correlation of a coin's price with its own variance, above −1 and below 1.
  public var varianceCorrelation: Double
  /// β, correlation with what moves all coins, above −1 and below 1.
  public var marketLoading: Double
  /// Its own jumps.
  public var jumps: SimulatedJumps
  /// How much of a common jump it makes, as a multiple of the log jump.
  public var commonJumpLoading: Double
  /// How its contracts are settled.
  public var settlements: Set<Settlement>
  /// Most strikes on either side of the forward, of one expiry.
  public var strikesPerSide: Int

  /// A coin from its parts; `SimulationParameters.check()` says whether they can be.
  public init(
    coin: Currency, priceUSD: Double, variance: Double, varianceMean: Double,
    reversionPerYear: Double, volatilityOfVariance: Double, varianceCorrelation: Double,
    marketLoading: Double, jumps: SimulatedJumps, commonJumpLoading: Double,
    settlements: Set<Settlement>, strikesPerSide: Int
  ) {
    self.coin = coin
    self.priceUSD = priceUSD
    self.variance = variance
    self.varianceMean = varianceMean
    self.reversionPerYear = reversionPerYear
    self.volatilityOfVariance = volatilityOfVariance
    self.varianceCorrelation = varianceCorrelation
    self.marketLoading = marketLoading
    self.jumps = jumps
    self.commonJumpLoading = commonJumpLoading
    self.settlements = settlements
    self.strikesPerSide = strikesPerSide
  }
}

/// Jumps that come as a Poisson process.
public struct SimulatedJumps: Sendable, Hashable {
  /// λ, expected jumps per year, ≥ 0.
  public var perYear: Double
  /// Mean of the log jump.
  public var mean: Double
  /// Standard deviation of the log jump, ≥ 0.
  public var deviation: Double
  /// Mean of the exponential jump that the variance makes with it, per year, ≥ 0.
  public var varianceMean: Double

  /// Jumps from their parts.
  public init(perYear: Double, mean: Double, deviation: Double, varianceMean: Double) {
    self.perYear = perYear
    self.mean = mean
    self.deviation = deviation
    self.varianceMean = varianceMean
  }
}

public import SteelyardContracts

/// A historical crash or squeeze as the model uses it: only what a source vouches for.
public struct Crash: Sendable, Hashable {
  /// What people call it: `2020-03-12 covid`.
  public let label: String
  /// The first instant at which it may be used.
  public let knownFrom: Timestamp
  /// Relative move of spot, by coin; a coin without one does not move.
  public let spot: [Currency: Double]
  /// Change of the logarithm of 30-day implied volatility, by coin; a coin without one follows its
  /// response to spot.
  public let volatility: [Currency: Double]
  /// Relative move of stablecoins in US dollars and of staking tokens in their coins.
  public let assets: [Currency: Double]

  /// A crash from its figures.
  public init(
    label: String, knownFrom: Timestamp, spot: [Currency: Double],
    volatility: [Currency: Double] = [:], assets: [Currency: Double] = [:]
  ) {
    self.label = label
    self.knownFrom = knownFrom
    self.spot = spot
    self.volatility = volatility
    self.assets = assets
  }
}

public import SteelyardContracts

/// The volatility of one expiry as a venue publishes it: an SVI slice, and what it was fitted on.
///
/// With a reference the slice is read as its publisher reads it: k = ln(K/F_ref) is clamped to ±B,
/// B = 4√(a + bσ), w is capped at 144, and volatility is √(w/t_ref). The reference is that of the
/// fit and is not aged. Without one the slice is read on the forward and time of the market, and
/// has no bounds.
///
/// - Source: Derive, `v2-core` contracts, volatility feed, commit 7736900 (2026-01-21).
public struct PublishedSlice: Sendable, Hashable {
  /// Bounds of k in units of √(a + bσ).
  public static let deviationsMax = 4.0
  /// The largest total variance that counts: a deviation of 12.
  public static let totalVarianceMax = 144.0

  /// The forward and the time that a slice was fitted on.
  public struct Reference: Sendable, Hashable {
    /// F_ref, in quote currency, > 0.
    public let forward: Double
    /// t_ref, years of 365 days, > 0.
    public let years: Double

    /// A reference from its parts.
    ///
    /// - Throws: `invalidInput` naming the field.
    public init(forward: Double, years: Double) throws(SteelyardError) {
      try Admissible.positive.check(forward, "forward")
      try Admissible.positive.check(years, "years")
      self.forward = forward
      self.years = years
    }
  }

  /// Total variance over log-moneyness.
  public let slice: SVISlice
  /// What it was fitted on; nil where the publisher leaves forward and time to the reader.
  public let reference: Reference?

  /// A published slice from its parts.
  public init(slice: SVISlice, reference: Reference?) {
    self.slice = slice
    self.reference = reference
  }

  /// The volatility of an option, decimal per root year, >= 0.
  ///
  /// - Parameters:
  ///   - strike: In quote currency, >= 0; a strike of 0 has volatility 0 under a reference.
  ///   - forward: The market's forward, in quote currency, > 0; not used under a reference.
  ///   - timeToExpiry: Years to expiry, > 0; not used under a reference.
  public func volatility(strike: Double, forward: Double, timeToExpiry: Double) -> Double {
    guard let reference else {
      return slice.volatility(
        at: logMoneyness(underlying: strike, strike: forward), timeToExpiry: timeToExpiry)
    }
    if strike == 0 { return 0 }
    let variance = slice.totalVariance(at: boundedLogMoneyness(strike: strike, reference))
    return (min(variance, PublishedSlice.totalVarianceMax) / reference.years).squareRoot()
  }

  /// ln(K/F_ref), kept within the bounds of the slice.
  ///
  /// - Parameter strike: In quote currency, > 0.
  public func boundedLogMoneyness(strike: Double, _ reference: Reference) -> Double {
    // Not negative: the slice's least total variance, which is lower, is not.
    let deviation = (slice.level + slice.slope * slice.width).squareRoot()
    let bound = PublishedSlice.deviationsMax * deviation
    return min(max(logMoneyness(underlying: strike, strike: reference.forward), -bound), bound)
  }
}
